package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else a source may do to capture: names, slots, open transactions, roles, moved tables. */
@Timeout(180)
class TroubledSourceIT {

  private static final SourceDatabase SOURCE = SourceDatabase.start("logical");

  private final String schema = SOURCE.schema();
  private final CapturedSource captured = new CapturedSource(SOURCE, schema);

  @BeforeEach
  void rows() {
    captured.sql(
        "insert into tenants (id, name, status) select n, 'Tenant ' || n, 'active' from generate_series(1, 9) n",
        "insert into findings (id, tenant_id, severity, status) select n, n % 9, 'high', 'new' from generate_series(1, 50) n");
  }

  @AfterEach
  void stop() {
    captured.close();
  }

  @AfterAll
  static void stopSource() throws IOException {
    SOURCE.close();
  }

  @Test
  void aTableThatHadAnotherNameBetweenTwoMarksIsReadAgain() {
    captured.start().isExact();
    captured.sql(
        "do $$ begin alter table findings rename to hidden; end $$;"
            + " update hidden set status = 'closed' where id < 30; alter table hidden rename to findings");
    captured.isExact();
    inOneGo(
        "alter table findings rename to hidden",
        "update hidden set status = 'gone' where id < 20",
        "delete from hidden where id > 40",
        "alter table hidden rename to findings");
    captured.isExact();
  }

  @Test
  void aTableThatWasInAnotherSchemaBetweenTwoMarksIsReadAgain() {
    captured.sql("create schema if not exists attic");
    captured.start().isExact();
    inOneGo(
        "alter table findings set schema attic",
        "update attic.findings set status = 'gone' where id < 20",
        "alter table attic.findings set schema " + schema);
    captured.isExact();
    inOneGo(
        "alter schema " + schema + " rename to elsewhere",
        "delete from elsewhere.findings where id > 40",
        "alter schema elsewhere rename to " + schema);
    captured.isExact();
  }

  /** A tenant whose row was deleted has no documents, also if nobody saw the row but the stream. */
  @Test
  void aTenantThatComesAndGoesBeforeTheTableIsReadAgainIsKnownToBeGone() {
    captured.start().isExact();
    inOneGo(
        "insert into tenants (id, name) values (77, 'Passing')",
        "delete from tenants where id = 77",
        "alter table tenants rename to hidden",
        "alter table hidden rename to tenants");
    captured.isExact();
    assertThat(captured.isDeleted(SourceTable.TENANTS, 77, 77 % WrittenLog.PARTITIONS)).isTrue();
  }

  @Test
  void alterationsThatLeaveTheValuesAreFollowedWithoutReadingTheTableAgain() {
    captured.start().isExact();
    captured.sql("truncate restore_runs");
    captured.isExact();
    captured.sql(
        "alter table findings alter status set not null, alter severity set statistics 10, alter severity set default 'low'",
        "alter table findings alter status drop not null, alter status type text",
        "alter table findings add extra text default 'x'",
        "create index on findings (status)",
        "comment on column findings.status is 'a status'",
        "grant select on findings to public",
        "insert into findings (id, tenant_id, status) values (800, 1, null)");
    captured.isExact();
    SOURCE.jdbc().execute("vacuum full " + schema + ".findings");
    captured.isExact();
    assertThat(captured.failures).isEmpty();
  }

  /** The stream tells of it at once, everybody else sees it when the standby has it. */
  @Test
  void whatWaitsForAStandbyIsNotLostWhenItsTableIsReadAgain() throws Exception {
    captured.start().isExact();
    SOURCE.jdbc().execute("alter system set synchronous_standby_names = 'nobody'");
    SOURCE.jdbc().execute("select pg_reload_conf()");
    Thread waiting;
    try {
      waiting =
          Thread.ofPlatform()
              .start(
                  () ->
                      captured.sql(
                          "set synchronous_commit = on; update findings set status = 'waited' where id < 20"));
      Awaitility.await()
          .atMost(CapturedSource.PATIENCE)
          .until(
              () ->
                  !SOURCE
                      .jdbc()
                      .queryForList("select from pg_stat_activity where wait_event = 'SyncRep'")
                      .isEmpty());
      captured.sql(
          "set synchronous_commit = local; alter publication %1$s drop table findings; commit; alter publication %1$s add table findings"
              .formatted(schema));
      captured.is(
          CaptureStatus.State.WAITING,
          "what is read has to wait until a transaction ends that was open before: that of the server");
    } finally {
      SOURCE.jdbc().execute("alter system reset synchronous_standby_names");
      SOURCE.jdbc().execute("select pg_reload_conf()");
    }
    waiting.join();
    captured.isExact();
    assertThat(captured.source().get("findings/7")).contains("status=waited");
  }

