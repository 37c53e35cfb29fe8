package io.tenantatlas.query.share;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Places that may be taken at the same time: so many in all, of which one holder may have a share.
 *
 * <p>Threads: any.
 */
public final class Places {

  /** How an attempt to take a place has ended. */
  public enum Taking {
    TAKEN,
    /** The holder has as many as one may have. */
    SHARE_USED,
    /** As many as there are have been taken. */
    ALL_USED
  }

  /**
   * How many there are.
   *
   * @param all of them
   * @param each that one holder may have
   */
  public record Limits(int all, int each) {}

  private final Limits limits;
  private final Semaphore free;
  private final Map<String, Integer> byHolder = new ConcurrentHashMap<>();

  /** All are free. */
  public Places(Limits limits) {
    this.limits = limits;
    this.free = new Semaphore(limits.all);
  }

  /** How many are taken now. */
  public int taken() {
    return limits.all - free.availablePermits();
  }

  /** Takes one, if there is one for the holder; it must be given back then. */
  public Taking take(String holder) {
    if (byHolder.merge(holder, 1, Integer::sum) > limits.each) {
      leave(holder);
      return Taking.SHARE_USED;
    }
    if (!free.tryAcquire()) {
      leave(holder);
      return Taking.ALL_USED;
    }
    return Taking.TAKEN;
  }

  /** Gives one back that the holder has taken. */
  public void giveBack(String holder) {
    leave(holder);
    free.release();
  }

  private void leave(String holder) {
    byHolder.computeIfPresent(holder, (same, held) -> held == 1 ? null : held - 1);
  }
}
