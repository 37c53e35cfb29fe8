package io.tenantatlas.projector.config;

import static io.tenantatlas.projector.change.RowFixture.row;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.tenantatlas.projector.capture.CaptureEvents;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.capture.TableReading;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.pipeline.PipelineEvents;
import io.tenantatlas.projector.pipeline.PipelineMetrics;
import io.tenantatlas.projector.pipeline.PipelineStatus;
import io.tenantatlas.projector.pipeline.SettableClock;
import io.tenantatlas.projector.source.SlotStatus;
import io.tenantatlas.projector.store.RebuildReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The projector's sections of {@code deploy/observability/METRICS.md} are what it registers for
 * Prometheus, and the other way round. Everything that may be seen is made to be seen once.
 */
class MetricsTableTest {

  private static final Path TABLE = Path.of("..", "deploy", "observability", "METRICS.md");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

  /** Labels whose values the table lists, behind the last colon. */
  private static final Set<String> CLOSED = Set.of("state", "status", "reason", "operation");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Set<String>> values = new TreeMap<>();
  private final Map<String, Row> seen = new TreeMap<>();

  /**
   * @param listed the values of its closed label, as the table lists them; none if it does not
   */
  private record Row(String name, String type, Set<String> labels, Set<String> listed) {

    private Row withoutValues() {
      return new Row(name, type, labels, Set.of());
    }

    private static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      String meaning = cells[4];
      Set<String> listed =
          meaning.contains(":") ? words(meaning.substring(meaning.lastIndexOf(':'))) : Set.of();
      return new Row(words(cells[1]).iterator().next(), cells[2].strip(), words(cells[3]), listed);
    }

    private static Set<String> words(String cell) {
      return WORD.matcher(cell)
          .results()
          .map((MatchResult word) -> word.group(1))
          .collect(toCollection(TreeSet::new));
    }
  }

  @BeforeEach
  void everythingIsSeenOnce() {
    registry.config().onMeterRegistrationFailed((id, reason) -> failures.add(id + ": " + reason));
    SettableClock clock = new SettableClock(NOON);
    capture(clock);
    pipeline(clock);
    for (MetricSnapshot snapshot : registry.getPrometheusRegistry().scrape()) {
      note(snapshot);
    }
  }

  private void capture(SettableClock clock) {
    StatusBoard board = new StatusBoard(clock, status -> {});
    SlotStatus slot =
        new SlotStatus(new SourcePosition(9), new SlotStatus.Slot("reserved", true, 1L, 1L));
    CaptureMetrics metrics = new CaptureMetrics(registry, board, () -> slot, clock);
    CaptureEvents events = new CaptureEvents(board);
    events.leads(true);
    events.begins("slot", null);
    events.marked(7, NOON);
    metrics.change();
    metrics.foreignMessage();
    for (TableReading.Reason reason : TableReading.Reason.values()) {
      events.reads(reason, 10);
      registry.getPrometheusRegistry().scrape().forEach(this::note);
    }
  }

  private void pipeline(SettableClock clock) {
    OwnedPartitions owned = new OwnedPartitions(clock);
    PipelineMetrics metrics =
        new PipelineMetrics(registry, clock, owned, 4, List.of("atlas.kpi.v1"));
    PipelineEvents events = new PipelineEvents(metrics, new PipelineStatus(clock), clock);
    int partition = 0;
    for (RebuildReason reason : RebuildReason.values()) {
      events.assigned(partition);
      events.rebuilds(partition, reason);
      events.reached(partition, 5, false, 1);
      partition++;
    }
    events.assigned(3);
    events.reached(3, 5, true, 1);
    events.published(3, 1, true);
    events.acknowledged("atlas.kpi.v1", 1);
    LogRecord change = new LogRecord.Upsert(row(SourceTable.FINDINGS, 1, "tenant_id", 4L));
    events.stepped(0, List.of(change), Map.of("kpi", 1));
    events.stepped(0, List.of(), Map.of());
    events.failed(new IllegalStateException("no"));
    Watch<LogLook.Seen> kafka =
        new Watch<>(
            "Kafka",
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            clock,
            () -> new LogLook.Seen(3, null));
    kafka.listen(ObservabilityConfiguration.deadLetters(registry, kafka)::refresh);
    kafka.ask();
    kafka.close();
  }

  /** A timer or summary has its maximum beside it, of which the table does not speak. */
  private void note(MetricSnapshot snapshot) {
    String name = snapshot.getMetadata().getPrometheusName();
    String type =
        switch (snapshot) {
          case CounterSnapshot counter -> "counter";
          case SummarySnapshot summary -> name.endsWith("_seconds") ? "timer" : "summary";
          case GaugeSnapshot gauge -> "gauge";
          default -> snapshot.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    String shown = type.equals("counter") ? name + "_total" : name;
    if (type.equals("gauge") && name.endsWith("_max")) {
      return;
    }
    Set<String> labels = new TreeSet<>();
    snapshot
        .getDataPoints()
        .forEach(
            point ->
                point
                    .getLabels()
                    .forEach(
                        label -> {
                          labels.add(label.getName());
                          if (CLOSED.contains(label.getName())) {
                            values
                                .computeIfAbsent(shown, each -> new TreeSet<>())
                                .add(label.getValue());
                          }
                        }));
    seen.put(shown, new Row(shown, type, labels, Set.of()));
    assertThat(snapshot.getMetadata().getHelp()).as("the description of %s", shown).isNotBlank();
  }

  @Test
  void everyMetricIsInTheTableAndTheOtherWayRound() throws IOException {
    assertThat(failures).isEmpty();
    Map<String, Row> expected =
        table().collect(toMap(Row::name, Row::withoutValues, (one, other) -> one, TreeMap::new));
    assertThat(seen.values()).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  @Test
  void theValuesOfALabelAreThoseThatTheTableLists() throws IOException {
    Map<String, Set<String>> listed =
        table()
            .filter(row -> !row.listed.isEmpty())
            .collect(toMap(Row::name, Row::listed, (one, other) -> one, TreeMap::new));
    assertThat(listed).containsKeys("atlas_capture_state", "atlas_partition_rebuild_active");
    assertThat(listed)
        .allSatisfy((name, words) -> assertThat(values.get(name)).as(name).isEqualTo(words));
  }

  private static Stream<Row> table() throws IOException {
    String text = Files.readString(TABLE);
    return Stream.of("## Projector: capture\n", "## Projector: pipeline\n")
        .map(section(text))
        .flatMap(String::lines)
        .filter(line -> line.startsWith("| `"))
        .map(Row::of);
  }

  private static Function<String, String> section(String text) {
    return heading -> {
      assertThat(text).contains(heading);
      return Arrays.stream(text.split(Pattern.quote(heading), -1))
          .skip(1)
          .map(rest -> rest.split("\n## ", -1)[0])
          .findFirst()
          .orElseThrow();
    };
  }
}
