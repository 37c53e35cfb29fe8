package io.tenantatlas.projector.projection;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one row contributes to its tenant's measures at an instant.
 *
 * @param sums by name of the additive measure, only those the row adds to
 * @param ranks by name of the ranking, the instant the row is ranked by (null is ranked last); only
 *     those it takes part in
 * @param nextEdge the row contributes the same until this instant, and something else afterwards;
 *     null for never
 */
public record Contribution(
    Map<String, Long> sums, Map<String, @Nullable Instant> ranks, @Nullable Instant nextEdge) {

  /** Of a row that is not there. */
  public static final Contribution NONE = new Contribution(Map.of(), Map.of(), null);
}
