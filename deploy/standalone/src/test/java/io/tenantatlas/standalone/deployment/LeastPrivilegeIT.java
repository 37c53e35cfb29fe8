package io.tenantatlas.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceCheck;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The roles that {@code deploy/sql} makes can do what the services need, and nothing else: on
 * PostgreSQL 15, which took CREATE in {@code public} away, and on the newest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {

  private static final String NOT_ALLOWED = "42501";
  private static final String READ_ONLY = "25006";
  private static final String WRONG_PASSWORD = "28P01";

  private final List<OwnPostgres> servers = new ArrayList<>();

  @BeforeAll
  void start() throws IOException, InterruptedException, SQLException {
    for (OwnPostgres.Version version : OwnPostgres.Version.values()) {
      OwnPostgres server = OwnPostgres.start(version);
      servers.add(server);
      prepare(server);
      // Twice: what is there already stays.
      prepare(server);
      Flyway.configure()
          .dataSource(server.url("read_model"), "atlas_projector", "projector-secret")
          .locations("classpath:db/migration")
          .load()
          .migrate();
    }
  }

  private static void prepare(OwnPostgres server) throws IOException, InterruptedException {
    server.psql(server.mayMakeReplicationRoles(), "tenant_atlas", "source-role.sql");
    server.psql("application", "tenant_atlas", "source-tables.sql");
    server.psql("administrator", "read_model", "read-model.sql");
  }

  @AfterAll
  void stop() throws IOException {
    for (OwnPostgres server : servers) {
      server.stop();
    }
  }

  List<OwnPostgres> servers() {
    return servers;
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theServerIsOfTheVersionThatIsTested(OwnPostgres server) throws SQLException {
    try (Connection connection = server.connect("tenant_atlas", "postgres", "")) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion())
          .isEqualTo(server.version().number());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theCaptureRoleMayMakeASlotAndReadTheTables(OwnPostgres server) throws SQLException {
    try (Connection capture = capture(server);
        Statement statement = capture.createStatement()) {
      assertThat(new SourceCheck(capture, "public", "tenantatlas").problems()).isEmpty();
      for (SourceTable table : SourceTable.values()) {
        assertThat(count(statement, table.tableName())).isZero();
      }
      statement.execute("select pg_create_logical_replication_slot('tenantatlas', 'pgoutput')");
      statement.execute("select pg_logical_emit_message(false, 'x', 'y')");
      statement.execute("select pg_drop_replication_slot('tenantatlas')");
      try (ResultSet published =
          statement.executeQuery(
              "select count(*) from pg_publication_tables where pubname = 'tenantatlas'")) {
        published.next();
        assertThat(published.getInt(1)).isEqualTo(SourceTable.values().length);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theCaptureRoleMayNotWrite(OwnPostgres server) throws SQLException {
    try (Connection capture = capture(server)) {
      for (SourceTable table : SourceTable.values()) {
        refused(capture, NOT_ALLOWED, "delete from " + table.tableName());
        refused(capture, NOT_ALLOWED, "truncate " + table.tableName());
        refused(capture, NOT_ALLOWED, "update " + table.tableName() + " set id = id");
        refused(capture, NOT_ALLOWED, "insert into " + table.tableName() + " default values");
      }
      refused(capture, NOT_ALLOWED, "create table mine (id int)");
      refused(capture, NOT_ALLOWED, "create schema mine");
      refused(capture, NOT_ALLOWED, "alter publication tenantatlas drop table tenants");
      refused(capture, NOT_ALLOWED, "select count(*) from secrets");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theCaptureRoleMayNotConnectToTheReadModel(OwnPostgres server) {
    assertThatThrownBy(
            () -> server.connect("read_model", "atlas_capture", "capture-secret").close())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theProjectorRoleOwnsItsTablesAndNothingElse(OwnPostgres server) throws SQLException {
    try (Connection projector =
            server.connect("read_model", "atlas_projector", "projector-secret");
        Statement statement = projector.createStatement()) {
      assertThatCode(() -> statement.execute("delete from document")).doesNotThrowAnyException();
      refused(projector, NOT_ALLOWED, "create schema mine");
      refused(projector, NOT_ALLOWED, "create role mine");
      refused(projector, NOT_ALLOWED, "create database mine");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theQueryRoleMayReadEveryTableThatTheProjectorHasMadeSince(OwnPostgres server)
      throws SQLException {
    List<String> tables = server.tables("read_model");
    assertThat(tables).contains("document", "partition_progress", "link");
    try (Connection query = query(server);
        Statement statement = query.createStatement()) {
      for (String table : tables) {
        assertThatCode(() -> count(statement, table)).as(table).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theQueryRoleMayNotWrite(OwnPostgres server) throws SQLException {
    try (Connection query = query(server);
        Statement statement = query.createStatement()) {
      refused(query, READ_ONLY, "create table mine (id int)");
      statement.execute("set default_transaction_read_only = off");
      for (String table : server.tables("read_model")) {
        refused(query, NOT_ALLOWED, "delete from " + table);
        refused(query, NOT_ALLOWED, "truncate " + table);
      }
      refused(query, NOT_ALLOWED, "create table mine (id int)");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aWrongPasswordIsRefused(OwnPostgres server) {
    assertThatThrownBy(() -> server.connect("read_model", "atlas_query_api", "guessed").close())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(WRONG_PASSWORD));
  }

  private static Connection capture(OwnPostgres server) throws SQLException {
    return server.connect("tenant_atlas", "atlas_capture", "capture-secret");
  }

  private static Connection query(OwnPostgres server) throws SQLException {
    return server.connect("read_model", "atlas_query_api", "query-secret");
  }

  private static long count(Statement statement, String table) throws SQLException {
    try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void refused(Connection connection, String state, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .as(sql)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).as(sql).isEqualTo(state));
    }
  }
}
