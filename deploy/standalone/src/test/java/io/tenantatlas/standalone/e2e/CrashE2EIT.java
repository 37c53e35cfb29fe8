package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole standalone is killed while changes stream and while the first snapshot is read, and is
 * started again: nothing is lost, nothing is counted twice, no version falls. Replay with {@code
 * -Dcrash.seed=…}; {@code -Dcrash.kills} sets how often.
 */
class CrashE2EIT {

  private static final long SEED = Long.getLong("crash.seed", new Random().nextLong(1_000_000_000));
  private static final int KILLS = Integer.getInteger("crash.kills", 1);
  private static final Tenants TENANTS = Tenants.of(8);

  @Test
  void killedAtAnyMomentItLosesAndDoublesNothing(@TempDir Path directory) throws Exception {
    Random random = new Random(SEED);
    try (StandaloneProcess standalone = new StandaloneProcess(directory)) {
      standalone.start();
      insertTenants(standalone);
      long snapshot = snapshot(standalone);
      Exactness exactness = new Exactness(standalone);
      exactness.change(SEED, 2, 300, TENANTS, 150);
      assertThat(exactness.differences(TENANTS)).as("before, seed %d", SEED).isEmpty();
      for (int kill = 1; kill <= KILLS; kill++) {
        long seed = SEED + kill;
        long version = new ApiClient(standalone.address()).kpis(1).version();
        CompletableFuture<Void> writing = writeInBackground(exactness, seed);
        killAfterSomeCommits(standalone, 100 + random.nextInt(400));
        writing.join();
        standalone.start();
        assertThat(exactness.differences(TENANTS))
            .as("after kill %d, replay with -Dcrash.seed=%d", kill, SEED)
            .isEmpty();
        assertThat(exactness.topicDifferences()).as("the topic, seed %d", SEED).isEmpty();
        assertThat(new DocumentTopics(standalone).differences(TENANTS))
            .as("the topics of documents, seed %d", SEED)
            .isEmpty();
        exactness.change(seed * 7, 2, 200, TENANTS, 150);
        assertThat(exactness.differences(TENANTS)).as("later, seed %d", SEED).isEmpty();
        assertThat(new ApiClient(standalone.address()).kpis(1).version())
            .isGreaterThanOrEqualTo(version);
      }
      assertThat(snapshot(standalone)).as("the snapshot was read once").isEqualTo(snapshot);
    }
  }

  @Test
  void killedWhileTheFirstSnapshotIsReadItReadsItAnew(@TempDir Path directory) throws Exception {
    try (StandaloneProcess standalone =
        new StandaloneProcess(directory, "--atlas.projector.roles=project")) {
      standalone.launch();
      awaitSourceAndFill(standalone);
      standalone.stop();
    }
    try (StandaloneProcess standalone = new StandaloneProcess(directory)) {
      standalone.launch();
      awaitRowsApplied(standalone);
      standalone.kill();
      Duration ready = standalone.start();
      assertThat(ready).isLessThan(Duration.ofMinutes(2));
      assertThat(new Exactness(standalone).differences(TENANTS)).isEmpty();
    }
  }

  @Test
  void stoppedAndStartedAgainItDoesNotReadTheSnapshotAgain(@TempDir Path directory)
      throws Exception {
    try (StandaloneProcess standalone = new StandaloneProcess(directory)) {
      standalone.start();
      insertTenants(standalone);
      long snapshot = snapshot(standalone);
      Exactness exactness = new Exactness(standalone);
      exactness.change(SEED, 2, 200, TENANTS, 100);
      assertThat(exactness.differences(TENANTS)).isEmpty();
      assertThat(standalone.stop()).as("stops").isLessThan(Duration.ofSeconds(10));
      Duration ready = standalone.start();
      System.out.println("READY again after " + ready.toMillis() + " ms");
      assertThat(snapshot(standalone)).isEqualTo(snapshot);
      assertThat(exactness.differences(TENANTS)).isEmpty();
    }
  }

