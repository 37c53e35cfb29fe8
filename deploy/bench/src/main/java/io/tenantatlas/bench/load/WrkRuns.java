package io.tenantatlas.bench.load;

import io.tenantatlas.bench.report.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rounds of one server. */
public record WrkRuns(List<WrkRun> rounds) {

  public Spread of(ToDoubleFunction<WrkRun> figure) {
    return Spread.of(rounds.stream().mapToDouble(figure).toArray());
  }

  public String rate() {
    return of(WrkRun::requestsPerSecond).spread("%.0f");
  }

  public String p50() {
    return of(WrkRun::p50Millis).spread("%.2f") + " ms";
  }

  public String p99() {
    return of(WrkRun::p99Millis).spread("%.2f") + " ms";
  }

  public long errors() {
    return rounds.stream().mapToLong(WrkRun::errors).sum();
  }
}
