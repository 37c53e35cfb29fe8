package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.RebuildReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What operators see of partitions as they come, move and go. */
class PipelineMetricsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final OwnedPartitions owned = new OwnedPartitions(clock);
  private final PipelineEvents events =
      new PipelineEvents(
          new PipelineMetrics(meters, clock, owned, 4, List.of("atlas.kpi.v1")),
          new PipelineStatus(clock),
          clock);

  @Test
  void everyPartitionIsSaidToBeOwnedOrNot() {
    events.assigned(2);
    assertThat(meters.find("atlas.partition.owned").gauges()).hasSize(4);
    assertThat(gauge("atlas.partition.owned", 2)).isEqualTo(1);
    assertThat(gauge("atlas.partition.owned", 3)).isZero();
  }

  @Test
  void aPartitionThatIsNotOwnedHasNoOtherSeries() {
    events.assigned(2);
    events.reached(2, 10, true, 1);
    assertThat(series("2")).hasSize(4);
    events.revoked(2);
    assertThat(series("2")).isEmpty();
    assertThat(series("1")).isEmpty();
  }

  @Test
  void whatAFormerOwnerLosesStaysOwned() {
    events.assigned(2);
    events.reached(2, 10, true, 1);
    events.revokedByAFormerOwner(2);
    assertThat(gauge("atlas.partition.owned", 2)).isEqualTo(1);
    assertThat(gauge("atlas.partition.ready", 2)).isEqualTo(1);
  }

  @Test
  void thePositionAndItsAgeAreSaid() {
    events.assigned(0);
    events.reached(0, 10, true, 1);
    clock.advance(Duration.ofMillis(1500));
    assertThat(gauge("atlas.partition.position.bytes", 0)).isEqualTo(5000);
    assertThat(gauge("atlas.partition.lag.seconds", 0)).isEqualTo(2.5);
  }

  @Test
  void aRebuildIsSaidWithItsReasonUntilThePartitionIsReady() {
    events.assigned(1);
    events.rebuilds(1, RebuildReason.DEFINITIONS_CHANGED);
    events.reached(1, 10, false, 1);
    assertThat(meters.get("atlas.partition.rebuild.active").gauge().getId().getTag("reason"))
        .isEqualTo("definitions_changed");
    assertThat(gauge("atlas.partition.rebuild.rows", 1)).isEqualTo(30);
    assertThat(gauge("atlas.partition.rebuild.rows.expected", 1)).isEqualTo(25);
    assertThat(gauge("atlas.partition.ready", 1)).isZero();
    events.reached(1, 11, true, 1);
    assertThat(meters.find("atlas.partition.rebuild.active").gauges()).isEmpty();
    assertThat(meters.find("atlas.partition.rebuild.rows").gauges()).isEmpty();
    assertThat(gauge("atlas.partition.ready", 1)).isEqualTo(1);
  }

  @Test
  void whatIsNotPublishedIsABacklog() {
    events.assigned(1);
    events.reached(1, 10, true, 1);
    events.published(1, 0, true);
    assertThat(gauge("atlas.publish.backlog", 1)).isZero();
    events.reached(1, 11, true, 2);
    assertThat(gauge("atlas.publish.backlog", 1)).isEqualTo(1);
    owned.backlog(1, 7);
    assertThat(gauge("atlas.publish.backlog", 1)).isEqualTo(7);
    events.published(1, 7, true);
    assertThat(gauge("atlas.publish.backlog", 1)).isZero();
  }

  @Test
  void aTickIsNoStep() {
    events.stepped(1, List.of(), Map.of("kpi", 2));
    assertThat(meters.get("atlas.partition.tick").timer().count()).isEqualTo(1);
    assertThat(meters.find("atlas.partition.step").timers()).isEmpty();
    assertThat(meters.counter("atlas.pipeline.documents", "kind", "kpi").count()).isEqualTo(2);
  }

  @Test
  void changesAreCountedByTableAndOperation() {
    RowKey gone = new RowKey(SourceTable.FINDINGS, 1);
    events.stepped(
        1,
        List.of(
            new LogRecord.Upsert(row(SourceTable.FINDINGS, 2, "tenant_id", 4L)),
            new LogRecord.Delete(gone),
            new LogRecord.Truncate(SourceTable.TENANTS)),
        Map.of());
    assertThat(changes("findings", "insert_or_update")).isEqualTo(1);
    assertThat(changes("findings", "delete")).isEqualTo(1);
    assertThat(changes("tenants", "truncate")).isEqualTo(1);
    assertThat(changes("tenants", "delete")).isZero();
  }

  private double changes(String table, String operation) {
    return meters
        .get("atlas.pipeline.changes")
        .tag("table", table)
        .tag("operation", operation)
        .counter()
        .count();
  }

  private double gauge(String name, int partition) {
    return meters.get(name).tag("partition", Integer.toString(partition)).gauge().value();
  }

  /** All but whether it is owned. */
  private List<Meter> series(String partition) {
    return meters.getMeters().stream()
        .filter(meter -> partition.equals(meter.getId().getTag("partition")))
        .filter(meter -> !meter.getId().getName().equals("atlas.partition.owned"))
        .toList();
  }
}
