package io.tenantatlas.projector.change;

import java.time.Duration;

/**
 * How long changes are gathered before the next batch is worked on: for as long as the last batch
 * took, and longer the more changes it had. A change that comes alone therefore waits no longer
 * than the work itself takes. Under load batches grow until the bound is reached, and what a batch
 * costs beside its changes is shared by many.
 */
public final class GatherTime {

  /** A batch of so many changes doubles the time. */
  private static final double DOUBLING = 250;

  private GatherTime() {}

  /**
   * The time after a batch.
   *
   * @param took the work on the batch
   * @param changes in the batch
   * @param max the result is at most this
   */
  public static Duration after(Duration took, int changes, Duration max) {
    double nanos = Math.max(0, took.toNanos()) * (1 + changes / DOUBLING);
    return Duration.ofNanos(Math.min(max.toNanos(), (long) nanos));
  }
}
