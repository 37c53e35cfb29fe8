package io.tenantatlas.query.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gauge of a time, in seconds, that has a series only while there is a time. Micrometer's own has
 * one that is NaN.
 *
 * <p>Threads: any.
 */
final class PresentGauge {

  private static final double NANOS = 1e9;

  private final MeterRegistry meters;
  private final Supplier<@Nullable Duration> time;
  private final Gauge.Builder<Supplier<Number>> gauge;
  private @Nullable Gauge registered;

  PresentGauge(
      MeterRegistry meters, String name, String description, Supplier<@Nullable Duration> time) {
    this.meters = meters;
    this.time = time;
    this.gauge =
        Gauge.builder(name, () -> seconds(time.get()))
            .description(description)
            .baseUnit("seconds")
            .strongReference(true);
  }

  private static Number seconds(@Nullable Duration time) {
    return time == null ? Double.NaN : time.toNanos() / NANOS;
  }

  /** Whether there is a time may be otherwise than before. */
  synchronized void update() {
    boolean present = time.get() != null;
    if (present && registered == null) {
      registered = gauge.register(meters);
    } else if (!present && registered != null) {
      meters.remove(registered);
      registered = null;
    }
  }
}
