package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SourceDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The source is changed while it is captured, or while nobody looks. */
class ChangedSourceIT {

  private static final SourceDatabase SOURCE = SourceDatabase.start("logical");

  private final String schema = SOURCE.schema();
  private final CapturedSource captured = new CapturedSource(SOURCE, schema);

  @BeforeEach
  void captureRows() {
    captured.sql(
        "insert into tenants (id, name, status) select n, 'Tenant ' || n, 'active' from generate_series(1, 9) n",
        "insert into findings (id, tenant_id, severity, status, created_at) select n, n % 9, 'high', 'new',"
            + " '2026-03-01' from generate_series(1, 100) n",
        "insert into restore_runs (id, tenant_id, status) select n, n % 9, 'draft' from generate_series(1, 20) n",
        "insert into operation_runs (id, tenant_id, status, completed_at, context) select n, n % 9, 'completed',"
            + " '2026-03-02 03:04:05', '{\"a\": \"\\\\ \\\" ü\"}' from generate_series(1, 50) n");
    captured.start().isExact();
  }

  @AfterEach
  void stop() throws Exception {
    captured.close();
  }

  @AfterAll
  static void stopSource() throws IOException {
    SOURCE.close();
  }

  @Test
  void changesAreFollowed() {
    captured.sql(
        "update findings set status = 'closed' where id % 2 = 0",
        "delete from findings where id % 5 = 0",
        "update findings set tenant_id = tenant_id + 1 where id % 7 = 0",
        "truncate restore_runs",
        "insert into restore_runs (tenant_id, status) values (3, 'running')",
        "update operation_runs set id = id + 1000 where id < 10");
    captured.isExact();
    assertThat(captured.failures).isEmpty();
  }

  @Test
  void aTableThatIsDroppedAndCreatedAgainIsReadAgain() {
    captured.sql(
        "create table kept (like findings including all)",
        "insert into findings (id, tenant_id, severity) values (1000, 1, 'low')",
        "alter sequence findings_id_seq owned by none",
        "drop table findings",
        "create table findings (like kept including all)",
        "insert into findings (id, tenant_id, severity) values (7, 8, 'low'), (2000, 2, 'low')");
    captured.isExact();
    captured.sql("delete from findings where id = 7", "update findings set severity = 'high'");
    captured.isExact();
  }

  @Test
  void aTableThatIsSwappedByRenameIsReadAgain() {
    captured.sql(
        "create table new_runs (like restore_runs including all)",
        "insert into new_runs (id, tenant_id, status) select id + 5, tenant_id, 'running' from restore_runs",
        "begin; alter table restore_runs rename to old_runs; alter table new_runs rename to restore_runs; commit",
        "insert into restore_runs (id, tenant_id, status) values (999, 1, 'pending')");
    captured.isExact();
    captured.sql(
        "alter sequence restore_runs_id_seq owned by none",
        "drop table old_runs",
        "update restore_runs set status = 'completed'");
    captured.isExact();
  }

  @Test
  void aTableThatIsTakenOutOfThePublicationIsPutBackAndReadAgain() {
    captured.sql(
        "alter publication " + schema + " drop table findings",
        "update findings set status = 'closed'",
        "delete from findings where id < 50");
    captured.isExact();
    captured.sql("insert into findings (id, tenant_id) values (1000, 3)");
    captured.isExact();
  }

  @Test
  void aRowFilterIsTakenAwayAndTheTableReadAgain() {
    captured.sql(
        "alter table findings replica identity full",
        "alter publication "
            + schema
            + " set table tenants, operation_runs, inventory_items, inventory_sync_runs,"
            + " findings where (status = 'new'), backup_schedule_runs, entra_group_sync_runs, restore_runs,"
            + " managed_tenant_onboarding_sessions",
        "update findings set status = 'closed' where id < 30",
        "insert into findings (id, tenant_id, status) values (1000, 3, 'open')");
    captured.isExact();
  }

  @Test
  void aColumnListIsTakenAwayAndTheTableReadAgain() {
    captured.sql(
        "alter publication " + schema + " drop table findings",
        "alter publication " + schema + " add table findings (id, tenant_id, status)",
        "update findings set severity = 'low' where id < 30");
    captured.isExact();
  }

  @Test
  void aTruncationThatIsNotPublishedIsSeen() {
    captured.sql(
        "alter publication " + schema + " set (publish = 'insert, update, delete')",
        "truncate findings",
        "insert into findings (id, tenant_id) values (1000, 3)");
    captured.isExact();
    captured.sql("truncate restore_runs");
    captured.isExact();
  }

  @Test
  void aPublicationThatIsDroppedIsMadeAgain() {
    captured.sql(
        "drop publication " + schema,
        "update findings set status = 'closed' where id < 30",
        "truncate restore_runs");
    captured.isExact();
  }

