package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measured values of one tenant at one instant.
 *
 * @param measures the names under which they are kept
 * @param sums what additive measures amount to, by name, and how many rows tallies' values have; a
 *     measure that is absent amounts to 0
 * @param tallies how many rows have each value, for values that occur, by the tally's name
 * @param ranked the ranked rows of each order by name, first first; one that is absent is empty
 * @param asOf the instant
 */
record Measured(
    Measures measures,
    Map<String, Long> sums,
    Map<String, Map<@Nullable String, Long>> tallies,
    Map<String, List<RowImage>> ranked,
    Instant asOf) {

  /** What the measure amounts to. */
  long sum(Measure.Additive measure) {
    return sums.getOrDefault(measures.nameOf(measure), 0L);
  }

  /** How many rows have each value that occurs, in no order. */
  Map<@Nullable String, Long> tally(Measure.Tally tally) {
    return tallies.getOrDefault(measures.nameOf(tally), Map.of());
  }

  /** The ranked rows, first first. */
  List<RowImage> rows(Measure.Ranking ranking) {
    List<RowImage> rows = ranked.getOrDefault(measures.nameOf(ranking), List.of());
    return rows.subList(0, Math.min(rows.size(), ranking.limit()));
  }

  /** The first ranked row; null when there is none. */
  @Nullable RowImage first(Measure.Ranking ranking) {
    List<RowImage> rows = rows(ranking);
    return rows.isEmpty() ? null : rows.getFirst();
  }
}
