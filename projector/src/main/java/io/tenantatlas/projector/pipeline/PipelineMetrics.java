package io.tenantatlas.projector.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.projector.store.PartitionProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What operators see of the pipeline. Labelled by partition, never by tenant. Threads: any.
 *
 * <ul>
 *   <li>{@code atlas.projector.records} records of the change log applied
 *   <li>{@code atlas.projector.parked} records parked as dead letters
 *   <li>{@code atlas.projector.published} changes of documents and edges said to their topics
 *   <li>{@code atlas.projector.lag} seconds since the source's clock at the partition's position
 *   <li>{@code atlas.projector.ready} 1 when the partition's documents are complete
 * </ul>
 */
public final class PipelineMetrics {

  private final MeterRegistry registry;
  private final Clock clock;
  private final Counter applied;
  private final Counter parked;
  private final Counter published;
  private final Map<Integer, PartitionProgress> progress = new ConcurrentHashMap<>();

  /** Metrics in the registry. */
  public PipelineMetrics(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.applied = registry.counter("atlas.projector.records");
    this.parked = registry.counter("atlas.projector.parked");
    this.published = registry.counter("atlas.projector.published");
  }

  void applied(int records) {
    applied.increment(records);
  }

  void published(int records) {
    published.increment(records);
  }

  void parked() {
    parked.increment();
  }

  void progress(PartitionProgress reached) {
    if (progress.put(reached.partition(), reached) == null) {
      String partition = Integer.toString(reached.partition());
      Gauge.builder("atlas.projector.lag", () -> lagSeconds(reached.partition()))
          .baseUnit("seconds")
          .tag("partition", partition)
          .register(registry);
      Gauge.builder("atlas.projector.ready", () -> ready(reached.partition()))
          .tag("partition", partition)
          .register(registry);
    }
  }

  void forget(int partition) {
    progress.remove(partition);
  }

  private double lagSeconds(int partition) {
    PartitionProgress reached = progress.get(partition);
    Instant at = reached == null ? null : reached.source().at();
    return at == null ? Double.NaN : Duration.between(at, clock.instant()).toMillis() / 1000.0;
  }

  private double ready(int partition) {
    PartitionProgress reached = progress.get(partition);
    return reached != null && reached.ready() ? 1 : 0;
  }
}