  @Test
  void aRenamedColumnStopsCaptureByNameAndGoesOnWhenItIsNamedBack() {
    captured.sql(
        "alter table operation_runs rename completed_at to done_at",
        "update operation_runs set status = 'failed' where id < 30",
        "insert into operation_runs (id, tenant_id, done_at) values (1000, 3, '2026-04-01')");
    captured.isStoppedBecauseOf("the source lacks the column operation_runs.completed_at");
    SourcePosition stoodAt = captured.marked();
    captured.sql("update findings set status = 'closed'");
    captured.isStoppedBecauseOf("operation_runs.completed_at");
    assertThat(captured.marked()).isEqualTo(stoodAt);
    captured.sql("alter table operation_runs rename done_at to completed_at");
    captured.isExact();
  }

  @Test
  void aRenamedColumnThatMayNotBeNullStopsCaptureToo() {
    captured.sql(
        "alter table findings alter severity set not null",
        "alter table findings rename severity to weight",
        "update findings set status = 'closed' where id < 30",
        "insert into findings (id, tenant_id, weight) values (1000, 3, 'low')");
    captured.isStoppedBecauseOf("the source lacks the column findings.severity");
    captured.sql("alter table findings rename weight to severity");
    captured.isExact();
    captured.sql("update findings set severity = 'medium'");
    captured.isExact();
  }

  @Test
  void aColumnThatBecomesAnEnumIsFollowedAlsoAfterARestart() throws Exception {
    captured.sql(
        "create type finding_status as enum ('new', 'open', 'closed')",
        "alter table findings alter status type finding_status using status::finding_status",
        "update findings set status = 'open' where id < 30");
    captured.isExact();
    captured.stop();
    captured.sql("update findings set status = 'closed' where id < 10");
    captured.start();
    captured.isExact();
    captured.sql("alter type finding_status rename value 'closed' to 'gone'");
    captured.isExact();
  }

  @Test
  void typesThatMeanTheSameAreFollowed() {
    captured.sql(
        "alter table findings alter status type text, alter severity type varchar(400)",
        "alter table findings alter created_at type timestamptz using created_at at time zone 'UTC'",
        "alter table findings alter tenant_id type integer",
        "update findings set status = 'closed' where id < 30");
    captured.isExact();
  }

  @Test
  void aColumnOfAnotherTypeStopsCaptureByName() {
    captured.sql("alter table findings alter status type integer using 1");
    captured.isStoppedBecauseOf("the source's column findings.status is of type int4");
    captured.sql("alter table findings alter status type varchar using 'new'");
    captured.isExact();
  }

  @Test
  void aReplicaIdentityWithoutTheIdStopsCaptureAndNoDeletionIsMissed() {
    captured.sql(
        "create unique index items on inventory_items (tenant_id, external_id)",
        "insert into inventory_items (id, tenant_id, external_id) select n, n % 9, 'x' || n from generate_series(1, 20) n",
        "alter table inventory_items alter tenant_id set not null, alter external_id set not null",
        "alter table inventory_items replica identity using index items",
        "delete from inventory_items where id < 5",
        "update inventory_items set external_id = 'y' || id where id < 10");
    captured.isStoppedBecauseOf(
        "the source's table inventory_items has a replica identity without the column id");
    captured.sql("alter table inventory_items replica identity default");
    captured.isExact();
  }

  @Test
  void aReplicaIdentityThatIsSetAndSetBackWhileNobodyLooksIsFound() throws Exception {
    captured.sql(
        "alter table findings alter tenant_id set not null",
        "create unique index other on findings (tenant_id, id)",
        "create unique index scoped on findings (scope_key)",
        "update findings set scope_key = 'k' || id",
        "alter table findings alter scope_key set not null");
    captured.isExact();
    captured.stop();
    captured.sql(
        "alter table findings replica identity using index scoped",
        "delete from findings where id < 20",
        "alter table findings replica identity default");
    captured.start();
    captured.isExact();
  }

  @Test
  void aFullReplicaIdentityIsFollowed() {
    captured.sql(
        "alter table findings replica identity full",
        "delete from findings where id < 20",
        "update findings set id = id + 1000 where id < 30");
    captured.isExact();
  }

  @Test
  void columnsThatAreSwappedByNameAreReadAgain() {
    captured.sql(
        "update findings set scope_key = 'scope' || id",
        "begin; alter table findings rename severity to x; alter table findings rename scope_key to severity;"
            + " alter table findings rename x to scope_key; commit");
    captured.isExact();
  }

  @Test
  void aColumnThatIsDroppedAndAddedAgainIsReadAgain() {
    captured.sql(
        "alter table findings drop severity, add severity varchar(20) default 'low'",
        "insert into findings (id, tenant_id) values (1000, 3)");
    captured.isExact();
  }

  @Test
  void aColumnWhoseValuesAreRewrittenIsReadAgain() {
    captured.sql("alter table findings alter status type varchar(40) using upper(status)");
    captured.isExact();
  }

