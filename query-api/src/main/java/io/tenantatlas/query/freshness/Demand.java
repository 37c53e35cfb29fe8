package io.tenantatlas.query.freshness;

import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * What a read asks of the progress that it comes with.
 *
 * @param history the only one that the answer may be of; null for any
 * @param minimum the position that the answer must include, in the newest history of the source;
 *     null for any
 */
public record Demand(@Nullable SourceHistory history, @Nullable SourcePosition minimum) {

  /** Asks for nothing. */
  public static final Demand NONE = new Demand(null, null);

  /** Whether an answer with this progress will do. */
  public boolean isMetBy(Progress progress) {
    return isOfHistory(progress)
        && (minimum == null || (progress.current() && !progress.position().isBefore(minimum)));
  }

  /** The same, and at least this position. */
  Demand atLeast(SourcePosition position) {
    return minimum == null || minimum.isBefore(position) ? new Demand(history, position) : this;
  }

  /** Whether the progress is of the history asked for. */
  boolean isOfHistory(Progress progress) {
    return history == null || history.names(progress.history());
  }
}
