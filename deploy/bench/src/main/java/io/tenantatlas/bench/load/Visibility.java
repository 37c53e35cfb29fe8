package io.tenantatlas.bench.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many of the rows that were committed lie before a position of the source's log: known for
 * some positions, and never said too high for those between them.
 *
 * <p>Threads: any.
 */
public final class Visibility {

  private final TreeMap<Long, Long> committed = new TreeMap<>();

  /**
   * Notes that all of these rows lie before the position.
   *
   * @param rows counted before the position was asked for
   */
  public synchronized void note(long rows, long position) {
    committed.merge(position, rows, Math::max);
  }

  /** The rows that certainly lie before the position. */
  public synchronized long rowsBefore(long position) {
    Map.Entry<Long, Long> last = committed.floorEntry(position);
    return last == null ? 0 : last.getValue();
  }
}
