package io.tenantatlas.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rounds of ours beside rounds of nginx, as many of each. */
record Comparison(String name, Loads ours, Loads theirs) {

  Comparison(String name, List<Load> ours, List<Load> theirs) {
    this(name, new Loads(List.copyOf(ours)), new Loads(List.copyOf(theirs)));
  }

  /** The ratio of medians. */
  double ratio(ToDoubleFunction<Load> figure) {
    return ours.of(figure).median() / theirs.of(figure).median();
  }

  /** The ratios of the rounds. */
  Distribution ratios(ToDoubleFunction<Load> figure) {
    return Distribution.of(
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
        String.format(Locale.ROOT, "%.2f", ratio(Load::requestsPerSecond)),
        ratios(Load::requestsPerSecond).spread("%.2f"),
        String.format(
            Locale.ROOT,
            "%.2f; by round %s",
            ratio(Load::p99Millis),
            ratios(Load::p99Millis).spread("%.2f")),
        Long.toString(ours.errors() + theirs.errors()));
    figures.row(name + ", ours", ours.rate(), ours.p50(), ours.p99());
    figures.row(name + ", nginx", theirs.rate(), theirs.p50(), theirs.p99());
  }
}
