package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tenantatlas.standalone.ProjectorProcess;
import io.tenantatlas.standalone.StandaloneProcess;
import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.TestPorts;
import io.tenantatlas.standalone.source.SourceSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * A source beside the packaged jars: something is in the way of capture, and later other servers,
 * or an earlier state of it, stand in its place. What is served as of its history and as including
 * a position is what SQL says there.
 */
@Timeout(400)
class OtherSourceE2EIT {

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long TENANTS = 4;

  private final Path directory;
  private final int port = TestPorts.free();
  private final StandaloneProcess servers;
  private final ApiClient client;
  private EmbeddedPostgresServer source;

  OtherSourceE2EIT(@TempDir Path directory) throws SQLException {
    this.directory = directory;
    servers = new StandaloneProcess(directory, "--atlas.projector.roles=project");
    client = new ApiClient(servers.address());
    source = start("first");
    createTables();
  }

  @AfterEach
  void stop() {
    servers.close();
    source.close();
  }

  @Test
  void aSlotOfOthersAndAnOpenTransactionAreWaitedFor() throws Exception {
    servers.launch();
    sql("select pg_create_logical_replication_slot('tenantatlas', 'pgoutput')");
    try (ProjectorProcess capture = capture();
        Connection open = connect();
        Statement statement = open.createStatement()) {
      awaitHealth(capture, "this installation has not made it");
      assertThat(slot()).isNotEmpty();
      open.setAutoCommit(false);
      statement.execute(findings(3, 10));
      sql("select pg_drop_replication_slot('tenantatlas')");
      awaitHealth(capture, "that was open before: that of the server process");
      open.commit();
      servers.awaitReady();
      isExact();
    }
  }

  @Test
  void otherServersAndEarlierStatesAreReadAnew() throws Exception {
    servers.launch();
    sql(findings(1, 50));
    ProjectorProcess capture = capture();
    try {
      servers.awaitReady();
      isExact();
      String first = history();

      copyStopped("first", "restored");
      source = start("first");
      sql(findings(2, 2000), "delete from findings where id < 20");
      isExact();
      assertThat(history()).as("only restarted").isEqualTo(first);
      capture.stop();
      source.close();
      source = start("restored");
      sql(findings(3, 9000), "update findings set severity = 'low' where id < 9");
      capture = capture();
      await().atMost(SOON).until(() -> history().equals(first + ".1"));
      isExact();

      copyStopped("restored", "standby");
      source = start("restored");
      sql(findings(1, 2000), "delete from findings where tenant_id = 3");
      isExact();
      source.close();
      Files.createFile(data("standby").resolve("standby.signal"));
      source = start("standby");
      sql("select pg_promote()", "update findings set status = 'closed' where id < 30");
      isExact();
      assertThat(history()).as("promoted").endsWith("/2");

      source.close();
      source = start("another");
      createTables();
      sql(findings(4, 30), "select pg_create_logical_replication_slot('tenantatlas', 'pgoutput')");
      String anothers = slot();
      isExact();
      sql("delete from findings where id % 3 = 0");
      isExact();
      assertThat(slot()).isEqualTo(anothers);
    } finally {
      capture.close();
    }
  }

  private EmbeddedPostgresServer start(String name) {
    var server = new EmbeddedPostgresServer(directory.resolve(name), port);
    server.start(List.of("tenant_atlas"));
    return server;
  }

  private void createTables() throws SQLException {
    SourceSchema.LARAVEL.create(url(), "postgres", "postgres");
    for (long tenant = 1; tenant <= TENANTS; tenant++) {
      sql(Tenants.insert(tenant));
    }
  }

  private Path data(String name) {
    return directory.resolve(name).resolve("data");
  }

  private void copyStopped(String from, String to) throws IOException {
    source.close();
    FileSystemUtils.copyRecursively(data(from), data(to));
    try (var all = Files.walk(data(to))) {
      for (Path each : all.toList()) { // PostgreSQL wants them to be its owner's only
        Files.setPosixFilePermissions(
            each,
            PosixFilePermissions.fromString(Files.isDirectory(each) ? "rwx------" : "rw-------"));
      }
    }
  }

  private ProjectorProcess capture() throws Exception {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> servers.readModel().close()); // and so Kafka, which is started first
    return new ProjectorProcess(
        directory,
        "capture",
        servers,
        "--atlas.projector.roles=capture",
        "--atlas.source.url=" + url());
  }

  private static void awaitHealth(ProjectorProcess capture, String reason) {
    await().atMost(SOON).untilAsserted(() -> assertThat(capture.health()).contains(reason));
  }

  /** Every tenant's open findings, at the position of now in the history of the server. */
  private void isExact() throws Exception {
    String server =
        text(
            """
            select (select system_identifier from pg_control_system()) || '/'
                || ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
            """);
    String position = text("select pg_current_wal_insert_lsn()");
    for (long tenant = 1; tenant <= TENANTS; tenant++) {
      String expected =
          text("select count(*) from findings where status = 'new' and tenant_id = " + tenant);
      long asked = tenant;
      await()
          .atMost(SOON)
          .until(() -> client.kpisOf(server, asked, position), answer -> answer.status() == 200);
      assertThat(
              client
                  .kpisOf(server, tenant, position)
                  .content()
                  .at("/dashboard/drift/open_findings/total")
                  .asString())
          .as("tenant %s at %s of %s", tenant, position, server)
          .isEqualTo(expected);
    }
  }

  private String history() throws IOException, InterruptedException {
    return Objects.requireNonNullElse(client.kpis(1).history(), "");
  }

  private String slot() throws SQLException {
    return text(
        "select string_agg(slot_name || confirmed_flush_lsn, '') from pg_replication_slots where slot_name = 'tenantatlas'");
  }

  private static String findings(long tenant, int count) {
    return """
    insert into findings (tenant_id, scope_key, severity, created_at, updated_at)
    select %s, 's', 'high', now(), now() from generate_series(1, %s)
    """
        .formatted(Long.toString(tenant), Integer.toString(count));
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:%s/tenant_atlas".formatted(Integer.toString(port));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "postgres");
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private String text(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
