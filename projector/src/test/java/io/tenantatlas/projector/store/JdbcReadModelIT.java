package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.store.ReadModel.FencedException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcReadModelIT extends ReadModelContract {

  private static final int WAIT_SECONDS_MAX = 30;

  private final EmbeddedPostgres postgres = start();
  private final DataSource database = postgres.getPostgresDatabase();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.start();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  @BeforeAll
  void migrate() {
    Flyway.configure().dataSource(database).load().migrate();
  }

  @AfterAll
  void stop() throws IOException {
    postgres.close();
  }

  @Override
  ReadModel emptyReadModel() {
    jdbc.execute("truncate partition_progress, row_state, ranking, tenant_state, document");
    return connected();
  }

  /** A read model with connections of its own, as another process has them. */
  private ReadModel connected() {
    return new JdbcReadModel(
        new JdbcTemplate(database), new TransactionTemplate(new JdbcTransactionManager(database)));
  }

  @Test
  void theSecondOfTwoOwnersWaitsForTheFirstAndIsThenFenced() throws Exception {
    ReadModel one = emptyReadModel();
    ReadModel other = connected();
    PartitionProgress start = one.open(0, 4, "definition-1", 0);
    CountDownLatch firstIsInside = new CountDownLatch(1);
    CountDownLatch secondWaits = new CountDownLatch(1);
    AtomicBoolean secondRan = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<PartitionProgress> first =
          threads.submit(
              () ->
                  one.update(
                      start,
                      transaction -> {
                        firstIsInside.countDown();
                        await(secondWaits);
                        return advanced(0);
                      }));
      await(firstIsInside);
      Future<PartitionProgress> second =
          threads.submit(
              () ->
                  other.update(
                      start,
                      transaction -> {
                        secondRan.set(true);
                        return start;
                      }));
      awaitOneThatWaitsForALock();
      secondWaits.countDown();
      assertThat(first.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(advanced(0));
      assertThatThrownBy(() -> second.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
          .hasCauseInstanceOf(FencedException.class);
    }
    assertThat(secondRan).isFalse();
    assertThat(one.open(0, 4, "definition-1", 0)).isEqualTo(advanced(0));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitOneThatWaitsForALock() {
    Awaitility.await()
        .atMost(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
        .until(
            () ->
                !jdbc.queryForList(
                        "select pid from pg_stat_activity where wait_event_type = 'Lock'",
                        Integer.class)
                    .isEmpty());
  }
}