  /** A deletion that tells another column than the id, and a changed id that tells no other. */
  @Test
  void rowsWhoseIdTheStreamDoesNotTellForAMomentAreFound() {
    captured.sql(
        "alter table findings add number bigint generated always as identity",
        "create unique index on findings (number)");
    captured.start().isExact();
    for (String change :
        new String[] {
          "delete from findings where id % 5 = 0", "update findings set id = 1000 + id where id = 7"
        }) {
      inOneGo(
          "alter table findings replica identity using index findings_number_idx",
          change,
          "alter table findings replica identity default");
      captured.isExact();
    }
  }

  /** Each a transaction of its own, without a round trip between them: within one batch. */
  private void inOneGo(String... statements) {
    captured.sql(String.join("; commit; ", statements));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "a.b", "a,b", "with 'quotes'", "(?x)[a]*|b+", "ümlaut $1"})
  void aSchemaMayHaveAnyName(String name) {
    SOURCE.schema(name);
    SourceSettings settings = SOURCE.settings(name);
    try (CapturedSource strange =
        new CapturedSource(SOURCE.jdbc(), settings, schema + "_strange")) {
      strange.sql("insert into findings (id, tenant_id, status) values (1, 1, 'new')");
      strange.start().isExact();
      strange.sql("update findings set status = 'open'", "insert into tenants (id) values (4)");
      strange.isExact();
      assertThat(strange.failures).isEmpty();
      strange.stop();
      strange.sql("drop publication " + schema + "_strange");
    }
    SOURCE.jdbc().execute("drop schema " + SourceSettings.quote(name) + " cascade");
  }

  @Test
  void aTableOfTheSameNameButForCaseIsNotOurs() {
    captured.start().isExact();
    captured.sql(
        "create table \"Findings\" (like findings including all)",
        "alter publication " + schema + " add table \"Findings\"",
        "insert into \"Findings\" (id, tenant_id, status) values (1, 1, 'not ours')",
        "delete from findings where id = 2");
    captured.isExact();
  }

  @Test
  void aSlotThatWeHaveNotMadeIsLeftAloneUntilItIsDropped() {
    captured.sql("select pg_create_logical_replication_slot('" + schema + "', 'pgoutput')");
    String before = confirmed();
    captured.start();
    captured.isStoppedBecauseOf("this installation has not made it");
    captured.sql("update findings set status = 'closed'");
    assertThat(confirmed()).isEqualTo(before);
    captured.sql("select pg_drop_replication_slot('" + schema + "')");
    captured.isExact();
  }

  @Test
  void aPhysicalSlotIsLeftAloneUntilItIsDropped() {
    captured.sql("select pg_create_physical_replication_slot('" + schema + "')");
    captured.start();
    captured.isStoppedBecauseOf("is a physical slot");
    captured.sql("select pg_drop_replication_slot('" + schema + "')");
    captured.isExact();
  }

  @Test
  void aSlotOfAnotherDatabaseIsLeftAloneUntilItIsDropped() throws SQLException {
    SOURCE.jdbc().execute("create database other_" + schema);
    try (Connection other =
            DriverManager.getConnection(
                SOURCE.settings(schema).url().replaceFirst("/[^/]*$", "/other_" + schema),
                "postgres",
                "");
        var statement = other.createStatement()) {
      statement.execute("select pg_create_logical_replication_slot('" + schema + "', 'pgoutput')");
      captured.start();
      captured.isStoppedBecauseOf("belongs to the database other_" + schema);
      statement.execute("select pg_drop_replication_slot('" + schema + "')");
    }
    captured.isExact();
  }

  @Test
  void captureWaitsForATransactionThatIsOpenAndSaysWhose() throws SQLException {
    try (Connection open = connect();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute(
          "insert into %s.findings (id, tenant_id) values (900, 1)".formatted(schema));
      captured.start();
      captured.is(
          CaptureStatus.State.WAITING,
          "that was open before: that of the server process "
              + open.unwrap(org.postgresql.PGConnection.class).getBackendPID());
      open.commit();
    }
    captured.isExact();
    assertThat(captured.source()).containsKey("findings/900");
    assertThat(captured.failures).isEmpty();
  }

  @Test
  void aCaptureThatIsStoppedWhileItWaitsLeavesNothingBehind() {
    captured.sql(
        "begin; insert into findings (id, tenant_id) values (901, 1); prepare transaction 'p_"
            + schema
            + "'");
    try {
      captured.start();
      captured.is(CaptureStatus.State.WAITING, "the prepared transaction p_" + schema);
      captured.stop();
      Awaitility.await()
          .atMost(5, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(slots()).isEmpty());
    } finally {
      SOURCE.jdbc().execute("commit prepared 'p_" + schema + "'");
    }
    captured.start().isExact();
    assertThat(captured.source()).containsKey("findings/901");
  }

  @Test
  void preparedAndNestedTransactionsAndTruncationsOfSeveralTablesAreFollowed() {
    captured.start().isExact();
    captured.sql(
        "begin; update findings set status = 'p' where id < 9; prepare transaction 'q_"
            + schema
            + "'",
        "update findings set severity = 'low' where id > 20");
    SOURCE.jdbc().execute("commit prepared 'q_" + schema + "'");
    captured.sql(
        "begin; savepoint a; delete from findings where id = 9; rollback to a; savepoint b;"
            + " delete from findings where id = 10; alter table findings add extra int; commit");
    captured.isExact();
    captured.sql(
        "truncate findings, restore_runs, tenants cascade", "insert into tenants (id) values (5)");
    captured.isExact();
  }

  @Test
  void rowLevelSecurityThatHidesRowsStopsCaptureByName() {
    String role = "role_" + schema;
    captured.sql(
        "create role " + role + " login replication",
        "grant usage on schema " + schema + " to " + role,
        "grant select on all tables in schema " + schema + " to " + role,
        "create publication " + schema + " for tables in schema " + schema);
    CapturedSource least = new CapturedSource(SOURCE.jdbc(), SOURCE.settings(schema, role), schema);
    try (least) {
      least.start().isExact();
      least.sql("alter table findings enable row level security");
      least.isStoppedBecauseOf(
          "row-level security hides rows of the source's table findings from the role; run: alter role "
              + role
              + " bypassrls");
      SourcePosition stoodAt = least.marked();
      least.sql("update findings set status = 'closed' where id < 9");
      assertThat(least.marked()).isEqualTo(stoodAt);
      least.sql("alter role " + role + " bypassrls");
      least.isExact();
      least.sql("revoke usage on schema " + schema + " from " + role);
      least.isStoppedBecauseOf("grant usage on schema " + schema + " to " + role);
      least.sql("grant usage on schema " + schema + " to " + role);
      least.isExact();
    }
  }

  @Test
  void limitsOfTimeThatTheRoleHasDoNotEndCapture() {
    captured.sql("alter role postgres set idle_session_timeout = '100ms'");
    try {
      captured.start().isExact();
      captured.sql("select pg_sleep(0.5)", "alter table findings add note text");
      captured.sql("update findings set status = 'closed'");
      captured.isExact();
    } finally {
      captured.sql("alter role postgres reset idle_session_timeout");
    }
  }

  @Test
  void aRowThatIsTooLargeStopsCaptureByNameUntilItIsSmaller() {
    captured.start().isExact();
    captured.sql(
        "insert into inventory_items (id, tenant_id, meta_jsonb)"
            + " values (77, 3, to_jsonb(repeat('x', 17 * 1024 * 1024)))");
    captured.isStoppedBecauseOf("the row inventory_items id 77 has ");
    captured.sql("update inventory_items set meta_jsonb = '{}' where id = 77");
    captured.isExact();
  }

  @Test
  void aSlotThatIsDroppedWhileItStreamsIsMadeAgain() {
    captured.start().isExact();
    captured.stop();
    captured.sql(
        "select pg_drop_replication_slot('" + schema + "')", "delete from findings where id < 9");
    captured.start().isExact();
    captured.sql(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
            + schema
            + "'",
        "delete from findings where id < 20");
    captured.isExact();
  }

  private List<?> slots() {
    return SOURCE
        .jdbc()
        .queryForList("select slot_name from pg_replication_slots where slot_name = ?", schema);
  }

  private String confirmed() {
    return String.valueOf(
        SOURCE
            .jdbc()
            .queryForObject(
                "select confirmed_flush_lsn::text from pg_replication_slots where slot_name = ?",
                String.class,
                schema));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(SOURCE.settings(schema).url(), "postgres", "");
  }
}
