package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.projector.capture.CaptureEvents;
import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.capture.TableReading.Reason;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.pipeline.SettableClock;
import io.tenantatlas.projector.source.SlotStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operators see of capture as it is elected, reads, follows and loses its lease. */
class CaptureMetricsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SettableClock clock = new SettableClock(NOON);
  private final StatusBoard board = new StatusBoard(clock, status -> {});
  private final CaptureEvents events = new CaptureEvents(board);
  private final AtomicReference<@Nullable SlotStatus> source = new AtomicReference<>();
  private final CaptureMetrics metrics = new CaptureMetrics(meters, board, source::get, clock);

  @Test
  void whoStandsByHasNoPositionAndNoSlot() {
    events.is(State.STANDBY, null);
    assertThat(gauge("atlas.capture.leader").value()).isZero();
    assertThat(gauge("atlas.capture.up").value()).isZero();
    assertThat(state("standby")).isEqualTo(1);
    assertThat(state("following")).isZero();
    assertThat(state("none")).isZero();
    assertIsAbsent("atlas.capture.position.bytes");
    assertIsAbsent("atlas.capture.lag.bytes");
    assertIsAbsent("atlas.capture.lag.seconds");
    assertIsAbsent("atlas.capture.slot.active");
    assertIsAbsent("atlas.capture.read.active");
  }

  @Test
  void whoFollowsSaysHowFar() {
    follow();
    says(new SlotStatus(new SourcePosition(1500), null));
    clock.advance(Duration.ofMillis(2500));
    assertThat(gauge("atlas.capture.leader").value()).isEqualTo(1);
    assertThat(gauge("atlas.capture.up").value()).isEqualTo(1);
    assertThat(gauge("atlas.capture.position.bytes").value()).isEqualTo(1000);
    assertThat(gauge("atlas.capture.lag.bytes").value()).isEqualTo(500);
    assertThat(gauge("atlas.capture.lag.seconds").value()).isEqualTo(2.5);
  }

  @Test
  void aMarkBehindTheLastLookIsNoNegativeLag() {
    follow();
    says(new SlotStatus(new SourcePosition(900), null));
    assertThat(gauge("atlas.capture.lag.bytes").value()).isZero();
  }

  @Test
  void whoLosesTheLeaseSaysNothingOfAPosition() {
    follow();
    events.leads(false);
    assertThat(gauge("atlas.capture.leader").value()).isZero();
    assertThat(gauge("atlas.capture.up").value()).isZero();
    assertIsAbsent("atlas.capture.position.bytes");
    assertIsAbsent("atlas.capture.lag.seconds");
  }

  @Test
  void aResumedRunHasAPositionBeforeItsFirstMark() {
    events.leads(true);
    events.begins("slot", new SourcePosition(700));
    assertThat(gauge("atlas.capture.position.bytes").value()).isEqualTo(700);
    assertIsAbsent("atlas.capture.lag.seconds");
  }

  @Test
  void theSlotIsSaidAsLongAsTheSourceAnswers() {
    says(slot("extended", 2048L, 4096L));
    assertThat(status("extended")).isEqualTo(1);
    assertThat(status("lost")).isZero();
    assertThat(gauge("atlas.capture.slot.active").value()).isEqualTo(1);
    assertThat(gauge("atlas.capture.slot.retained.bytes").value()).isEqualTo(2048);
    assertThat(gauge("atlas.capture.slot.safe.bytes").value()).isEqualTo(4096);
    says(null);
    assertIsAbsent("atlas.capture.slot.status");
    assertIsAbsent("atlas.capture.slot.retained.bytes");
  }

  @Test
  void withoutALimitOfTheRetainedLogNothingIsSaidOfWhatIsSafe() {
    says(slot("reserved", 2048L, null));
    assertIsAbsent("atlas.capture.slot.safe.bytes");
    assertThat(gauge("atlas.capture.slot.retained.bytes").value()).isEqualTo(2048);
  }

  @Test
  void aReadingIsSaidWithItsReasonUntilItEnds() {
    events.leads(true);
    events.reads(Reason.SLOT_GONE, 5000);
    events.hasRead(1200);
    assertThat(gauge("atlas.capture.read.active").getId().getTag("reason")).isEqualTo("slot_gone");
    assertThat(gauge("atlas.capture.read.rows").value()).isEqualTo(1200);
    assertThat(gauge("atlas.capture.read.rows.expected").value()).isEqualTo(5000);
    assertThat(state("reading")).isEqualTo(1);
    events.is(State.STOPPED, "no more");
    assertIsAbsent("atlas.capture.read.active");
    assertIsAbsent("atlas.capture.read.rows");
  }

  @Test
  void restartsAreCountedByReasonFromZeroOn() {
    assertThat(restarts("stalled")).isZero();
    metrics.restart("stalled");
    assertThat(restarts("stalled")).isEqualTo(1);
    assertThat(restarts("kafka")).isZero();
  }

  @Test
  void aProcessWithoutTheRoleSaysOnlyThat() {
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    CaptureMetrics.ofNone(other);
    assertThat(other.get("atlas.capture.state").tag("state", "none").gauge().value()).isEqualTo(1);
    assertThat(other.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getName()).isEqualTo("atlas.capture.state"));
  }

  private void follow() {
    events.leads(true);
    events.begins("slot", null);
    events.marked(1000, NOON);
  }

  private void says(@Nullable SlotStatus status) {
    source.set(status);
    metrics.refresh();
  }

  private static SlotStatus slot(String walStatus, Long retained, @Nullable Long safe) {
    return new SlotStatus(
        new SourcePosition(1500), new SlotStatus.Slot(walStatus, true, retained, safe));
  }

  private Gauge gauge(String name) {
    return meters.get(name).gauge();
  }

  private double state(String state) {
    return meters.get("atlas.capture.state").tag("state", state).gauge().value();
  }

  private double status(String status) {
    return meters.get("atlas.capture.slot.status").tag("status", status).gauge().value();
  }

  private double restarts(String reason) {
    return meters.get("atlas.capture.restarts").tag("reason", reason).counter().count();
  }

  private void assertIsAbsent(String name) {
    assertThat(meters.find(name).gauges()).as(name).isEmpty();
  }
}
