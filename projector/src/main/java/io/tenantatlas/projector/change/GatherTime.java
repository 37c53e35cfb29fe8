package io.tenantatlas.projector.change;

import java.time.Duration;

/**
 * How long capture and the pipeline gather before they work on the next batch: for as long as the
 * last batch took, and longer the more records it had. A record that comes later than that does not
 * wait. Under load batches grow until the bound is reached, so that many records share what a batch
 * costs.
 */
public final class GatherTime {

  /** A batch of so many records doubles the time. */
  private static final double DOUBLING = 250;

  private GatherTime() {}

  /**
   * The time after a batch.
   *
   * @param took the work on the batch
   * @param records in the batch, whatever they say
   * @param max the result is at most this
   */
  public static Duration after(Duration took, int records, Duration max) {
    double nanos = Math.max(0, took.toNanos()) * (1 + records / DOUBLING);
    return Duration.ofNanos(Math.min(max.toNanos(), (long) nanos));
  }
}
