package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.change.SourceTable.FINDINGS;
import static io.tenantatlas.projector.change.SourceTable.OPERATION_RUNS;
import static io.tenantatlas.projector.change.SourceTable.TENANTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the engine really emits, written to a change log in memory. One engine for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineIT {

  private static final int WAIT_SECONDS_MAX = 60;
  private static final String REPORT = "context.verification_report";
  private static final String RUN_ID = "state.verification_operation_run_id";

  /** SQL: the name and value of a member that does not fit into a row, also when compressed. */
  private static final String LARGE_REPORT =
      "'verification_report', (select json_object_agg(n, md5(n::text)) from generate_series(1, 1000) n)";

  private final SourceDatabase source = SourceDatabase.start("logical");
  private final JdbcTemplate jdbc = source.jdbc();
  private final CaptureSettings settings = WrittenLog.settings(source.settings(source.schema()));
  private final SourceSession session = open(settings.source());
  private final WrittenLog log =
      new WrittenLog(settings, CaptureState.NONE, new LargeValues(session));
  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
      DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
          .using(EngineSettings.of(settings, null))
          .using(OffsetCommitPolicy.always())
          .notifying(log.writer())
          .build();
  private final Thread thread = new Thread(engine, "engine");

  private static SourceSession open(SourceSettings settings) {
    try {
      return SourceSession.open(settings);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  void start() {
    run("alter table findings alter status set default 'new'");
    run("alter table operation_runs alter context set not null, alter context set default '{}'");
    run("alter table tenants alter name set not null");
    run("insert into tenants (id, name, created_at) values (42, 'Contoso', '2026-03-01 12:00:00')");
    log.writer().beginSnapshot(1, 1);
    thread.start();
    Awaitility.await()
        .atMost(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
        .until(() -> !log.writer().lastMark().equals(SourcePosition.ZERO));
  }

  @AfterAll
  void stop() throws Exception {
    try (source;
        session) {
      engine.close();
      thread.join();
    }
  }

  @Test
  void aSnapshotsRowsLieBetweenItsMarks() {
    assertThat(log.records(2).subList(0, 2))
        .satisfiesExactly(
            record ->
                assertThat(record)
                    .isEqualTo(new LogRecord.SnapshotStarted(1, 1, SourceHistory.UNKNOWN)),
            record -> {
              RowImage tenant = ((LogRecord.Upsert) record).row();
              assertThat(tenant.key()).isEqualTo(new RowKey(TENANTS, 42));
              assertThat(tenant.text("name")).isEqualTo("Contoso");
              assertThat(tenant.instant("created_at"))
                  .isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
              assertThat(tenant.values()).containsEntry("updated_at", null);
            });
    for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
      assertThat(log.records(partition))
          .filteredOn(record -> record instanceof LogRecord.SnapshotCompleted)
          .singleElement()
          .satisfies(
              record ->
                  assertThat(((LogRecord.SnapshotCompleted) record).position())
                      .isGreaterThan(SourcePosition.ZERO));
    }
  }

  @Test
  void insertsUpdatesAndDeletionsComeInTheirOrder() throws Exception {
    run("insert into findings (id, tenant_id, severity) values (1, 42, 'low')");
    run("update findings set severity = 'high' where id = 1");
    run("delete from findings where id = 1");
    caughtUp();
    assertThat(records(2, FINDINGS, 1).subList(0, 3))
        .satisfiesExactly(
            record -> assertThat(text(record, "severity")).isEqualTo("low"),
            record -> assertThat(text(record, "severity")).isEqualTo("high"),
            record -> assertThat(record).isInstanceOf(LogRecord.Delete.class));
  }

  @Test
  void aNullInAColumnThatHasADefaultIsNull() throws Exception {
    run("insert into findings (id, tenant_id) values (2, 42)");
    run("update findings set status = null where id = 2");
    caughtUp();
    List<LogRecord> records = records(2, FINDINGS, 2);
    assertThat(text(records.getFirst(), "status")).isEqualTo("new");
    assertThat(text(records.getLast(), "status")).isEqualTo("null");
  }

  @Test
  void aLargeValueThatDidNotChangeIsLeftOutAndFilledInWhenTheRowMoves() throws Exception {
    run(
        "insert into operation_runs (id, tenant_id, context) select 3, 42, json_build_object("
            + LARGE_REPORT
            + ")");
    run("update operation_runs set status = 'running' where id = 3");
    run("update operation_runs set tenant_id = 43 where id = 3");
    caughtUp();
    List<LogRecord> here = records(2, OPERATION_RUNS, 3);
    String report = text(here.getFirst(), REPORT);
    assertThat(report).startsWith("{\"").hasSizeGreaterThan(30_000);
    assertThat(((LogRecord.Upsert) here.get(1)).row().values()).doesNotContainKey(REPORT);
    assertThat(here.get(2)).isInstanceOf(LogRecord.Delete.class);
    assertThat(records(3, OPERATION_RUNS, 3))
        .singleElement()
        .satisfies(record -> assertThat(text(record, REPORT)).isEqualTo(report));
  }

  @Test
  void anOnboardingSessionMovesToItsTenantsPartitionWithItsLargeState() throws Exception {
    run(
        "insert into managed_tenant_onboarding_sessions (id, workspace_id, state)"
            + " select 9, 1, json_build_object('verification_operation_run_id', '7', "
            + LARGE_REPORT
            + ")");
    run("update managed_tenant_onboarding_sessions set tenant_id = 42 where id = 9");
    run("update managed_tenant_onboarding_sessions set workspace_id = 2 where id = 9");
    caughtUp();
    List<LogRecord> before = records(0, SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, 9);
    assertThat(image(before.getFirst(), null).integer(RUN_ID)).isEqualTo(7);
    assertThat(before.subList(1, before.size()))
        .hasSize(3)
        .allMatch(record -> record instanceof LogRecord.Delete);
    List<LogRecord> after = records(2, SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, 9);
    RowImage moved = image(after.getFirst(), null);
    assertThat(moved.tenantId()).isEqualTo(42);
    assertThat(moved.integer(RUN_ID)).isEqualTo(7);
    assertThat(((LogRecord.Upsert) after.get(1)).row().values()).doesNotContainKey(RUN_ID);
    assertThat(image(after.get(1), moved).integer("workspace_id")).isEqualTo(2);
    assertThat(records(1, SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, 9)).isEmpty();
  }

  @Test
  void aRowWithALargeValueThatMovesAndIsDeletedInOneTransactionMovesAndIsDeleted()
      throws Exception {
    run(
        "insert into operation_runs (id, tenant_id, context) select 4, 42, json_object_agg(n,"
            + " md5(n::text)) from generate_series(1, 1000) n");
    jdbc.execute(
        "begin; update %1$s.operation_runs set tenant_id = 43 where id = 4; delete from %1$s.operation_runs where id = 4; commit"
            .formatted(settings.source().schema()));
    caughtUp();
    assertThat(records(3, OPERATION_RUNS, 4))
        .hasSizeGreaterThan(1)
        .last()
        .isInstanceOf(LogRecord.Delete.class);
  }

  @Test
  void aRowWithColumnsThatMayNotBeNullIsDeleted() throws Exception {
    run("insert into tenants (id, name) values (46, 'Fabrikam')");
    run("delete from tenants where id = 46");
    run("insert into operation_runs (id, tenant_id, context) values (8, 42, '{}')");
    run("delete from operation_runs where id = 8");
    caughtUp();
    assertThat(records(2, TENANTS, 46)).last().isInstanceOf(LogRecord.Delete.class);
    assertThat(records(2, OPERATION_RUNS, 8)).last().isInstanceOf(LogRecord.Delete.class);
  }

  @Test
  void anotherPrimaryKeyIsADeletionAndAnInsert() throws Exception {
    run("insert into findings (id, tenant_id) values (5, 42)");
    run("update findings set id = 6 where id = 5");
    caughtUp();
    assertThat(records(2, FINDINGS, 5)).last().isInstanceOf(LogRecord.Delete.class);
    assertThat(records(2, FINDINGS, 6)).singleElement().isInstanceOf(LogRecord.Upsert.class);
  }

  @Test
  void aTruncationComesToEveryPartition() throws Exception {
    run("truncate restore_runs");
    caughtUp();
    for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
      assertThat(log.records(partition)).contains(new LogRecord.Truncate(SourceTable.RESTORE_RUNS));
    }
  }

  @Test
  void fromTheLastMarkCaptureCanGoOn() throws Exception {
    caughtUp();
    SourcePosition resumeAt = log.states().getLast().resumeAt();
    assertThat(resumeAt).isEqualTo(log.writer().lastMark());
    assertThat(session.slot(settings.slotName(), resumeAt)).isEqualTo(SourceSession.Slot.USABLE);
  }

  /** Runs the statement in the captured schema. */
  private void run(String sql) {
    jdbc.execute("set search_path to %s; %s".formatted(settings.source().schema(), sql));
  }

  /** Waits for a mark that covers everything committed by now. */
  private void caughtUp() throws Exception {
    SourcePosition now =
        SourcePosition.parse(
            Objects.requireNonNull(
                jdbc.queryForObject("select pg_current_wal_insert_lsn()::text", String.class)));
    session.heartbeat(SourcePosition.ZERO, true);
    Awaitility.await()
        .atMost(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
        .failFast("the engine has stopped", () -> !thread.isAlive())
        .until(() -> log.writer().lastMark().compareTo(now) >= 0 && committed());
  }

  /** The mark is noted just before its transaction is committed. */
  private boolean committed() {
    return log.states().stream()
        .anyMatch(state -> log.writer().lastMark().equals(state.resumeAt()));
  }

  private List<LogRecord> records(int partition, SourceTable table, long id) {
    RowKey key = new RowKey(table, id);
    return log.records(partition).stream()
        .filter(
            record ->
                switch (record) {
                  case LogRecord.Upsert upsert -> upsert.row().key().equals(key);
                  case LogRecord.Delete delete -> delete.key().equals(key);
                  case LogRecord.Truncate truncate -> false;
                  case LogRecord.Mark mark -> false;
                })
        .toList();
  }

  /** The row as it is kept when the record is applied on top of an earlier image. */
  private static RowImage image(LogRecord record, @Nullable RowImage earlier) {
    return ((LogRecord.Upsert) record).row().keptOver(earlier);
  }

  private static String text(LogRecord record, String column) {
    return String.valueOf(((LogRecord.Upsert) record).row().text(column));
  }
}
