package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/** Another server, or an earlier state of it, stands where the source was. */
@Timeout(180)
class SourceHistoryIT {

  private static final String SCHEMA = "app";
  private static final String SLOT = "atlas";

  private final Path files;
  private final Path copy;
  private final int port;
  private SourceDatabase source;
  private final CapturedSource captured;

  SourceHistoryIT(@TempDir Path directory) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    files = directory.resolve("source");
    copy = directory.resolve("copy");
    source = SourceDatabase.at(files, port);
    source.schema(SCHEMA);
    captured =
        new CapturedSource(
            new JdbcTemplate(new DriverManagerDataSource(url(), "postgres", "")),
            new SourceSettings(url(), SCHEMA, "postgres", "", Duration.ofSeconds(10)),
            SLOT);
  }

  @BeforeEach
  void start() {
    captured.sql(
        "insert into tenants (id, name, status) select n, 'Tenant ' || n, 'active' from generate_series(1, 9) n",
        "insert into findings (id, tenant_id, severity, status) select n, n % 9, 'high', 'new' from generate_series(1, 50) n");
    captured.start().isExact();
  }

  @AfterEach
  void stop() throws IOException {
    captured.close();
    source.close();
  }

  @Test
  void aServerThatWasRestartedGoesOnWithoutBeingReadAgain() throws IOException {
    CaptureState before = captured.state();
    for (boolean captureRuns : new boolean[] {true, false}) {
      if (!captureRuns) {
        captured.stop();
      }
      source.close();
      source = SourceDatabase.at(files, port);
      captured.sql("update findings set status = 'closed' where id < 9");
      if (!captureRuns) {
        captured.start();
      }
      captured.isExact();
    }
    assertThat(captured.state().history()).isEqualTo(before.history());
    assertThat(captured.state().generation()).isEqualTo(before.generation());
  }

  /**
   * While a transaction is open the server does not save what the slot has confirmed, so after a
   * crash it has confirmed less than capture has written. It is known again by what it gives.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aServerThatCrashedGoesOnWithoutBeingReadAgain(boolean atACommit) throws Exception {
    CaptureState before = captured.state();
    try (Connection open = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("create table other (id int)");
      captured.sql("update findings set status = 'closed' where id < 9");
      captured.isExact();
      stopCaptureAt(atACommit);
      crash();
    }
    source = SourceDatabase.at(files, port);
    assertThat(SourcePosition.parse(confirmed())).isLessThan(captured.marked());
    captured.sql("update findings set status = 'open' where id < 5");
    captured.start().isExact();
    assertThat(captured.state().history()).isEqualTo(before.history());
    assertThat(captured.state().generation()).isEqualTo(before.generation());
  }

  @Test
  void aStandbyThatLacksTheLastCommitsIsReadAnewWhenItIsPromoted() throws IOException {
    SourceHistory before = captured.state().history();
    copyAndGoOn();
    Files.createFile(copy.resolve("standby.signal"));
    replaceBy(copy);
    source.jdbc().execute("select pg_promote()");
    captured.sql("update findings set status = 'closed' where id = 1");
    awaitAnother(before);
    captured.isExact();
    assertThat(captured.state().history().text()).isEqualTo(system(before) + "/2");
    captured.sql("delete from findings where id = 2");
    captured.isExact();
  }

  @Test
  void aServerThatIsRestoredFromACopyIsReadAnew() throws IOException {
    SourceHistory before = captured.state().history();
    copyAndGoOn();
    replaceBy(copy);
    awaitAnother(before);
    captured.isExact();
    assertThat(captured.state().history().text()).isEqualTo(before.text() + ".1");
    captured.sql("delete from findings where id = 2");
    captured.isExact();
  }

  /** Identifier, timeline and slot are as before, and the log is longer. */
  @Test
  void aRestoredServerWhoseLogHasComeFurtherMeanwhileIsReadAnew() throws IOException {
    SourceHistory before = captured.state().history();
    copyAndGoOn();
    captured.stop();
    replaceBy(copy);
    captured.sql(
        "update findings set status = 'restored' where id = 7",
        "insert into findings (id, tenant_id) select n, 1 from generate_series(100, 20000) n");
    assertThat(captured.now()).isGreaterThan(captured.marked());
    captured.start();
    awaitAnother(before);
    captured.isExact();
    assertThat(captured.state().history().text()).isEqualTo(before.text() + ".1");
  }

  @Test
  void aSourceThatTakesAnothersPlaceIsReadAnewAndItsSlotOfOurNameIsLeftAlone() throws IOException {
    SourceHistory before = captured.state().history();
    source.close();
    source = SourceDatabase.at(copy, port);
    source.schema(SCHEMA);
    captured.sql(
        "insert into tenants (id, name) values (1, 'another')",
        "select pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
    String confirmed = confirmed();
    awaitAnother(before);
    captured.isExact();
    captured.sql("insert into findings (id, tenant_id) values (7, 1)");
    captured.isExact();
    assertThat(captured.state().slot()).startsWith(SLOT + "_").isNotEqualTo(SLOT);
    assertThat(confirmed()).isEqualTo(confirmed);
  }

  private String url() {
    return "jdbc:postgresql://localhost:%s/postgres".formatted(port);
  }

  private String confirmed() {
    return String.valueOf(
        source
            .jdbc()
            .queryForObject(
                "select confirmed_flush_lsn::text from pg_replication_slots where slot_name = '%s'"
                    .formatted(SLOT),
                String.class));
  }

  private static String system(SourceHistory history) {
    return history.text().split("/", 2)[0];
  }

  private void awaitAnother(SourceHistory before) {
    Awaitility.await()
        .atMost(CapturedSource.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(captured.state().history()).isNotEqualTo(before);
              assertThat(captured.state().resumeAt()).isNotNull();
            });
  }

  /** Stops capture where a commit, or a heartbeat, stands at its position. */
  private void stopCaptureAt(boolean commit) throws InterruptedException {
    do {
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (commit && !Thread.currentThread().isInterrupted()) {
                      captured.sql("update findings set severity = 'low' where id = 50");
                    }
                  });
      captured.isMarked();
      captured.stop();
      writer.interrupt();
      writer.join();
    } while (captured.state().landmark().heartbeat() == commit && captured.start() != null);
  }

  private void crash() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(files.resolve("postmaster.pid")).getFirst());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start();
    server.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    source.close();
  }

  /**
   * Copies the server's files, and makes changes that the copy lacks; the server is stopped then.
   */
  private void copyAndGoOn() throws IOException {
    stopAndCopy();
    source = SourceDatabase.at(files, port);
    captured.sql(
        "insert into findings (id, tenant_id) select n, 1 from generate_series(100, 3000) n",
        "delete from findings where id < 20");
    captured.isExact();
    source.close();
  }

  private void stopAndCopy() throws IOException {
    source.close();
    FileSystemUtils.copyRecursively(files, copy);
    allowOwnerOnly(copy);
  }

  /** PostgreSQL wants it so. */
  private static void allowOwnerOnly(Path at) throws IOException {
    try (var all = Files.walk(at)) {
      for (Path each : all.toList()) {
        Files.setPosixFilePermissions(
            each,
            PosixFilePermissions.fromString(Files.isDirectory(each) ? "rwx------" : "rw-------"));
      }
    }
  }

  private void replaceBy(Path other) {
    source = SourceDatabase.at(other, port);
  }
}
