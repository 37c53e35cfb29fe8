package io.tenantatlas.projector.change;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A point in a history of the source.
 *
 * @param history which one; without it the position means nothing
 * @param position all of that history's commits up to here are included
 * @param at the source's clock at {@code position}; null before the first mark
 */
public record SourcePoint(SourceHistory history, SourcePosition position, @Nullable Instant at) {

  /** Before every commit. */
  public static final SourcePoint NONE =
      new SourcePoint(SourceHistory.UNKNOWN, SourcePosition.ZERO, null);
}
