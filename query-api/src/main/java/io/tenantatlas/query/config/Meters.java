package io.tenantatlas.query.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.query.freshness.WaitingReader.WaitEnd;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The counters of what is done for callers. All begin with 0, so that their increase is seen. */
final class Meters {

  /** Counts waits by how they ended. */
  static Consumer<WaitEnd> waits(MeterRegistry meters) {
    Map<WaitEnd, Counter> counters = new EnumMap<>(WaitEnd.class);
    for (WaitEnd end : WaitEnd.values()) {
      counters.put(
          end,
          Counter.builder("atlas.query.waits")
              .description("Waits for the projection to pass a position that ended")
              .tag("outcome", outcome(end))
              .register(meters));
    }
    return end -> Objects.requireNonNull(counters.get(end)).increment();
  }

  private static String outcome(WaitEnd end) {
    return switch (end) {
      case REACHED -> "reached";
      case TIMEOUT -> "timeout";
      case REFUSED -> "refused";
    };
  }

  /** Counts events. */
  static IntConsumer events(MeterRegistry meters) {
    return Counter.builder("atlas.query.events")
            .description("Events sent on streams")
            .register(meters)
        ::increment;
  }

  private Meters() {}
}
