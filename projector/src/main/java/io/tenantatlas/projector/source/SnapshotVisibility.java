package io.tenantatlas.projector.source;

import java.util.HashSet;
import java.util.Set;

/**
 * Which transactions a snapshot of the source sees ({@code pg_current_snapshot()}): all before
 * {@code xmin}, and up to {@code xmax} those that were not in progress.
 *
 * @param xmin all transactions before it had ended
 * @param xmax no transaction from it on had ended
 * @param inProgress those between that had not ended
 */
public record SnapshotVisibility(long xmin, long xmax, Set<Long> inProgress) {

  public SnapshotVisibility {
    inProgress = Set.copyOf(inProgress);
  }

  /** Reads PostgreSQL's text form, {@code 100:104:100,102}. */
  static SnapshotVisibility parse(String text) {
    String[] parts = text.split(":", -1);
    Set<Long> inProgress = new HashSet<>();
    for (String id : parts[2].split(",", -1)) {
      if (!id.isEmpty()) {
        inProgress.add(Long.valueOf(id));
      }
    }
    return new SnapshotVisibility(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inProgress);
  }

  /**
   * Whether the snapshot sees what a transaction committed.
   *
   * @param transaction its id as the replication stream writes it: the lower 32 bits
   */
  public boolean sees(long transaction) {
    // Ids of transactions that may still be asked for are less than 2^31 apart.
    long id = xmax - (int) (xmax - transaction);
    return id < xmin || (id < xmax && !inProgress.contains(id));
  }
}
