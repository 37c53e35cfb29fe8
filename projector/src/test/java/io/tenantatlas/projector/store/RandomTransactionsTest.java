package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.RowFixture;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same random transactions on a read model that remembers and on one that does not: every
 * answer is the same, and so is what is stored. The system property {@code transactions.count} says
 * how many, {@code transactions.seed} where they begin.
 */
class RandomTransactionsTest {

  private static final int COUNT = Integer.getInteger("transactions.count", 20_000);
  private static final long SEED =
      Long.getLong("transactions.seed", ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
  private static final int TRANSACTIONS_OF_A_SEED = 100;

  private static final int PARTITIONS = 2;
  private static final List<Long> TENANTS = LongStream.rangeClosed(1, 4).boxed().toList();
  private static final long ROWS = 30;
  private static final List<SourceTable> TABLES =
      List.of(SourceTable.FINDINGS, SourceTable.OPERATION_RUNS);
  private static final Map<String, SourceTable> RANKINGS =
      Map.of(
          "findings", SourceTable.FINDINGS,
          "high findings", SourceTable.FINDINGS,
          "runs", SourceTable.OPERATION_RUNS);
  private static final List<Long> MAX_BYTES = List.of(0L, 3_000L, 20_000L, 1_000_000L);

  private Random random = new Random(0);

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A read model with its owner's progress of each partition. */
  private static final class Owner {
    private final ReadModel readModel;
    private final List<PartitionProgress> progress = new ArrayList<>();

    Owner(ReadModel readModel) {
      this.readModel = readModel;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        progress.add(open(partition));
      }
    }

    private PartitionProgress open(int partition) {
      return readModel.open(partition, PARTITIONS, "definition-1", 0);
    }

    void reopen(int partition) {
      progress.set(partition, open(partition));
    }

    /** All answers of the transaction with this seed. */
    List<Object> run(int partition, long seed) {
      List<Object> answers = new ArrayList<>();
      try {
        progress.set(
            partition,
            readModel.update(
                progress.get(partition),
                transaction -> {
                  new RandomTransaction(new Random(seed), partition, transaction, answers).run();
                  return next(progress.get(partition));
                }));
      } catch (Crash e) {
        answers.add("crash");
        if (seed % 2 == 0) {
          reopen(partition);
        }
      }
      return answers;
    }
  }

