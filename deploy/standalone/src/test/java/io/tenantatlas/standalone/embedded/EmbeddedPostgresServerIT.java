package io.tenantatlas.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerIT {
  private static final List<String> DATABASES = List.of("tenant_atlas", "read_model");

  private final Path home;
  private final int port = TestPorts.free();

  EmbeddedPostgresServerIT(@TempDir Path home) {
    this.home = home;
  }

  /** What the killed run is, in its own process. */
  static final class Host {
    public static void main(String[] arguments) throws InterruptedException {
      new EmbeddedPostgresServer(Path.of(arguments[0]), Integer.parseInt(arguments[1]))
          .start(DATABASES);
      System.out.println("UP");
      Thread.currentThread().join();
    }
  }

  @Test
  void dataSurvivesARestartOnAnotherPort() throws SQLException {
    try (var server = new EmbeddedPostgresServer(home, port)) {
      server.start(DATABASES);
      execute(server, "create table kept as select 42 as answer");
    }
    try (var server = new EmbeddedPostgresServer(home, TestPorts.free())) {
      assertThat(server.stopLeftover()).isFalse();
      server.start(DATABASES);
      assertThat(query(server, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void serverKeepsWhatItCommitsAndLetsChangesBeRead() throws SQLException {
    try (var server = new EmbeddedPostgresServer(home, port)) {
      server.start(DATABASES);
      assertThat(query(server, "show fsync")).isEqualTo("on");
      assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
      assertThat(query(server, "show full_page_writes")).isEqualTo("on");
      assertThat(query(server, "show wal_level")).isEqualTo("logical");
      assertThat(query(server, "show server_version_num")).startsWith("18");
    }
  }

  @Test
  void wrongPasswordIsRefused() {
    try (var server = new EmbeddedPostgresServer(home, port)) {
      server.start(DATABASES);
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(server.jdbcUrl("tenant_atlas"), "postgres", "wrong")
                      .close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void serverThatAKilledRunLeftIsStoppedAndItsDataIsThere() throws Exception {
    long orphan;
    var server = new EmbeddedPostgresServer(home, port);
    try (ChildJvm child = ChildJvm.start(Host.class, home, port)) {
      execute(server, "create table kept as select 42 as answer");
      orphan = recordedPid();
      child.kill();
    }
    assertThat(ProcessHandle.of(orphan)).as("the server outlives the run").isPresent();
    try (server) {
      assertThat(server.stopLeftover()).isTrue();
      awaitEnd(orphan);
      server.start(DATABASES);
      assertThat(query(server, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void processThatOnlyHasTheServersOldNumberIsLeftAlone() throws Exception {
    try (var server = new EmbeddedPostgresServer(home, port)) {
      server.start(DATABASES);
    }
    Files.writeString(home.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n");
    try (var server = new EmbeddedPostgresServer(home, port)) {
      assertThat(server.stopLeftover()).isFalse();
      server.start(DATABASES);
      assertThat(query(server, "select 1")).isEqualTo("1");
    }
  }

  private static void awaitEnd(long pid) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  private long recordedPid() throws IOException {
    return Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst());
  }

  private static void execute(EmbeddedPostgresServer server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedPostgresServer server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgresServer server) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl("tenant_atlas"),
        EmbeddedPostgresServer.USER,
        EmbeddedPostgresServer.PASSWORD);
  }
}
