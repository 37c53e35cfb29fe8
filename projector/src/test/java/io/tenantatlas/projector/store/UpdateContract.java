package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.FencedException;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankPlace;
import io.tenantatlas.projector.store.ReadModel.Update;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a transaction promises: all or nothing, and only for the owner. */
abstract class UpdateContract extends ReadModelContract {

  @Test
  void updateStoresTheProgressThatTheWorkReturns() {
    PartitionProgress returned = readModel().update(open(0), transaction -> advanced(0));
    assertThat(returned).isEqualTo(advanced(0));
    assertThat(open(0)).isEqualTo(advanced(0));
  }

  @Test
  void workThatThrowsStoresNothing() {
    PartitionProgress start = open(0);
    in(0, t -> t.write(List.of(put(finding(1, 4), null))));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                readModel()
                    .update(
                        start,
                        t -> {
                          writeSomethingOfEverything(t);
                          throw new IllegalStateException("crash");
                        }));
    assertThat(open(0)).isEqualTo(start);
    in(0, UpdateContract::assertOnlyTheFirstFinding);
  }

  @Test
  void anOwnerWithStaleProgressIsFencedAndStoresNothing() {
    PartitionProgress stale = open(0);
    in(0, t -> t.write(List.of(put(finding(1, 4), null))));
    PartitionProgress current = readModel().update(stale, transaction -> advanced(0));
    assertThatExceptionOfType(FencedException.class)
        .isThrownBy(
            () ->
                readModel()
                    .update(
                        stale,
                        t -> {
                          writeSomethingOfEverything(t);
                          return stale;
                        }));
    assertThat(open(0)).isEqualTo(current);
    in(0, UpdateContract::assertOnlyTheFirstFinding);
  }

  @Test
  void aPartitionThatWasNeverOpenedIsFenced() {
    PartitionProgress never = PartitionProgress.initial(2, PARTITIONS, DEFINITION, 0);
    assertThatExceptionOfType(FencedException.class)
        .isThrownBy(() -> readModel().update(never, transaction -> never));
  }

  @Test
  void partitionsMoveIndependently() {
    PartitionProgress zero = open(0);
    readModel().update(open(1), transaction -> advanced(1));
    assertThat(readModel().update(zero, transaction -> advanced(0))).isEqualTo(advanced(0));
  }

  @Test
  void partitionsThatAreUpdatedTogetherMoveTogether() {
    PartitionProgress zero = open(0);
    PartitionProgress one = open(1);
    List<PartitionProgress> reached =
        readModel()
            .update(
                List.of(
                    new Update(one, t -> changed(t, 5, advanced(1))),
                    new Update(zero, t -> changed(t, 4, advanced(0)))));
    assertThat(reached).containsExactly(open(1), open(0));
    assertThat(reached).extracting(PartitionProgress::nextOffset).containsExactly(10L, 10L);
    assertThat(reached).extracting(PartitionProgress::step).containsExactly(1L, 1L);
  }

  @Test
  void whenOneOfThePartitionsIsFencedNoneOfThemMoves() {
    PartitionProgress zero = open(0);
    PartitionProgress stale = open(1);
    PartitionProgress current = readModel().update(stale, transaction -> advanced(1));
    assertThatExceptionOfType(FencedException.class)
        .isThrownBy(
            () ->
                readModel()
                    .update(
                        List.of(
                            new Update(zero, t -> changed(t, 4, advanced(0))),
                            new Update(stale, t -> changed(t, 5, advanced(1))))))
        .withMessageContaining("partition 1");
    assertThat(open(0)).isEqualTo(zero);
    assertThat(open(1)).isEqualTo(current);
    in(0, t -> assertThat(t.documents(List.of(4L))).isEmpty());
  }

  private static PartitionProgress changed(Transaction t, long tenant, PartitionProgress reached) {
    t.saveDocuments(List.of(document(tenant, KPI, 1)));
    return reached;
  }

  @Test
  void aTransactionSeesItsOwnWrites() {
    in(
        0,
        t -> {
          writeSomethingOfEverything(t);
          assertThat(t.rows(List.of(finding(2, 4).key())))
              .containsExactly(Map.entry(finding(2, 4).key(), finding(2, 4)));
          assertThat(t.dueRows(NOON.plusMillis(1), 10)).hasSize(1);
          assertThat(t.ranked(List.of(4L), List.of(RECENT)))
              .isEqualTo(Map.of(4L, Map.of(RANKING, List.of(finding(2, 4)))));
          assertThat(t.dirtyTenants()).containsExactly(4L);
          assertThat(t.documents(List.of(4L))).containsExactly(document(4, KPI, 1));
          assertThat(t.sessions(List.of(1L))).isEqualTo(Map.of(1L, session(1)));
          assertThat(t.sessionsOf(List.of(30L), List.of())).containsExactly(1L);
          RankPlace ahead = new RankPlace(4, NOON, 3);
          assertThat(t.rankedBehind(RANKING, SourceTable.FINDINGS, List.of(ahead)))
              .isEqualTo(Map.of(3L, finding(2, 4)));
        });
  }

  @Test
  void nothingIsAskedForAndNothingIsFound() {
    in(
        0,
        t -> {
          writeSomethingOfEverything(t);
          t.write(List.of());
          t.saveTenants(List.of());
          t.saveDocuments(List.of());
          t.saveSessions(List.of());
          assertThat(t.rows(List.of())).isEmpty();
          assertThat(t.tenants(List.of())).isEmpty();
          assertThat(t.ranked(List.of(), List.of(RECENT))).isEmpty();
          assertThat(t.ranked(List.of(4L), List.of())).isEmpty();
          assertThat(t.rankedBehind(RANKING, SourceTable.FINDINGS, List.of())).isEmpty();
          assertThat(t.documents(List.of())).isEmpty();
          assertThat(t.sessions(List.of())).isEmpty();
          assertThat(t.sessionsOf(List.of(), List.of())).isEmpty();
        });
  }

  private static void writeSomethingOfEverything(Transaction t) {
    t.write(
        List.of(
            new RowWrite.Remove(finding(1, 4).key()),
            put(finding(2, 4), NOON),
            new RowWrite.Rank(RANKING, 2, 4, NOON)));
    t.saveTenants(List.of(new TenantState(4, Map.of("a", 1L), false, true, NOON)));
    t.saveDocuments(List.of(document(4, KPI, 1)));
    t.saveSessions(List.of(session(1)));
  }

  private static void assertOnlyTheFirstFinding(Transaction t) {
    assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).containsExactly(finding(1, 4));
    assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty();
    assertThat(t.tenants(List.of(4L))).isEmpty();
    assertThat(t.documents(List.of(4L))).isEmpty();
    assertThat(t.sessions(List.of(1L))).isEmpty();
  }
}
