package io.tenantatlas.query.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition has been projected.
 *
 * @param position all source commits up to it are included
 * @param sourceAt the source's clock at that position; null before the first mark
 * @param asOf the instant that the partition's documents are right for
 */
public record Progress(SourcePosition position, @Nullable Instant sourceAt, Instant asOf) {

  /** Whether everything of the other progress of the same partition is in this one too. */
  public boolean includes(Progress other) {
    return !position.isBefore(other.position) && !asOf.isBefore(other.asOf);
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
