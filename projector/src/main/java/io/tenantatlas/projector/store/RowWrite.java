package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to a stored row or to a ranking entry. */
public sealed interface RowWrite {

  /**
   * The row's last image is this.
   *
   * @param generation the snapshot it was seen since
   * @param nextEdge what it contributes changes as soon as as-of is later than this; null for never
   */
  record Put(RowImage row, long generation, @Nullable Instant nextEdge) implements RowWrite {}

  /** The row is gone. */
  record Remove(RowKey key) implements RowWrite {}

  /** The row takes part in the ranking, by this instant (null is last). */
  record Rank(String ranking, long id, long tenantId, @Nullable Instant at) implements RowWrite {}

  /** The row no longer takes part in the ranking. */
  record Unrank(String ranking, long id) implements RowWrite {}
}
