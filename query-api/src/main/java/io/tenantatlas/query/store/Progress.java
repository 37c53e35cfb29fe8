package io.tenantatlas.query.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition has been projected.
 *
 * @param history of the source, to which the position belongs
 * @param current whether that is known to be the newest history: none is being read that is to
 *     replace it
 * @param position all of the history's commits up to it are included
 * @param sourceAt the source's clock at that position; null before the first mark
 * @param asOf the instant that the partition's documents are right for
 * @param degraded whether what is read may lack records of the change log that could not be applied
 */
public record Progress(
    SourceHistory history,
    boolean current,
    SourcePosition position,
    @Nullable Instant sourceAt,
    Instant asOf,
    boolean degraded) {

  /** Of what lacks nothing. */
  public Progress(
      SourceHistory history,
      boolean current,
      SourcePosition position,
      @Nullable Instant sourceAt,
      Instant asOf) {
    this(history, current, position, sourceAt, asOf, false);
  }

  /** The same of what lacks a record. */
  Progress asDegraded() {
    return new Progress(history, current, position, sourceAt, asOf, true);
  }

  /**
   * Whether everything of the other progress of the same partition is in this one too; of two
   * histories neither includes the other.
   */
  public boolean includes(Progress other) {
    return history.equals(other.history)
        && !position.isBefore(other.position)
        && !asOf.isBefore(other.asOf);
  }

  /** The same; its history is current only if the other's is too. */
  public Progress asCurrentAs(Progress other) {
    return other.current || !current
        ? this
        : new Progress(history, false, position, sourceAt, asOf, degraded);
  }

  /** How old the position is, never negative; null when the source's clock is not known yet. */
  public @Nullable Duration lag(Instant now) {
    if (sourceAt == null) {
      return null;
    }
    Duration lag = Duration.between(sourceAt, now);
    return lag.isNegative() ? Duration.ZERO : lag;
  }
}
