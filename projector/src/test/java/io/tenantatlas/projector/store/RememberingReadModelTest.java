package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.ReadModelContract.NOON;
import static io.tenantatlas.projector.store.ReadModelContract.RANKING;
import static io.tenantatlas.projector.store.ReadModelContract.RECENT;
import static io.tenantatlas.projector.store.ReadModelContract.finding;
import static io.tenantatlas.projector.store.ReadModelContract.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A read model that remembers keeps every {@link ReadModelContract}, and reads nothing again that
 * it knows.
 */
class RememberingReadModelTest extends InMemoryReadModelTest {

  private static final long MAX_BYTES = 1_000_000;
  private static final RankingHead FIRST_TWO = new RankingHead(RANKING, SourceTable.FINDINGS, 2);

  private final CountingReadModel stored = new CountingReadModel(new InMemoryReadModel());
  private final RememberingReadModel readModel = new RememberingReadModel(stored, MAX_BYTES);
  private PartitionProgress progress = readModel.open(0, 4, "definition-1", 0);

  @Override
  ReadModel over(InMemoryReadModel inMemory) {
    return new RememberingReadModel(inMemory, MAX_BYTES);
  }

  private void in(Consumer<Transaction> work) {
    progress =
        readModel.update(
            progress,
            transaction -> {
              work.accept(transaction);
              return progress;
            });
  }

  private static void readTenant(Transaction transaction) {
    transaction.tenants(List.of(4L));
    transaction.heads(List.of(4L), List.of(RECENT));
    transaction.documents(List.of(4L));
  }

  private static void rank(Transaction transaction, long id) {
    transaction.rows(List.of(finding(id, 4).key()));
    transaction.write(
        List.of(put(finding(id, 4), null), new RowWrite.Rank(RANKING, id, 4, NOON.plusMillis(id))));
  }

  @Test
  void whatOneTransactionReadTheNextDoesNotReadAgain() {
    in(RememberingReadModelTest::readTenant);
    assertThat(stored.calls()).isEqualTo(Map.of("tenants", 1, "heads", 1, "documents", 1));
    in(RememberingReadModelTest::readTenant);
    assertThat(stored.calls()).isEmpty();
  }

  @Test
  void aRankingFollowsWhatIsWritten() {
    in(RememberingReadModelTest::readTenant);
    in(t -> rank(t, 1));
    stored.calls();
    in(
        t ->
            assertThat(t.ranked(List.of(4L), List.of(RECENT)))
                .isEqualTo(Map.of(4L, Map.of(RANKING, List.of(finding(1, 4))))));
    assertThat(stored.calls()).isEmpty();
  }

  @Test
  void aRowThatLeavesAFullRankingMakesThatOneReadAgain() {
    in(
        t -> {
          rank(t, 1);
          rank(t, 2);
          rank(t, 3);
          t.heads(List.of(4L), List.of(FIRST_TWO));
        });
    in(
        t -> {
          t.rows(List.of(finding(3, 4).key()));
          t.write(
              List.of(new RowWrite.Remove(finding(3, 4).key()), new RowWrite.Unrank(RANKING, 3)));
        });
    stored.calls();
    in(
        t ->
            assertThat(t.ranked(List.of(4L), List.of(FIRST_TWO)))
                .isEqualTo(Map.of(4L, Map.of(RANKING, List.of(finding(2, 4), finding(1, 4))))));
    assertThat(stored.calls()).isEqualTo(Map.of("heads", 1));
  }

  @Test
  void aStateIsWrittenOnceInATransactionAndNotWhenItIsStoredAlready() {
    TenantState last = new TenantState(4, Map.of("a", 2L), false, false, NOON);
    in(
        t -> {
          t.saveTenants(List.of(new TenantState(4, Map.of("a", 1L), false, true, null)));
          t.saveTenants(List.of(last));
          assertThat(t.tenants(List.of(4L))).isEqualTo(Map.of(4L, last));
        });
    assertThat(stored.calls()).isEqualTo(Map.of("saveTenants", 1));
    in(t -> t.saveTenants(List.of(last)));
    assertThat(stored.calls()).isEmpty();
  }

  @Test
  void whatAFailedTransactionDidIsNotRemembered() {
    in(RememberingReadModelTest::readTenant);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                in(
                    t -> {
                      rank(t, 1);
                      t.saveTenants(List.of(TenantState.empty(4)));
                      throw new IllegalStateException("crash");
                    }));
    stored.calls();
    in(
        t -> {
          readTenant(t);
          assertThat(t.tenants(List.of(4L))).isEmpty();
          assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty();
        });
    assertThat(stored.calls()).isEqualTo(Map.of("tenants", 1, "heads", 1, "documents", 1));
  }

  @Test
  void anOpenedPartitionIsReadAgainAndOthersAreNot() {
    in(RememberingReadModelTest::readTenant);
    stored.calls();
    readModel.open(1, 4, "definition-1", 0);
    in(RememberingReadModelTest::readTenant);
    assertThat(stored.calls()).isEmpty();
    progress = readModel.open(0, 4, "definition-1", 0);
    in(RememberingReadModelTest::readTenant);
    assertThat(stored.calls()).isEqualTo(Map.of("tenants", 1, "heads", 1, "documents", 1));
  }

  @Test
  void whatWasNotUsedForTheLongestTimeIsForgottenFirst() {
    in(t -> t.tenants(List.of(4L)));
    long ofOne = readModel.rememberedBytes();
    RememberingReadModel small = new RememberingReadModel(stored, 2 * ofOne);
    progress = small.open(0, 4, "definition-1", 0);
    stored.calls();
    PartitionProgress start = progress;
    small.update(
        start,
        t -> {
          t.tenants(List.of(4L, 8L));
          t.tenants(List.of(4L));
          t.tenants(List.of(12L));
          t.tenants(List.of(4L, 12L));
          assertThat(stored.calls()).isEqualTo(Map.of("tenants", 2));
          t.tenants(List.of(8L));
          assertThat(stored.calls()).isEqualTo(Map.of("tenants", 1));
          return start;
        });
    assertThat(small.rememberedBytes()).isEqualTo(2 * ofOne);
  }
}
