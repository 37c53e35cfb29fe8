package io.tenantatlas.projector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a source that cannot be captured. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceCheckIT {

  private final SourceDatabase source = SourceDatabase.start("logical");
  private final SourceDatabase replica = SourceDatabase.start("replica");

  @BeforeAll
  void makeRoles() {
    source.jdbc().execute("create role reader login");
    source.jdbc().execute("create role replicator login replication");
    source.jdbc().execute("create role rds_replication");
    source.jdbc().execute("create role cloud_user login in role rds_replication");
  }

  @AfterAll
  void stop() throws IOException {
    try (source) {
      replica.close();
    }
  }

  @Test
  void aSourceThatHasEverythingHasNoProblems() throws Exception {
    assertThat(problems(source.schema())).isEmpty();
  }

  @Test
  void aTableThatIsMissingIsNamedWithItsSchemaAndNotItsColumns() throws Exception {
    String schema = source.schema();
    source.jdbc().execute("drop table %s.findings".formatted(schema));
    assertThat(problems(schema))
        .containsExactly("the source has no table %s.findings".formatted(schema));
  }

  @Test
  void aViewIsNoTable() throws Exception {
    String schema = source.schema();
    source.jdbc().execute("alter table %s.findings rename to findings_table".formatted(schema));
    source
        .jdbc()
        .execute(
            "create view %1$s.findings as select * from %1$s.findings_table".formatted(schema));
    assertThat(problems(schema))
        .containsExactly("the source has no table %s.findings".formatted(schema));
  }

  @Test
  void allTablesAreMissingInASchemaThatIsNotThere() throws Exception {
    assertThat(problems("nowhere"))
        .containsExactlyElementsOf(
            SourceTable.names().stream()
                .map(table -> "the source has no table nowhere." + table)
                .toList());
  }

  @Test
  void aSchemaWithAQuotationMarkIsRefusedByName() throws Exception {
    assertThat(problems(source.schema("with \"quotes\"")))
        .containsExactly(
            "the source's schema with \"quotes\" has a quotation mark in its name, which Debezium cannot read; rename it");
  }

  @Test
  void everyColumnThatIsMissingIsNamedWithItsTable() throws Exception {
    String schema = source.schema();
    for (SourceTable table : SourceTable.values()) {
      for (Column column : table.columns()) {
        source
            .jdbc()
            .execute(
                "alter table %s.%s drop column %s"
                    .formatted(schema, table.tableName(), column.name()));
      }
    }
    List<String> expected =
        Arrays.stream(SourceTable.values())
            .flatMap(
                table ->
                    table.columns().stream()
                        .map(
                            column ->
                                "the source lacks the column %s.%s"
                                    .formatted(table.tableName(), column.name())))
            .toList();
    assertThat(problems(schema)).containsExactlyElementsOf(expected);
  }

  @Test
  void aMissingIdIsNamedToo() throws Exception {
    String schema = source.schema();
    source.jdbc().execute("alter table %s.tenants drop column id".formatted(schema));
    assertThat(problems(schema))
        .containsExactly(
            "the source's table tenants needs the primary key (id)",
            "the source lacks the column tenants.id");
  }

  @Test
  void aColumnOfAnotherTypeIsNamedWithWhatIsAllowed() throws Exception {
    String schema = source.schema();
    change(schema, "findings", "tenant_id", "text");
    change(schema, "tenants", "created_at", "date");
    change(schema, "tenants", "is_current", "integer using 1");
    change(schema, "tenants", "name", "jsonb using 'null'");
    change(schema, "inventory_items", "meta_jsonb", "text");
    change(schema, "restore_runs", "id", "varchar");
    assertThat(problems(schema))
        .containsExactly(
            "the source's column tenants.name is of type jsonb; expected one of [bpchar, text,"
                + " uuid, varchar]",
            "the source's column tenants.is_current is of type int4; expected one of [bool]",
            "the source's column tenants.created_at is of type date; expected one of [timestamp,"
                + " timestamptz]",
            "the source's column inventory_items.meta_jsonb is of type text; expected one of [json,"
                + " jsonb]",
            "the source's column findings.tenant_id is of type text; expected one of [int2, int4,"
                + " int8]",
            "the source's column restore_runs.id is of type varchar; expected one of [int2, int4,"
                + " int8]");
  }

  @Test
  void typesThatAreReadAlikeAreAllowed() throws Exception {
    String schema = source.schema();
    change(schema, "findings", "tenant_id", "integer");
    change(schema, "findings", "status", "text");
    change(schema, "findings", "severity", "char(8)");
    change(schema, "findings", "scope_key", "uuid using null");
    change(schema, "inventory_items", "meta_jsonb", "json");
    assertThat(problems(schema)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamptz(6)", "timestamptz(0)", "timestamp(6)", "timestamp"})
  void timestampsOfAnyPrecisionWithAndWithoutZoneAreAllowed(String type) throws Exception {
    String schema = source.schema();
    change(schema, "findings", "created_at", type);
    change(schema, "tenants", "updated_at", type);
    assertThat(problems(schema)).isEmpty();
  }

  @Test
  void columnsAndTablesThatAreNotUsedDoNotMatter() throws Exception {
    String schema = source.schema();
    source
        .jdbc()
        .execute(
            "alter table %s.tenants add metadata jsonb not null default '{}', add area point"
                .formatted(schema));
    source.jdbc().execute("create table %s.users (name text)".formatted(schema));
    assertThat(problems(schema)).isEmpty();
  }

  @Test
  void aPartitionedTableIsNotCaptured() throws Exception {
    String schema = source.schema();
    source.jdbc().execute("alter table %s.findings rename to old_findings".formatted(schema));
    source
        .jdbc()
        .execute(
            "create table %1$s.findings (like %1$s.old_findings) partition by hash (id)"
                .formatted(schema));
    assertThat(problems(schema))
        .containsExactly("the source has no table %s.findings".formatted(schema));
  }

  @Test
  void aTableOfTheSameNameInAnotherSchemaDoesNotHelp() throws Exception {
    String schema = source.schema();
    source.schema();
    source.jdbc().execute("drop table %s.tenants".formatted(schema));
    assertThat(problems(schema))
        .containsExactly("the source has no table %s.tenants".formatted(schema));
  }

  @Test
  void anotherWalLevelIsNamedWithWhatToDo() throws Exception {
    try (Connection connection = SourceConnections.connect(replica.settings("public"))) {
      assertThat(new SourceCheck(connection, replica.schema(), "publication").problems())
          .containsExactly(
              "the source has wal_level=replica; set wal_level=logical in its configuration and"
                  + " restart it");
    }
  }

  @Test
  void aRoleThatMayNotReplicateIsNamedWithWhatToDo() throws Exception {
    String schema = source.schema();
    mayRead(schema, "reader");
    assertThat(problems(schema, "reader"))
        .containsExactly("the source's role may not replicate; run: alter role reader replication");
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicator", "cloud_user"})
  void aRoleThatMayReplicateNeedsNotBeASuperuser(String role) throws Exception {
    String schema = source.schema();
    mayRead(schema, role);
    assertThat(problems(schema, role)).isEmpty();
  }

  @Test
  void aTableThatTheRoleMayNotReadIsNamedWithWhatToDo() throws Exception {
    String schema = source.schema();
    mayRead(schema, "replicator");
    source.jdbc().execute("revoke select on %s.findings from replicator".formatted(schema));
    assertThat(problems(schema, "replicator"))
        .containsExactly(
            "the source's role may not read findings; run: grant select on findings to replicator");
  }

  @Test
  void aSchemaThatTheRoleMayNotUseIsNamedWithWhatToDo() throws Exception {
    String schema = source.schema();
    assertThat(problems(schema, "replicator"))
        .containsExactly(
            "the source's role may not use the schema %1$s; run: grant usage on schema %1$s to replicator"
                .formatted(schema));
  }

  @Test
  void aTableWithoutItsPrimaryKeyIsNamed() throws Exception {
    String schema = source.schema();
    keyed(schema, "findings", "unique (id)");
    keyed(schema, "tenants", "primary key (id, name)");
    keyed(schema, "restore_runs", "primary key (status)");
    assertThat(problems(schema))
        .containsExactly(
            "the source's table tenants needs the primary key (id)",
            "the source's table findings needs the primary key (id)",
            "the source's table restore_runs needs the primary key (id)");
  }

  private void keyed(String schema, String table, String key) {
    source
        .jdbc()
        .execute(
            "alter table %1$s.%2$s drop constraint %2$s_pkey, add %3$s"
                .formatted(schema, table, key));
  }

  @Test
  void allProblemsAreSaidAtOnce() throws Exception {
    String schema = source.schema();
    source.jdbc().execute("drop table %s.tenants".formatted(schema));
    change(schema, "findings", "status", "integer using 1");
    mayRead(schema, "reader");
    assertThat(problems(schema, "reader")).hasSize(3);
  }

  @Test
  void theSessionsTimeZoneIsUtcWhereverTheProcessRuns() throws Exception {
    TimeZone here = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    try (Connection connection = SourceConnections.connect(source.settings("public"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show TimeZone")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("UTC");
    } finally {
      TimeZone.setDefault(here);
    }
  }

  @Test
  void aRoleThatIsNotThereCannotConnect() {
    assertThatThrownBy(() -> problems("public", "nobody"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
  }

  private List<String> problems(String schema) throws SQLException {
    return problems(schema, "postgres");
  }

  private List<String> problems(String schema, String role) throws SQLException {
    try (Connection connection = SourceConnections.connect(source.settings(schema, role))) {
      return new SourceCheck(connection, schema, "publication").problems();
    }
  }

  private void mayRead(String schema, String role) {
    source
        .jdbc()
        .execute(
            "grant usage on schema %1$s to %2$s; grant select on all tables in schema %1$s to %2$s"
                .formatted(schema, role));
  }

  private void change(String schema, String table, String column, String type) {
    source
        .jdbc()
        .execute(
            "alter table %s.%s alter column %s drop default, alter column %s type %s"
                .formatted(schema, table, column, column, type));
  }
}
