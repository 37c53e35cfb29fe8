package io.tenantatlas.projector.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.pipeline.OwnedPartitions.Owned;
import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.RebuildReason;
import io.tenantatlas.service.metrics.PresentGauges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of the pipeline; {@code deploy/observability/METRICS.md} says what each metric
 * means. Labelled by partition, never by tenant. Gauges of a partition that is not owned have no
 * series.
 *
 * <p>Threads: any.
 */
public final class PipelineMetrics implements StepListener {

  /** Why a record is parked. */
  enum Parked {
    /** It cannot be understood. */
    MALFORMED,
    /** It is understood, but its projection fails. */
    NOT_APPLICABLE;

    private String reasonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String CHANGES = "atlas.pipeline.changes";
  private static final String DOCUMENTS = "atlas.pipeline.documents";
  private static final String DEAD_LETTERS = "atlas.dead.letters";
  private static final String PUBLISHED = "atlas.publish.records";

  private final MeterRegistry registry;
  private final Clock clock;
  private final OwnedPartitions partitions;
  private final int count;
  private final List<PresentGauges> gauges = new ArrayList<>();
  private final Timer publishing;
  private final Map<SourceTable, Counter> upserts;
  private final Map<SourceTable, Counter> deletes;
  private final Map<SourceTable, Counter> truncates;

  /**
   * Metrics in the registry.
   *
   * @param partitions those of this process
   * @param count how many there are
   * @param topics the names of those that documents and edges are published to
   */
  public PipelineMetrics(
      MeterRegistry registry,
      Clock clock,
      OwnedPartitions partitions,
      int count,
      List<String> topics) {
    this.registry = registry;
    this.clock = clock;
    this.partitions = partitions;
    this.count = count;
    this.publishing =
        Timer.builder("atlas.publish")
            .description("From the commit of a change to its acknowledgement by Kafka")
            .register(registry);
    this.upserts = changes("insert_or_update");
    this.deletes = changes("delete");
    this.truncates = changes("truncate");
    for (int partition = 0; partition < count; partition++) {
      addGauges(partition);
    }
    countersBeginAtZero(topics);
  }

  private void addGauges(int partition) {
    Gauge.builder("atlas.partition.owned", () -> partitions.get(partition) == null ? 0 : 1)
        .description("1 if this process owns the partition, else 0")
        .tag("partition", Integer.toString(partition))
        .register(registry);
    PresentGauges of = new PresentGauges(registry);
    gauges.add(of);
    add(
        of,
        partition,
        "atlas.partition.ready",
        null,
        "1 when its documents are complete",
        PipelineMetrics::ready);
    add(
        of,
        partition,
        "atlas.partition.position.bytes",
        "bytes",
        "Its source position, as a number of bytes",
        ifOpen(PipelineMetrics::position));
    add(
        of,
        partition,
        "atlas.partition.lag.seconds",
        "seconds",
        "Time since the source's clock at its position",
        ifOpen(this::lagSeconds));
    add(
        of,
        partition,
        "atlas.partition.rebuild.rows",
        null,
        "Rows that its rebuild has applied",
        rebuilding(progress -> progress.snapshot().applied()));
    add(
        of,
        partition,
        "atlas.partition.rebuild.rows.expected",
        null,
        "Rows that its rebuild is expected to apply, an estimate",
        rebuilding(PipelineMetrics::expectedRows));
    add(
        of,
        partition,
        "atlas.publish.backlog",
        null,
        "Its changes that are committed and not yet published",
        owned -> owned.progress() == null ? null : backlog(owned));
    for (RebuildReason reason : RebuildReason.values()) {
      of.add(
          "atlas.partition.rebuild.active",
          null,
          "1 while it is rebuilt",
          Tags.of("partition", Integer.toString(partition), "reason", reason.reasonName()),
          () -> {
            Owned owned = partitions.get(partition);
            return owned != null && isRebuilding(owned) && owned.rebuild() == reason ? 1 : null;
          });
    }
  }

  private void add(
      PresentGauges of,
      int partition,
      String name,
      @Nullable String unit,
      String description,
      Function<Owned, @Nullable Number> value) {
    of.add(
        name,
        unit,
        description,
        Tags.of("partition", Integer.toString(partition)),
        () -> {
          Owned owned = partitions.get(partition);
          return owned == null ? null : value.apply(owned);
        });
  }

  private static Function<Owned, @Nullable Number> ifOpen(
      Function<PartitionProgress, @Nullable Number> value) {
    return owned -> {
      PartitionProgress progress = owned.progress();
      return progress == null ? null : value.apply(progress);
    };
  }

  private static Number ready(Owned owned) {
    return owned.progress() != null && owned.progress().ready() ? 1 : 0;
  }

  private static Function<Owned, @Nullable Number> rebuilding(
      Function<PartitionProgress, @Nullable Number> value) {
    return owned -> isRebuilding(owned) ? ifOpen(value).apply(owned) : null;
  }