  @Test
  void columnsAndIndexesOfNoUseAreFollowed() {
    captured.sql(
        "alter table findings add note text default 'x', add area point",
        "create index on findings (note)",
        "update findings set note = 'y', severity = 'low' where id < 20",
        "alter table findings drop note",
        "cluster findings using findings_pkey",
        "analyze findings");
    captured.isExact();
    assertThat(captured.failures).noneMatch(SourceProblemException.class::isInstance);
  }

  @Test
  void aTableThatHadAnotherNameWhileNobodyLookedIsReadAgain() throws Exception {
    captured.stop();
    captured.sql(
        "alter table findings rename to hidden",
        "update hidden set status = 'closed' where id < 50",
        "delete from hidden where id > 90",
        "alter table hidden rename to findings");
    captured.start();
    captured.isExact();
  }

  @Test
  void aTableThatIsRenamedAwayStopsCaptureByNameUntilItIsBack() {
    captured.sql(
        "alter table findings rename to hidden",
        "update hidden set status = 'closed' where id < 50");
    captured.isStoppedBecauseOf("the source has no table " + schema + ".findings");
    captured.sql("alter table hidden rename to findings");
    captured.isExact();
  }

  @Test
  void aTableWithoutItsPrimaryKeyStopsCaptureByName() {
    captured.sql("alter table restore_runs drop constraint restore_runs_pkey");
    captured.isStoppedBecauseOf("the source's table restore_runs needs the primary key (id)");
    captured.sql(
        "alter table restore_runs add primary key (id)", "delete from restore_runs where id < 5");
    captured.isExact();
  }

  @Test
  void aTableWithChildrenStopsCaptureByName() {
    captured.sql(
        "create table child () inherits (findings)",
        "insert into child (id, tenant_id) values (1000, 3)");
    captured.isStoppedBecauseOf("other tables inherit from the source's table findings");
    captured.sql("drop table child");
    captured.isExact();
  }

  @Test
  void aGeneratedColumnIsPublishedWhereThatCanBeDone() {
    captured.sql(
        "alter table tenants drop is_current",
        "alter table tenants add is_current boolean generated always as (status = 'active') stored",
        "update tenants set status = 'archived' where id < 4");
    captured.isExact();
    captured.sql("insert into tenants (id, status) values (20, 'active')");
    captured.isExact();
  }

  @Test
  void aVirtualGeneratedColumnStopsCaptureByName() {
    captured.sql(
        "alter table tenants drop is_current",
        "alter table tenants add is_current boolean generated always as (status = 'active') virtual");
    captured.isStoppedBecauseOf("the source's column tenants.is_current is generated");
    captured.sql(
        "alter table tenants drop is_current", "alter table tenants add is_current boolean");
    captured.isExact();
  }

  @Test
  void messagesOfOthersAreIgnoredAndCounted() throws Exception {
    for (String message :
        List.of(
            "false, 'tenantatlas.heartbeat', 'not a number'",
            "false, 'tenantatlasXheartbeat', 'not a number'",
            "false, 'tenantatlas.heartbeat', '4102444800000'",
            "false, 'tenantatlas.heartbeat', ''",
            "false, 'tenantatlas.heartbeat', 'x 4102444800000'",
            "true, 'tenantatlas.heartbeat', '4102444800000'",
            "false, 'tenantatlas.heartbeat', '\\xff00'::bytea",
            "false, 'tenantatlas.heartbeat', repeat('9', 5000000)")) {
      captured.sql("select pg_logical_emit_message(" + message + ")");
    }
    captured.sql("update findings set status = 'closed'");
    captured.isExact();
    assertThat(captured.failures).isEmpty();
    assertThat(captured.counters.foreignMessages).isGreaterThanOrEqualTo(7);
    captured.stop();
    captured.start();
    captured.isExact();
    assertThat(captured.failures).isEmpty();
  }

  @Test
  void anEnumWithoutValuesAnywhereDoesNotMatter() throws Exception {
    captured.stop();
    captured.sql("create schema if not exists other", "create type other.empty_enum as enum ()");
    try {
      captured.start();
      captured.sql("update findings set status = 'closed'");
      captured.isExact();
      assertThat(captured.failures).isEmpty();
    } finally {
      captured.sql("drop type other.empty_enum");
    }
  }

  @Test
  void aTextThatIsDebeziumsStandInIsAText() {
    captured.sql(
        "insert into operation_runs (id, tenant_id, context) select 1000, 3, json_build_object('verification_report',"
            + " (select json_object_agg(n, md5(n::text)) from generate_series(1, 1000) n))",
        "update operation_runs set type = '__debezium_unavailable_value' where id = 1000",
        "update findings set severity = '__debezium_unavailable_value' where id < 10",
        "update operation_runs set tenant_id = 4, type = 'x' where id = 1000");
    captured.isExact();
    assertThat(captured.failures).isEmpty();
  }

  @Test
  void aSlotThatIsDroppedIsMadeAgainAndEverythingRead() throws Exception {
    captured.stop();
    captured.sql(
        "select pg_drop_replication_slot('" + schema + "')", "delete from findings where id < 50");
    captured.start();
    captured.isExact();
  }
}
