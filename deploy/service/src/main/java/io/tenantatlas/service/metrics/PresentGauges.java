package io.tenantatlas.service.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gauges that have a series only while what they describe exists: a value of null is no series. A
 * gauge's value is asked for at each scrape, whether it exists at each {@link #refresh}.
 *
 * <p>Threads: any.
 */
public final class PresentGauges {

  private final MeterRegistry registry;
  private final List<Described> described = new ArrayList<>();
  private final Map<Described, Meter> registered = new HashMap<>();

  private record Described(
      String name,
      @Nullable String unit,
      String description,
      Tags tags,
      Supplier<? extends @Nullable Number> value) {

    double number() {
      Number number = value.get();
      return number == null ? Double.NaN : number.doubleValue();
    }
  }

  /** Gauges of the registry; none yet. */
  public PresentGauges(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Adds a gauge.
   *
   * @param name the last part is the unit, if it has one
   * @param unit null for none
   */
  public synchronized PresentGauges add(
      String name,
      @Nullable String unit,
      String description,
      Tags tags,
      Supplier<? extends @Nullable Number> value) {
    described.add(new Described(name, unit, description, tags, value));
    return this;
  }

  /** Registers the gauges that have a value now, and removes those that have none. */
  public synchronized void refresh() {
    for (Described gauge : described) {
      boolean present = gauge.value.get() != null;
      Meter known = registered.get(gauge);
      if (present && known == null) {
        registered.put(gauge, register(gauge));
      } else if (!present && known != null) {
        registry.remove(known);
        registered.remove(gauge);
      }
    }
  }

  private Meter register(Described gauge) {
    return Gauge.builder(gauge.name, gauge, Described::number)
        .description(gauge.description)
        .baseUnit(gauge.unit)
        .tags(gauge.tags)
        .strongReference(true)
        .register(registry);
  }
}
