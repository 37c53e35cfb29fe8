package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises of the rankings of rows. */
abstract class RankingsContract extends ReadModelContract {

  @Test
  void aRankingIsOrderedByInstantThenIdDescendingNullsLast() {
    in(0, t -> t.write(findings(1, 6)));
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Rank(RANKING, 1, 4, NOON),
                    new RowWrite.Rank(RANKING, 2, 4, null),
                    new RowWrite.Rank(RANKING, 3, 4, NOON.plusNanos(1000)),
                    new RowWrite.Rank(RANKING, 4, 4, NOON),
                    new RowWrite.Rank(RANKING, 5, 4, null),
                    new RowWrite.Rank(RANKING, 6, 4, NOON.minusNanos(1000)))));
    assertThat(rankedIds(0, 4, 10)).containsExactly(3L, 4L, 1L, 6L, 5L, 2L);
    assertThat(rankedIds(0, 4, 3)).containsExactly(3L, 4L, 1L);
  }

  @Test
  void aRankedRowMovesWithItsInstantAndTenant() {
    in(0, t -> t.write(findings(1, 2)));
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Rank(RANKING, 1, 4, NOON),
                    new RowWrite.Rank(RANKING, 2, 4, NOON))));
    in(0, t -> t.write(List.of(new RowWrite.Rank(RANKING, 1, 4, NOON.plusSeconds(1)))));
    assertThat(rankedIds(0, 4, 10)).containsExactly(1L, 2L);
    in(0, t -> t.write(List.of(new RowWrite.Rank(RANKING, 1, 8, NOON))));
    assertThat(rankedIds(0, 4, 10)).containsExactly(2L);
    assertThat(rankedIds(0, 8, 10)).containsExactly(1L);
  }

  @Test
  void anUnrankedRowLeavesThatRankingOnly() {
    in(
        0,
        t ->
            t.write(
                List.of(
                    put(finding(1, 4), null),
                    new RowWrite.Rank(RANKING, 1, 4, NOON),
                    new RowWrite.Rank("other", 1, 4, NOON))));
    in(0, t -> t.write(List.of(new RowWrite.Unrank(RANKING, 1), new RowWrite.Unrank("no", 1))));
    RankingHead other = new RankingHead("other", SourceTable.FINDINGS, 10);
    in(
        0,
        t ->
            assertThat(t.ranked(List.of(4L), List.of(RECENT, other)))
                .isEqualTo(Map.of(4L, Map.of("other", List.of(finding(1, 4))))));
  }

  @Test
  void rankingsOfSeveralTenantsAndTablesAreReadAtOnce() {
    RowImage item = row(SourceTable.INVENTORY_ITEMS, 1, "tenant_id", 8L);
    in(
        0,
        t ->
            t.write(
                List.of(
                    put(finding(1, 4), null),
                    put(finding(2, 8), null),
                    put(item, null),
                    new RowWrite.Rank(RANKING, 1, 4, NOON),
                    new RowWrite.Rank(RANKING, 2, 8, NOON),
                    new RowWrite.Rank("items", 1, 8, NOON))));
    RankingHead items = new RankingHead("items", SourceTable.INVENTORY_ITEMS, 1);
    in(
        0,
        t ->
            assertThat(t.ranked(List.of(4L, 8L, 12L), List.of(RECENT, items)))
                .isEqualTo(
                    Map.of(
                        4L,
                        Map.of(RANKING, List.of(finding(1, 4))),
                        8L,
                        Map.of(RANKING, List.of(finding(2, 8)), "items", List.of(item)))));
  }

  @Test
  void equalIdsInRankingsOfDifferentPartitionsDoNotMix() {
    in(0, t -> t.write(List.of(put(finding(1, 4), null), new RowWrite.Rank(RANKING, 1, 4, NOON))));
    in(1, t -> t.write(List.of(put(finding(1, 5), null), new RowWrite.Rank(RANKING, 1, 5, NOON))));
    in(1, t -> assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty());
    in(0, t -> assertThat(t.ranked(List.of(5L), List.of(RECENT))).isEmpty());
    in(1, t -> t.write(List.of(new RowWrite.Unrank(RANKING, 1))));
    assertThat(rankedIds(0, 4, 10)).containsExactly(1L);
    assertThat(rankedIds(1, 5, 10)).isEmpty();
  }

  private List<Long> rankedIds(int partition, long tenantId, int limit) {
    List<Long> ids = new ArrayList<>();
    RankingHead head = new RankingHead(RANKING, SourceTable.FINDINGS, limit);
    in(
        partition,
        t ->
            t.ranked(List.of(tenantId), List.of(head))
                .getOrDefault(tenantId, Map.of())
                .getOrDefault(RANKING, List.of())
                .forEach(row -> ids.add(row.key().id())));
    return ids;
  }
}
