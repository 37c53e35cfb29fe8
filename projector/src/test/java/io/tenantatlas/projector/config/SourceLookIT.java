package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.projector.capture.CaptureEvents;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.source.SlotStatus;
import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The slot's metrics, as a real PostgreSQL says them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceLookIT {

  private static final String LOOKS =
      "select count(*) from pg_stat_activity where application_name = 'tenantatlas-capture'";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StatusBoard board = new StatusBoard(Clock.systemUTC(), status -> {});
  private final CaptureEvents capture = new CaptureEvents(board);
  private final AtomicReference<@Nullable SlotStatus> said = new AtomicReference<>();
  private final CaptureMetrics metrics =
      new CaptureMetrics(meters, board, said::get, Clock.systemUTC());
  private final SourceDatabase source = SourceDatabase.start("logical");

  @BeforeAll
  void makeASlot() {
    source.jdbc().execute("select pg_create_logical_replication_slot('watched', 'pgoutput')");
  }

  @AfterAll
  void stop() throws IOException {
    source.close();
  }

  /** The server notices a moment later that a connection was closed. */
  @BeforeEach
  void noConnectionIsLeft() {
    Awaitility.await()
        .until(() -> Objects.equals(source.jdbc().queryForObject(LOOKS, Integer.class), 0));
  }

  @Test
  void theSlotAndTheLogAreSaidWhileThisProcessCaptures() throws SQLException {
    SourceLook look = new SourceLook(source.settings("public"), "watched", board);
    assertThat(look.call()).isNull();
    assertThat(source.jdbc().queryForObject(LOOKS, Integer.class)).isZero();

    capture.leads(true);
    see(look);
    double before = gauge("atlas.capture.slot.retained.bytes");
    assertThat(gauge("atlas.capture.slot.active")).isZero();
    assertThat(gauge("atlas.capture.slot.safe.bytes")).isPositive();
    assertThat(
            meters.get("atlas.capture.slot.status").tag("status", "reserved").gauge().value()
                + meters.get("atlas.capture.slot.status").tag("status", "extended").gauge().value())
        .isEqualTo(1);

    source.jdbc().execute("select pg_logical_emit_message(false, 'more', repeat('x', 100000))");
    see(look);
    assertThat(gauge("atlas.capture.slot.retained.bytes")).isGreaterThanOrEqualTo(before + 100_000);
    assertThat(source.jdbc().queryForObject(LOOKS, Integer.class)).isEqualTo(1);

    capture.leads(false);
    see(look);
    assertThat(meters.find("atlas.capture.slot.retained.bytes").gauges()).isEmpty();
  }

  @Test
  void ofASlotThatIsNotThereOnlyTheLogsEndIsSaid() throws SQLException {
    SourceLook look = new SourceLook(source.settings("public"), "absent", board);
    capture.leads(true);
    SlotStatus status = Objects.requireNonNull(look.call());
    assertThat(status.slot()).isNull();
    assertThat(status.end().value()).isPositive();
    capture.leads(false);
    assertThat(look.call()).isNull();
  }

  @Test
  void aConnectionThatBreaksIsMadeAnew() throws SQLException {
    SourceLook look = new SourceLook(source.settings("public"), "watched", board);
    capture.leads(true);
    assertThat(look.call()).isNotNull();
    source
        .jdbc()
        .queryForList(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tenantatlas-capture'");
    assertThatExceptionOfType(SQLException.class).isThrownBy(look::call);
    assertThat(look.call()).isNotNull();
    capture.leads(false);
    assertThat(look.call()).isNull();
  }

  @Test
  void aSourceThatIsNotThereIsAnError() {
    SourceSettings nobody =
        new SourceSettings(
            "jdbc:postgresql://localhost:1/postgres", "public", "us", "", Duration.ofSeconds(1));
    capture.leads(true);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> new SourceLook(nobody, "watched", board).call());
    capture.leads(false);
  }

  private void see(SourceLook look) throws SQLException {
    said.set(look.call());
    metrics.refresh();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }
}
