package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.WrkRun;
import io.tenantatlas.bench.load.WrkRuns;
import io.tenantatlas.bench.report.Spread;
import io.tenantatlas.bench.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rounds of ours beside rounds of nginx, as many of each. */
record Comparison(String name, WrkRuns ours, WrkRuns theirs) {

  Comparison(String name, List<WrkRun> ours, List<WrkRun> theirs) {
    this(name, new WrkRuns(List.copyOf(ours)), new WrkRuns(List.copyOf(theirs)));
  }

  /** The ratio of medians. */
  double ratio(ToDoubleFunction<WrkRun> figure) {
    return ours.of(figure).median() / theirs.of(figure).median();
  }

  /** The ratios of the rounds. */
  Spread ratios(ToDoubleFunction<WrkRun> figure) {
    return Spread.of(
        IntStream.range(0, ours.rounds().size())
            .mapToDouble(
                round ->
                    figure.applyAsDouble(ours.rounds().get(round))
                        / figure.applyAsDouble(theirs.rounds().get(round)))
            .toArray());
  }

  void addTo(Table ratios, Table figures) {
    ratios.row(
        name,
        String.format(Locale.ROOT, "%.2f", ratio(WrkRun::requestsPerSecond)),
        ratios(WrkRun::requestsPerSecond).spread("%.2f"),
        String.format(
            Locale.ROOT,
            "%.2f; by round %s",
            ratio(WrkRun::p99Millis),
            ratios(WrkRun::p99Millis).spread("%.2f")),
        Long.toString(ours.errors() + theirs.errors()));
    figures.row(name + ", ours", ours.rate(), ours.p50(), ours.p99());
    figures.row(name + ", nginx", theirs.rate(), theirs.p50(), theirs.p99());
  }
}