  private static boolean isRebuilding(Owned owned) {
    return owned.rebuild() != null && owned.progress() != null && !owned.progress().ready();
  }

  private static @Nullable Number position(PartitionProgress progress) {
    SourcePosition position = progress.source().position();
    return position.equals(SourcePosition.ZERO) ? null : position.value();
  }

  private @Nullable Number lagSeconds(PartitionProgress progress) {
    Instant at = progress.source().at();
    return at == null ? null : seconds(Duration.between(at, clock.instant()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Of all rows an even share. */
  private static @Nullable Number expectedRows(PartitionProgress progress) {
    long expected = progress.snapshot().expected();
    return expected == 0 ? null : (double) expected / progress.partitions();
  }

  /** What is not published and not counted yet is at least one. */
  private static long backlog(Owned owned) {
    return owned.unpublishedSince() == null ? 0 : Math.max(1, owned.backlog());
  }

  /** So that the first of something is an increase. */
  private void countersBeginAtZero(List<String> topics) {
    for (DocumentKind kind : DocumentKind.values()) {
      documents(kind.kindName()).increment(0);
    }
    documents(Sessions.KIND).increment(0);
    topics.forEach(topic -> published(topic, 0));
    for (Parked reason : Parked.values()) {
      deadLetters(reason).increment(0);
    }
  }

  /** Of each table; they are not looked up for each change. */
  private Map<SourceTable, Counter> changes(String operation) {
    Map<SourceTable, Counter> counters = new EnumMap<>(SourceTable.class);
    for (SourceTable table : SourceTable.values()) {
      counters.put(
          table,
          Counter.builder(CHANGES)
              .description("Changes applied")
              .tag("table", table.tableName())
              .tag("operation", operation)
              .register(registry));
    }
    return counters;
  }

  private Counter documents(String kind) {
    return Counter.builder(DOCUMENTS)
        .description("Documents that changed")
        .tag("kind", kind)
        .register(registry);
  }

  private Counter deadLetters(Parked reason) {
    return Counter.builder(DEAD_LETTERS)
        .description("Records parked")
        .tag("reason", reason.reasonName())
        .register(registry);
  }

  @Override
  public void committed(Committed step) {
    String partition = Integer.toString(step.partition());
    boolean tick = step.records().isEmpty();
    Timer.builder(tick ? "atlas.partition.tick" : "atlas.partition.step")
        .description(
            tick
                ? "Time of one tick: windows moved, documents rendered, committed"
                : "Time of one step: changes applied, documents rendered, committed")
        .tag("partition", partition)
        .register(registry)
        .record(step.took());
    if (!tick) {
      DistributionSummary.builder("atlas.partition.step.records")
          .description("Records of the change log in one step")
          .tag("partition", partition)
          .register(registry)
          .record(step.records().size());
    }
    step.records().forEach(this::count);
    step.documents().forEach((kind, changed) -> documents(kind).increment(changed));
  }

  private void count(LogRecord record) {
    switch (record) {
      case LogRecord.Upsert upsert -> increment(upserts, upsert.row().key().table());
      case LogRecord.Delete delete -> increment(deletes, delete.key().table());
      case LogRecord.Truncate truncate -> increment(truncates, truncate.table());
      case LogRecord.Mark mark -> {}
    }
  }

  private static void increment(Map<SourceTable, Counter> counters, SourceTable table) {
    Objects.requireNonNull(counters.get(table)).increment();
  }

  /** A topic has acknowledged so many records. */
  public void published(String topic, int records) {
    Counter.builder(PUBLISHED)
        .description("Records published")
        .tag("topic", topic)
        .register(registry)
        .increment(records);
  }

  void parked(Parked reason) {
    deadLetters(reason).increment();
  }

  /** A step or a tick failed. */
  void failed(RuntimeException failure) {
    Counter.builder("atlas.pipeline.failures")
        .description("Steps and ticks that failed and are tried again")
        .tag("reason", failure.getClass().getSimpleName())
        .register(registry)
        .increment();
  }

  void assigned(Object owner, int partition) {
    partitions.assign(owner, partition);
    refresh(partition);
  }

  void revoked(Object owner, int partition) {
    partitions.revoke(owner, partition);
    refresh(partition);
  }

  void rebuilds(Object owner, int partition, RebuildReason reason) {
    partitions.rebuilds(owner, partition, reason);
    refresh(partition);
  }

  void progress(Object owner, PartitionProgress reached) {
    partitions.reached(owner, reached);
    refresh(reached.partition());
  }

  /** So many changes of a partition were published, after which all are or not. */
  void published(Object owner, int partition, int changes, boolean all) {
    Owned owned = partitions.get(partition);
    Instant since = owned == null ? null : owned.unpublishedSince();
    if (changes > 0 && since != null) {
      publishing.record(Duration.between(since, clock.instant()));
    }
    partitions.published(owner, partition, all);
  }

  private void refresh(int partition) {
    if (partition < count) {
      gauges.get(partition).refresh();
    }
  }
}