  @Test
  void everyAnswerIsTheSame() {
    System.out.printf("%d random transactions from seed %d%n", COUNT, SEED);
    for (long seed = SEED; seed < SEED + COUNT / TRANSACTIONS_OF_A_SEED; seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                """
                seed %d: %s
                replay: ./mvnw -pl projector test -Dtest=RandomTransactionsTest -Dtransactions.seed=%d -Dtransactions.count=%d\
                """,
                seed,
                e,
                seed,
                TRANSACTIONS_OF_A_SEED),
            e);
      }
    }
  }

  private void run(long seed) {
    random = new Random(seed);
    InMemoryReadModel stored = new InMemoryReadModel();
    long maxBytes = oneOf(random, MAX_BYTES);
    RememberingReadModel tested = new RememberingReadModel(stored, maxBytes);
    Owner plain = new Owner(new InMemoryReadModel());
    Owner remembering = new Owner(tested);
    Owner behind = new Owner(stored);
    for (int i = 0; i < TRANSACTIONS_OF_A_SEED; i++) {
      int partition = random.nextInt(PARTITIONS);
      long transaction = random.nextLong();
      if (random.nextInt(12) == 0) {
        behind.reopen(partition);
        anotherOwnerWrites(partition, transaction, plain, remembering, behind);
      } else {
        assertThat(remembering.run(partition, transaction))
            .isEqualTo(plain.run(partition, transaction));
      }
      assertThat(remembering.progress).isEqualTo(plain.progress);
      assertThat(tested.rememberedBytes()).isBetween(0L, maxBytes + 10_000);
    }
  }

  /** The one that remembers does not know of it, may be fenced, and goes on from there. */
  private void anotherOwnerWrites(
      int partition, long transaction, Owner plain, Owner remembering, Owner behind) {
    PartitionProgress before = behind.progress.get(partition);
    assertThat(behind.run(partition, transaction)).isEqualTo(plain.run(partition, transaction));
    if (random.nextBoolean() && !behind.progress.get(partition).equals(before)) {
      assertThatThrownBy(() -> remembering.run(partition, transaction))
          .isInstanceOf(ReadModel.FencedException.class);
    }
    if (random.nextBoolean()) {
      remembering.reopen(partition);
    } else {
      remembering.progress.set(partition, behind.progress.get(partition));
    }
  }

  private static <T> T oneOf(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static PartitionProgress next(PartitionProgress from) {
    return new PartitionProgress(
        from.partition(),
        from.partitions(),
        from.definition(),
        from.nextOffset() + 1,
        from.source(),
        from.announced(),
        from.asOf(),
        from.atBoundary(),
        from.ready(),
        from.rebuildUntil(),
        from.snapshot(),
        from.step());
  }

  /** One transaction; the same seed and the same answers make the same calls. */
  private static final class RandomTransaction {
    private final Random random;
    private final int partition;
    private final Transaction transaction;
    private final List<Object> answers;

    RandomTransaction(Random random, int partition, Transaction transaction, List<Object> answers) {
      this.random = random;
      this.partition = partition;
      this.transaction = transaction;
      this.answers = answers;
    }

    void run() {
      int calls = random.nextInt(12);
      for (int i = 0; i < calls; i++) {
        call();
      }
      if (random.nextInt(10) == 0) {
        throw new Crash();
      }
    }

    private void call() {
      switch (random.nextInt(16)) {
        case 0, 1, 2, 3 -> write();
        case 4 -> removeSomeOf(transaction.rowsOf(table(), 1 + random.nextInt(3)));
        case 5 -> answers.add(transaction.tenants(tenants()));
        case 6, 7 -> saveTenants();
        case 8 -> answers.add(transaction.dirtyTenants());
        case 9 -> answers.add(transaction.dueTenants(Instant.EPOCH.plusSeconds(random.nextInt(6))));
        case 13, 14 -> answers.add(dueRows());
        case 15 -> answers.add(Arrays.asList(transaction.firstEdge(), transaction.firstDeadline()));
        case 10, 11 -> answers.add(transaction.heads(tenants(), heads()));
        default -> documents();
      }
    }

    /** By id, since rows of one edge come in any order. */
    private List<String> dueRows() {
      return transaction.dueRows(Instant.EPOCH.plusSeconds(random.nextInt(6)), (int) ROWS).stream()
          .map(due -> due.row().key() + " " + due.edge())
          .sorted()
          .toList();
    }

    /** Mostly as the pipeline writes: rows that were read, with all their rankings. */
    private void write() {
      List<RowKey> keys =
          random
              .longs(1 + random.nextInt(4), 1, ROWS)
              .mapToObj(id -> new RowKey(table(), id))
              .distinct()
              .toList();
      boolean unread = random.nextInt(30) == 0;
      Map<RowKey, RowImage> before = unread ? Map.of() : transaction.rows(keys);
      answers.add(before);
      List<RowWrite> writes = new ArrayList<>();
      for (RowKey key : keys) {
        RowImage row = before.get(key);
        if (row != null && random.nextInt(15) == 0) {
          writes.add(new RowWrite.Rank(ranking(key), key.id(), oneOf(random, TENANTS), instant()));
        } else if (random.nextInt(4) == 0) {
          remove(key, writes);
        } else {
          put(key, row, writes);
        }
      }
      transaction.write(writes);
    }

    private void put(RowKey key, @Nullable RowImage before, List<RowWrite> writes) {
      Long tenant = random.nextInt(12) == 0 ? null : oneOf(random, TENANTS);
      if (before != null && before.tenantId() != null && random.nextInt(4) > 0) {
        tenant = before.tenantId();
      }
      RowImage row =
          RowFixture.row(
              key.table(), key.id(), "tenant_id", tenant, "status", "" + random.nextInt(9));
      writes.add(new RowWrite.Put(row, 1, random.nextBoolean() ? null : instant()));
      for (String name : rankings(key)) {
        int choice = random.nextInt(4);
        boolean odd = random.nextInt(30) == 0;
        if (tenant != null && choice <= 1) {
          long ranked = odd ? oneOf(random, TENANTS) : tenant;
          writes.add(new RowWrite.Rank(name, key.id(), ranked, instant()));
        } else if (choice == 2
            || (!odd && (before == null || !tenant(before).equals(tenant(row))))) {
          writes.add(new RowWrite.Unrank(name, key.id()));
        }
      }
    }

    private static String tenant(RowImage row) {
      return String.valueOf(row.tenantId());
    }

    private void removeSomeOf(List<RowImage> rows) {
      List<RowWrite> writes = new ArrayList<>();
      rows.forEach(row -> remove(row.key(), writes));
      transaction.write(writes);
    }

    private static void remove(RowKey key, List<RowWrite> writes) {
      writes.add(new RowWrite.Remove(key));
      rankings(key).forEach(name -> writes.add(new RowWrite.Unrank(name, key.id())));
    }

    private static List<String> rankings(RowKey key) {
      return RANKINGS.keySet().stream()
          .filter(name -> RANKINGS.get(name) == key.table())
          .sorted()
          .toList();
    }

    private String ranking(RowKey key) {
      return oneOf(random, rankings(key));
    }

    private void saveTenants() {
      List<TenantState> states = new ArrayList<>();
      for (long id : tenants()) {
        Map<String, Long> sums = random.nextBoolean() ? Map.of() : Map.of("a", random.nextLong(3));
        Instant deadline = random.nextBoolean() ? null : instant();
        states.add(new TenantState(id, sums, false, random.nextBoolean(), deadline));
      }
      transaction.saveTenants(states);
    }

    private void documents() {
      List<Long> ids = tenants();
      answers.add(Set.copyOf(transaction.documents(ids)));
      List<StoredDocument> changed = new ArrayList<>();
      for (long id : ids) {
        if (random.nextBoolean()) {
          String content = random.nextInt(4) == 0 ? null : "{\"n\":" + random.nextLong() + "}";
          String kind = random.nextBoolean() ? "kpi" : "badge";
          changed.add(new StoredDocument(id, kind, random.nextLong(99), Instant.EPOCH, content));
        }
      }
      transaction.saveDocuments(changed);
    }

    /** Of this partition, some or all. */
    private List<Long> tenants() {
      boolean all = random.nextInt(4) == 0;
      return TENANTS.stream()
          .filter(id -> all || random.nextInt(2) == 0)
          .filter(id -> id % PARTITIONS == partition || random.nextInt(9) == 0)
          .toList();
    }

    private List<RankingHead> heads() {
      return RANKINGS.keySet().stream()
          .sorted()
          .filter(name -> random.nextInt(4) > 0)
          .map(name -> new RankingHead(name, tableOf(name), random.nextInt(9) == 0 ? 3 : 2))
          .toList();
    }

    private static SourceTable tableOf(String ranking) {
      return RANKINGS.getOrDefault(ranking, SourceTable.FINDINGS);
    }

    private SourceTable table() {
      return oneOf(random, TABLES);
    }

    private @Nullable Instant instant() {
      return random.nextInt(6) == 0 ? null : Instant.EPOCH.plusSeconds(random.nextInt(5));
    }
  }
}
