package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measured values of one tenant at one instant.
 *
 * @param sums what additive measures amount to; a measure that is absent amounts to 0
 * @param ranked the ranked rows, first first; a ranking that is absent is empty
 * @param asOf the instant
 */
public record Measured(
    Map<Measure.Additive, Long> sums, Map<Measure.Ranking, List<RowImage>> ranked, Instant asOf) {

  /** What the measure amounts to. */
  public long sum(Measure.Additive measure) {
    return sums.getOrDefault(measure, 0L);
  }

  /** The ranked rows, first first. */
  public List<RowImage> rows(Measure.Ranking ranking) {
    return ranked.getOrDefault(ranking, List.of());
  }

  /** The first ranked row; null when there is none. */
  public @Nullable RowImage first(Measure.Ranking ranking) {
    List<RowImage> rows = rows(ranking);
    return rows.isEmpty() ? null : rows.getFirst();
  }
}
