package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankPlace;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises of the row that comes next behind a place in a ranking. */
abstract class RankedBehindContract extends ReadModelContract {

  private static final Instant EARLIER = NOON.minusNanos(1000);
  private static final Instant LATER = NOON.plusNanos(1000);

  /** In order: 5 (later), 4 and 2 (noon), 6 (earlier), 3 and 1 (null). */
  private void rankSixFindings() {
    in(0, t -> t.write(findings(1, 6)));
    in(
        0,
        t ->
            t.write(
                List.of(
                    rank(1, null),
                    rank(2, NOON),
                    rank(3, null),
                    rank(4, NOON),
                    rank(5, LATER),
                    rank(6, EARLIER))));
  }

  @Test
  void behindEveryRankedRowComesTheNextOne() {
    rankSixFindings();
    assertThat(behind(place(5, LATER))).isEqualTo(4);
    assertThat(behind(place(4, NOON))).isEqualTo(2);
    assertThat(behind(place(2, NOON))).isEqualTo(6);
    assertThat(behind(place(6, EARLIER))).isEqualTo(3);
    assertThat(behind(place(3, null))).isEqualTo(1);
    assertThat(behind(place(1, null))).isNull();
  }

  @Test
  void aPlaceNeedNotBeInTheRanking() {
    rankSixFindings();
    assertThat(behind(place(99, LATER.plusSeconds(1)))).isEqualTo(5);
    assertThat(behind(place(99, LATER))).isEqualTo(5);
    assertThat(behind(place(0, LATER))).isEqualTo(4);
    assertThat(behind(place(99, NOON))).isEqualTo(4);
    assertThat(behind(place(3, NOON))).isEqualTo(2);
    assertThat(behind(place(0, EARLIER))).isEqualTo(3);
    assertThat(behind(place(99, Instant.EPOCH))).isEqualTo(3);
    assertThat(behind(place(0, Instant.EPOCH))).isEqualTo(3);
  }

  @Test
  void aPlaceWithoutAnInstantIsBehindAllThatHaveOne() {
    rankSixFindings();
    assertThat(behind(place(Long.MAX_VALUE, null))).isEqualTo(3);
    assertThat(behind(place(2, null))).isEqualTo(1);
    assertThat(behind(place(0, null))).isNull();
    assertThat(behind(place(Long.MIN_VALUE, null))).isNull();
  }

  @Test
  void aPlaceWithoutAnInstantHasNothingBehindItWhereAllHaveOne() {
    in(0, t -> t.write(findings(1, 1)));
    in(0, t -> t.write(List.of(rank(1, NOON))));
    assertThat(behind(place(99, null))).isNull();
    assertThat(behind(place(99, NOON))).isEqualTo(1);
  }

  @Test
  void severalPlacesOfSeveralTenantsAreLookedUpAtOnce() {
    rankSixFindings();
    in(
        0,
        t ->
            t.write(
                List.of(put(finding(17, 8), null), new RowWrite.Rank(RANKING, 17, 8, EARLIER))));
    RankPlace other = new RankPlace(8, NOON, 18);
    RankPlace last = new RankPlace(8, EARLIER, 17);
    in(
        0,
        t ->
            assertThat(
                    t.rankedBehind(
                        RANKING,
                        SourceTable.FINDINGS,
                        List.of(place(5, LATER), place(2, NOON), place(1, null), other, last)))
                .isEqualTo(Map.of(5L, finding(4, 4), 2L, finding(6, 4), 18L, finding(17, 8))));
  }

  @Test
  void otherTenantsRankingsAndPartitionsDoNotMix() {
    in(0, t -> t.write(findings(1, 4)));
    in(
        0,
        t ->
            t.write(
                List.of(
                    rank(1, EARLIER),
                    new RowWrite.Rank(RANKING, 2, 8, NOON),
                    new RowWrite.Rank("other", 3, 4, NOON))));
    in(1, t -> t.write(List.of(put(finding(4, 4), null), rank(4, NOON))));
    assertThat(behind(place(5, NOON))).isEqualTo(1);
    assertThat(behind(place(1, EARLIER))).isNull();
    RankPlace noTenants = new RankPlace(12, LATER, 5);
    assertThat(behind(noTenants)).isNull();
  }

  @Test
  void theRowIsOfTheTableThatIsAskedFor() {
    RowImage item = row(SourceTable.INVENTORY_ITEMS, 1, "tenant_id", 4L);
    in(0, t -> t.write(List.of(put(finding(1, 4), null), put(item, null), rank(1, NOON))));
    in(
        0,
        t ->
            assertThat(
                    t.rankedBehind(RANKING, SourceTable.INVENTORY_ITEMS, List.of(place(2, NOON))))
                .isEqualTo(Map.of(2L, item)));
  }

  @Test
  void aRowThatMovesOrLeavesTheRankingIsFollowed() {
    rankSixFindings();
    in(0, t -> t.write(List.of(new RowWrite.Unrank(RANKING, 4), rank(6, NOON))));
    assertThat(behind(place(5, LATER))).isEqualTo(6);
    assertThat(behind(place(2, NOON))).isEqualTo(3);
  }

  private static RowWrite rank(long id, @Nullable Instant at) {
    return new RowWrite.Rank(RANKING, id, 4, at);
  }

  private static RankPlace place(long id, @Nullable Instant at) {
    return new RankPlace(4, at, id);
  }

  private @Nullable Long behind(RankPlace place) {
    Map<Long, RowImage> found = new HashMap<>();
    in(0, t -> found.putAll(t.rankedBehind(RANKING, SourceTable.FINDINGS, List.of(place))));
    assertThat(found.keySet()).isSubsetOf(place.id());
    RowImage row = found.get(place.id());
    return row == null ? null : row.key().id();
  }
}
