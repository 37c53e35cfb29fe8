package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.FencedException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The read model in PostgreSQL keeps every {@link ReadModelContract}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcReadModelIT {

  private static final int WAIT_SECONDS_MAX = 30;

  private final ReadModelDatabase database = ReadModelDatabase.start();

  @AfterAll
  void stop() throws IOException {
    database.close();
  }

  /** What is tested, over what is stored in PostgreSQL. */
  ReadModel over(ReadModel stored) {
    return stored;
  }

  private ReadModel emptyReadModel() {
    database.empty();
    return over(database.connected());
  }

  @Test
  void theSecondOfTwoOwnersWaitsForTheFirstAndIsThenFenced() throws Exception {
    ReadModel one = emptyReadModel();
    ReadModel other = over(database.connected());
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
                        return ReadModelContract.advanced(0);
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
      assertThat(first.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
          .isEqualTo(ReadModelContract.advanced(0));
      assertThatThrownBy(() -> second.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
          .hasCauseInstanceOf(FencedException.class);
    }
    assertThat(secondRan).isFalse();
    assertThat(one.open(0, 4, "definition-1", 0)).isEqualTo(ReadModelContract.advanced(0));
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
                !database
                    .jdbc()
                    .queryForList(
                        "select pid from pg_stat_activity where wait_event_type = 'Lock'",
                        Integer.class)
                    .isEmpty());
  }

  @Nested
  class Open extends OpenContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class Update extends UpdateContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class Rows extends RowsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class Rankings extends RankingsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class RankedBehind extends RankedBehindContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class Tenants extends TenantsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class Documents extends DocumentsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }

    @Override
    @Nullable String reference(String name) {
      return database.reference(name);
    }
  }

  @Nested
  class ToPublish extends PublicationsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }

    @Override
    Publications publications() {
      return database.publications();
    }
  }

  @Nested
  class Sessions extends SessionsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }

  @Nested
  class Items extends ItemsContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }

    @Override
    List<StoredSource> sources(long tenantId) {
      return new LinkTables(database.jdbc()).sources(tenantId);
    }
  }

  @Nested
  class Edges extends LinksContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }

    @Override
    List<StoredLink> served(long tenantId) {
      return new LinkTables(database.jdbc()).served(tenantId);
    }

    @Override
    Map<StoredLink.Key, Boolean> removed(int partition, long step) {
      return new LinkTables(database.jdbc()).removed(partition, step);
    }
  }

  @Test
  void besideTheProgressAreTheTenantsWhoseDocumentsLackAParkedRecord() {
    ReadModel readModel = emptyReadModel();
    PartitionProgress start = readModel.open(0, 4, "definition-1", 0);
    RowKey row = new RowKey(SourceTable.FINDINGS, 1);
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    PartitionProgress parked =
        readModel.update(
            start,
            transaction -> {
              transaction.park(
                  List.of(
                      new ParkedRecord(1, row, 4L, 1, "no", now),
                      new ParkedRecord(2, row, 4L, 1, "no", now),
                      new ParkedRecord(3, null, null, 1, "no", now)));
              return start;
            });
    assertThat(degraded()).isEqualTo("{-1,4}");
    readModel.update(
        parked,
        transaction -> {
          transaction.unpark(List.of(1L, 3L));
          return parked;
        });
    assertThat(degraded()).isEqualTo("{4}");
  }

  private @Nullable String degraded() {
    return database
        .jdbc()
        .queryForObject(
            "select degraded::text from partition_progress where partition = 0", String.class);
  }

  @Nested
  class ToMend extends ParkedContract {
    @Override
    ReadModel emptyReadModel() {
      return JdbcReadModelIT.this.emptyReadModel();
    }
  }
}
