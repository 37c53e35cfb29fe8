package io.tenantatlas.projector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** What capture asks of the source beside the stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceSessionIT {

  private static final SourcePosition BEYOND = SourcePosition.parse("FFFFFFFF/0");
  private static final String SLOT = "session_slot";
  private static final String TOKEN = "a-token";

  private final SourceDatabase source = SourceDatabase.start("logical");
  private final JdbcTemplate jdbc = source.jdbc();
  private String schema = "";

  @BeforeEach
  void makeSchema() {
    schema = source.schema();
  }

  @AfterEach
  void dropSlot() {
    jdbc.queryForList(
        "select pg_drop_replication_slot(slot_name)::text from pg_replication_slots", String.class);
  }

  @AfterAll
  void stop() throws IOException {
    source.close();
  }

  @Test
  void aHeartbeatIsWrittenOnlyWhenTheLogLiesBeyondThePositionOrInAnyCase() throws Exception {
    makeSlot();
    try (SourceSession session = open()) {
      session.heartbeat(TOKEN, BEYOND, false);
      assertThat(heartbeats()).isEmpty();
      session.heartbeat(TOKEN, SourcePosition.ZERO, false);
      assertThat(heartbeats()).hasSize(1);
      session.heartbeat(TOKEN, BEYOND, true);
      assertThat(heartbeats()).hasSize(1);
    }
  }

  @Test
  void aHeartbeatSaysTheSourcesClock() throws Exception {
    makeSlot();
    try (SourceSession session = open()) {
      long before = session.clock().toEpochMilli();
      session.heartbeat(TOKEN, BEYOND, true);
      long after = session.clock().toEpochMilli();
      assertThat(heartbeats())
          .singleElement()
          .satisfies(
              content -> {
                assertThat(content).startsWith(TOKEN + " ");
                assertThat(Long.parseLong(content.substring(TOKEN.length() + 1)))
                    .isBetween(before, after);
              });
    }
  }

  @Test
  void theClockIsTheSourcesInWholeMilliseconds() throws Exception {
    try (SourceSession session = open()) {
      Instant clock = session.clock();
      Instant server =
          Objects.requireNonNull(
                  jdbc.queryForObject("select clock_timestamp()", java.sql.Timestamp.class))
              .toInstant();
      assertThat(Duration.between(clock, server)).isBetween(Duration.ZERO, Duration.ofMinutes(1));
      assertThat(clock).isEqualTo(clock.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  @Test
  void smallTablesAreCounted() throws Exception {
    try (SourceSession session = open()) {
      assertThat(session.estimatedRows(SourceTable.FINDINGS)).isZero();
      jdbc.update(
          "insert into %s.findings (tenant_id) select n from generate_series(1, 123) n"
              .formatted(schema));
      assertThat(session.estimatedRows(SourceTable.FINDINGS)).isEqualTo(123);
    }
  }

  @Test
  void theRowsOfATableThatIsNotThereCannotBeEstimated() throws Exception {
    jdbc.execute("drop table %s.findings".formatted(schema));
    try (SourceSession session = open()) {
      assertThatThrownBy(() -> session.estimatedRows(SourceTable.FINDINGS))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("findings");
    }
  }

  @Test
  void theHistoryIsTheSystemsIdentifierAndItsTimeline() throws Exception {
    try (SourceSession session = open()) {
      String system =
          jdbc.queryForObject(
              "select system_identifier::text from pg_control_system()", String.class);
      assertThat(session.history().text()).isEqualTo(system + "/1");
    }
  }

  @Test
  void columnsAreReadAsTextAsTheyAreNow() throws Exception {
    String large = "x".repeat(100_000);
    jdbc.update(
        "insert into %s.operation_runs (id, type, context) values (7, 'a\"b', ?::jsonb)"
            .formatted(schema),
        "{\"large\":\"" + large + "\"}");
    try (SourceSession session = open()) {
      assertThat(
              session.read(
                  SourceTable.OPERATION_RUNS, 7, List.of("context", "type", "failure_summary")))
          .containsEntry("context", "{\"large\": \"" + large + "\"}")
          .containsEntry("type", "a\"b")
          .containsEntry("failure_summary", null);
    }
  }

  @Test
  void ofARowThatIsNotThereNothingIsRead() throws Exception {
    try (SourceSession session = open()) {
      assertThat(session.read(SourceTable.OPERATION_RUNS, 7, List.of("context"))).isEmpty();
    }
  }

  private SourceSession open() throws SQLException {
    return SourceSession.open(source.settings(schema));
  }

  private void makeSlot() {
    jdbc.queryForObject(
        "select pg_create_logical_replication_slot(?, 'pgoutput')::text", String.class, SLOT);
    jdbc.execute("drop publication if exists session_publication");
    jdbc.execute("create publication session_publication");
  }

  /** The contents of the heartbeats that the slot has not given yet. */
  private List<String> heartbeats() {
    return jdbc
        .queryForList(
            """
            select data from pg_logical_slot_get_binary_changes(?, null, null,
                'proto_version', '1', 'publication_names', 'session_publication', 'messages', 'true')
            where get_byte(data, 0) = ascii('M')
            """,
            byte[].class,
            SLOT)
        .stream()
        .map(SourceSessionIT::content)
        .toList();
  }

  /** A message is M, flags, position, prefix and a zero, length, content. */
  private static String content(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int prefix = 1 + 1 + Long.BYTES;
    int end = text.indexOf('\0', prefix);
    assertThat(text.substring(prefix, end)).isEqualTo(SourceSession.HEARTBEAT_PREFIX);
    return text.substring(end + 1 + Integer.BYTES);
  }
}
