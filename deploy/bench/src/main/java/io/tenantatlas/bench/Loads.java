package io.tenantatlas.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rounds of one server. */
record Loads(List<Load> rounds) {

  Distribution of(ToDoubleFunction<Load> figure) {
    return Distribution.of(rounds.stream().mapToDouble(figure).toArray());
  }

  String rate() {
    return of(Load::requestsPerSecond).spread("%.0f");
  }

  String p50() {
    return of(Load::p50Millis).spread("%.2f") + " ms";
  }

  String p99() {
    return of(Load::p99Millis).spread("%.2f") + " ms";
  }

  long errors() {
    return rounds.stream().mapToLong(Load::errors).sum();
  }
}