  @Test
  void aReplicationSlotThatIsGoneIsNoticedAndEverythingIsReadAnew(@TempDir Path directory)
      throws Exception {
    try (StandaloneProcess standalone = new StandaloneProcess(directory)) {
      standalone.start();
      insertTenants(standalone);
      Exactness exactness = new Exactness(standalone);
      exactness.change(SEED, 2, 300, TENANTS, 100);
      assertThat(exactness.differences(TENANTS)).isEmpty();
      long snapshot = snapshot(standalone);
      dropSlot(standalone);
      try (Connection source = standalone.source();
          Statement statement = source.createStatement()) {
        statement.execute("delete from findings where id % 2 = 0");
        statement.execute("update operation_runs set tenant_id = 1 + id % 8");
      }
      assertThat(exactness.differences(TENANTS)).as("seed %d", SEED).isEmpty();
      assertThat(snapshot(standalone)).isGreaterThan(snapshot);
      assertThat(standalone.output()).anyMatch(line -> line.contains("Everything is read again"));
    }
  }

  private static void dropSlot(StandaloneProcess standalone) throws Exception {
    retry(
        () -> {
          try (Connection source = standalone.source();
              Statement statement = source.createStatement()) {
            statement.execute(
                "select pg_terminate_backend(active_pid) from pg_replication_slots where active");
            statement.execute(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots");
            return true;
          }
        });
  }

  private static CompletableFuture<Void> writeInBackground(Exactness exactness, long seed) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            exactness.change(seed, 3, 100_000, TENANTS, 150);
          } catch (Exception e) {
            // The database goes away under the writers, which is how they end.
            System.out.println("Writers ended: " + e.getMessage());
          }
        });
  }

  /**
   * Kills the process (PostgreSQL and the writers live on for the moment) and then PostgreSQL's
   * clients.
   */
  private static void killAfterSomeCommits(StandaloneProcess standalone, long commits)
      throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      long begin = commits(statement);
      while (commits(statement) < begin + commits) {
        Thread.onSpinWait();
      }
      standalone.kill();
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
    }
  }

  private static long commits(Statement statement) throws Exception {
    try (ResultSet rows =
        statement.executeQuery(
            "select xact_commit from pg_stat_database where datname = current_database()")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The newest snapshot's number. */
  private static long snapshot(StandaloneProcess standalone) throws Exception {
    try (Connection readModel = standalone.readModel();
        Statement statement = readModel.createStatement();
        ResultSet rows = statement.executeQuery("select max(generation) from partition_progress")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void insertTenants(StandaloneProcess standalone) throws SQLException {
    try (Connection source = standalone.source()) {
      TENANTS.insert(source);
    }
  }

  private static void awaitSourceAndFill(StandaloneProcess standalone) throws Exception {
    retry(
        () -> {
          insertTenants(standalone);
          try (Connection source = standalone.source();
              Statement statement = source.createStatement()) {
            statement.execute(
                "insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at)"
                    + " select 1 + i % 8, 's', 'high', 'open', now() at time zone 'UTC',"
                    + " now() at time zone 'UTC' from generate_series(1, 60000) i");
            return true;
          }
        });
  }

  private static void awaitRowsApplied(StandaloneProcess standalone) throws Exception {
    retry(
        () -> {
          try (Connection readModel = standalone.readModel();
              Statement statement = readModel.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "select sum(snapshot_applied) > 2000 from partition_progress")) {
            return rows.next() && rows.getBoolean(1);
          }
        });
  }

  private interface Attempt {
    boolean succeeds() throws Exception;
  }

  /** Tries until it succeeds; the server may not be there yet. */
  private static void retry(Attempt attempt) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    Exception last = null;
    while (System.nanoTime() < deadline) {
      try {
        if (attempt.succeeds()) {
          return;
        }
      } catch (SQLException e) {
        last = e;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("not in time", last);
  }
}
