package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.FencedException;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.ReadModel.Transaction.DueRow;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises. */
abstract class ReadModelContract {

  private static final String KPI = "kpi";
  private static final String DEFINITION = "definition-1";
  private static final int PARTITIONS = 4;
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RankingHead RECENT = new RankingHead("recent", SourceTable.FINDINGS, 10);

  private ReadModel readModel = new InMemoryReadModel();

  /** A read model that nothing was stored in. */
  abstract ReadModel emptyReadModel();

  @BeforeEach
  void startEmpty() {
    readModel = emptyReadModel();
  }

  // --- open

  @Test
  void aNewPartitionBeginsAtOffsetZeroAndIsNotReadyBeforeTheLogsEnd() {
    PartitionProgress opened = readModel.open(1, PARTITIONS, DEFINITION, 77);
    assertThat(opened)
        .isEqualTo(
            new PartitionProgress(
                1,
                PARTITIONS,
                DEFINITION,
                0,
                SourcePosition.ZERO,
                null,
                Instant.EPOCH,
                false,
                false,
                77,
                new PartitionProgress.Snapshot(0, 0, 0, 0)));
  }

  @Test
  void aPartitionThatIsOpenedAgainGoesOnWhereItWas() {
    PartitionProgress stored = readModel.update(open(0), transaction -> advanced(0));
    assertThat(readModel.open(0, PARTITIONS, DEFINITION, 999)).isEqualTo(stored);
  }

  @Test
  void everyFieldOfTheProgressIsStored() {
    PartitionProgress all =
        new PartitionProgress(
            3,
            PARTITIONS,
            DEFINITION,
            Long.MAX_VALUE,
            SourcePosition.parse("FFFFFFFF/FFFFFFFE"),
            Instant.parse("2026-03-01T12:00:00.123456Z"),
            Instant.parse("2026-03-01T12:00:01.789Z"),
            true,
            true,
            4_000_000_000L,
            new PartitionProgress.Snapshot(7, 6, 5_000_000_000L, 6_000_000_000L));
    PartitionProgress returned = readModel.update(open(3), transaction -> all);
    assertThat(returned).isEqualTo(all);
    assertThat(open(3)).isEqualTo(all);
  }

  @Test
  void otherDefinitionsBeginAnewButTimeNeverFalls() {
    readModel.update(open(0), transaction -> advanced(0));
    PartitionProgress anew = readModel.open(0, PARTITIONS, "definition-2", 500);
    assertThat(anew)
        .isEqualTo(
            new PartitionProgress(
                0,
                PARTITIONS,
                "definition-2",
                0,
                SourcePosition.ZERO,
                null,
                NOON,
                false,
                false,
                500,
                new PartitionProgress.Snapshot(0, 0, 0, 0)));
    assertThat(readModel.open(0, PARTITIONS, "definition-2", 600)).isEqualTo(anew);
  }

  @Test
  void otherDefinitionsEmptyTheRowsAndRankings() {
    RowImage finding = finding(1, 4);
    in(0, t -> t.write(List.of(put(finding, NOON), new RowWrite.Rank("recent", 1, 4, NOON))));
    readModel.open(0, PARTITIONS, "definition-2", 500);
    PartitionProgress anew = readModel.open(0, PARTITIONS, "definition-2", 500);
    readModel.update(
        anew,
        t -> {
          assertThat(t.rows(List.of(finding.key()))).isEmpty();
          assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).isEmpty();
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).isEmpty();
          t.write(List.of(put(finding, null)));
          assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty();
          return anew;
        });
  }

  @Test
  void otherDefinitionsKeepTheDocumentsAndMarkTheTenantsDirty() {
    StoredDocument document = new StoredDocument(4, 9, NOON, "{}");
    in(
        0,
        t -> {
          t.saveDocuments(KPI, List.of(document));
          t.saveTenants(List.of(new TenantState(4, Map.of("a", 2L), true, false, NOON)));
        });
    PartitionProgress anew = readModel.open(0, PARTITIONS, "definition-2", 500);
    readModel.update(
        anew,
        t -> {
          assertThat(t.documents(List.of(4L), KPI)).containsExactly(Map.entry(4L, document));
          assertThat(t.tenants(List.of(4L)))
              .containsExactly(Map.entry(4L, new TenantState(4, Map.of(), false, true, null)));
          assertThat(t.dirtyTenants()).containsExactly(4L);
          return anew;
        });
  }

  @Test
  void otherDefinitionsOfOnePartitionLeaveTheOthersAlone() {
    in(1, t -> t.write(List.of(put(finding(1, 5), null))));
    PartitionProgress other = readModel.update(open(1), transaction -> advanced(1));
    open(0);
    readModel.open(0, PARTITIONS, "definition-2", 500);
    assertThat(open(1)).isEqualTo(other);
    in(1, t -> assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).containsExactly(finding(1, 5)));
  }

  @Test
  void anotherNumberOfPartitionsIsAnErrorAndChangesNothing() {
    PartitionProgress stored = readModel.update(open(0), transaction -> advanced(0));
    assertThatIllegalStateException().isThrownBy(() -> readModel.open(0, 5, DEFINITION, 0));
    assertThat(open(0)).isEqualTo(stored);
  }

  // --- update

  @Test
  void updateStoresTheProgressThatTheWorkReturns() {
    PartitionProgress returned = readModel.update(open(0), transaction -> advanced(0));
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
                readModel.update(
                    start,
                    t -> {
                      writeSomethingOfEverything(t);
                      throw new IllegalStateException("crash");
                    }));
    assertThat(open(0)).isEqualTo(start);
    in(0, this::assertOnlyTheFirstFinding);
  }

  @Test
  void anOwnerWithStaleProgressIsFencedAndStoresNothing() {
    PartitionProgress stale = open(0);
    in(0, t -> t.write(List.of(put(finding(1, 4), null))));
    PartitionProgress current = readModel.update(stale, transaction -> advanced(0));
    assertThatExceptionOfType(FencedException.class)
        .isThrownBy(
            () ->
                readModel.update(
                    stale,
                    t -> {
                      writeSomethingOfEverything(t);
                      return stale;
                    }));
    assertThat(open(0)).isEqualTo(current);
    in(0, this::assertOnlyTheFirstFinding);
  }

  @Test
  void aPartitionThatWasNeverOpenedIsFenced() {
    PartitionProgress never = PartitionProgress.initial(2, PARTITIONS, DEFINITION, 0);
    assertThatExceptionOfType(FencedException.class)
        .isThrownBy(() -> readModel.update(never, transaction -> never));
  }

  @Test
  void partitionsMoveIndependently() {
    PartitionProgress zero = open(0);
    readModel.update(open(1), transaction -> advanced(1));
    assertThat(readModel.update(zero, transaction -> advanced(0))).isEqualTo(advanced(0));
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
              .isEqualTo(Map.of(4L, Map.of("recent", List.of(finding(2, 4)))));
          assertThat(t.dirtyTenants()).containsExactly(4L);
          assertThat(t.documents(List.of(4L), KPI)).containsOnlyKeys(4L);
        });
  }

  // --- rows

  @Test
  void aRowComesBackWithEveryTypeOfColumn() {
    RowImage run =
        row(
            SourceTable.ENTRA_GROUP_SYNC_RUNS,
            Long.MAX_VALUE,
            "tenant_id",
            4L,
            "status",
            "läuft \"so\" \\ \n 😀",
            "safety_stop_triggered",
            true,
            "started_at",
            Instant.parse("2026-03-01T12:00:00.123456Z"),
            "created_at",
            Instant.parse("1969-12-31T23:59:59.999999Z"));
    RowImage tenant =
        row(SourceTable.TENANTS, 4, "workspace_id", -7L, "name", "", "is_current", false);
    in(0, t -> t.write(List.of(put(run, null), put(tenant, null))));
    in(
        0,
        t -> {
          assertThat(t.rows(List.of(run.key(), tenant.key())))
              .isEqualTo(Map.of(run.key(), run, tenant.key(), tenant));
          assertThat(t.rowsOf(SourceTable.ENTRA_GROUP_SYNC_RUNS, 10)).containsExactly(run);
        });
  }

  @Test
  void aRowWithoutAnyValueComesBackWithNulls() {
    List<RowWrite> puts = new ArrayList<>();
    List<RowKey> keys = new ArrayList<>();
    for (SourceTable table : SourceTable.values()) {
      puts.add(put(row(table, 8), null));
      keys.add(new RowKey(table, 8));
    }
    in(0, t -> t.write(puts));
    in(
        0,
        t -> {
          assertThat(t.rows(keys)).hasSize(SourceTable.values().length);
          t.rows(keys).forEach((key, row) -> assertThat(row).isEqualTo(row(key.table(), key.id())));
        });
  }

  @Test
  void aPutRowReplacesTheEarlierImageGenerationAndEdge() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON))));
    RowImage moved = finding(1, 8);
    in(0, t -> t.write(List.of(new RowWrite.Put(moved, 3, null))));
    in(
        0,
        t -> {
          assertThat(t.rows(List.of(moved.key()))).containsExactly(Map.entry(moved.key(), moved));
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).isEmpty();
          assertThat(t.rowsBefore(3, 10)).isEmpty();
          assertThat(t.rowsBefore(4, 10)).containsExactly(moved);
        });
  }

  @Test
  void aRemovedRowIsGoneAndTheOthersStay() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON), put(finding(2, 4), NOON))));
    RowKey absent = new RowKey(SourceTable.FINDINGS, 99);
    in(
        0,
        t ->
            t.write(
                List.of(new RowWrite.Remove(finding(1, 4).key()), new RowWrite.Remove(absent))));
    in(
        0,
        t -> {
          assertThat(t.rows(List.of(finding(1, 4).key(), finding(2, 4).key(), absent)))
              .containsOnlyKeys(finding(2, 4).key());
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).hasSize(1);
        });
  }

  @Test
  void equalIdsOfDifferentTablesAreDifferentRows() {
    RowImage item = row(SourceTable.INVENTORY_ITEMS, 1, "tenant_id", 4L);
    in(0, t -> t.write(List.of(put(finding(1, 4), null), put(item, null))));
    in(0, t -> t.write(List.of(new RowWrite.Remove(item.key()))));
    in(
        0,
        t ->
            assertThat(t.rows(List.of(finding(1, 4).key(), item.key())))
                .containsOnlyKeys(finding(1, 4).key()));
  }

  @Test
  void rowsOfATableAreLimited() {
    in(0, t -> t.write(findings(1, 5)));
    in(
        0,
        t -> {
          assertThat(t.rowsOf(SourceTable.FINDINGS, 3)).hasSize(3).doesNotHaveDuplicates();
          assertThat(t.rowsOf(SourceTable.FINDINGS, 9)).hasSize(5);
          assertThat(t.rowsOf(SourceTable.TENANTS, 9)).isEmpty();
        });
  }

  @Test
  void rowsBeforeAGenerationAreThoseLastSeenInAnEarlierOne() {
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Put(finding(1, 4), 1, null),
                    new RowWrite.Put(finding(2, 4), 2, null),
                    new RowWrite.Put(finding(3, 4), 1, null),
                    new RowWrite.Put(finding(4, 4), 3, null))));
    in(
        0,
        t -> {
          assertThat(t.rowsBefore(2, 10)).containsExactlyInAnyOrder(finding(1, 4), finding(3, 4));
          assertThat(t.rowsBefore(2, 1)).hasSize(1);
          assertThat(t.rowsBefore(1, 10)).isEmpty();
        });
  }

  @Test
  void dueRowsComeInTheOrderOfTheirEdgesAndAreLimited() {
    Instant first = Instant.parse("2026-03-01T11:59:59.999998Z");
    Instant second = Instant.parse("2026-03-01T11:59:59.999999Z");
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Put(finding(1, 4), 5, second),
                    new RowWrite.Put(finding(2, 4), 6, first),
                    put(finding(3, 4), null))));
    in(
        0,
        t -> {
          assertThat(t.dueRows(NOON, 10))
              .containsExactly(
                  new DueRow(finding(2, 4), 6, first), new DueRow(finding(1, 4), 5, second));
          assertThat(t.dueRows(NOON, 1)).containsExactly(new DueRow(finding(2, 4), 6, first));
          assertThat(t.dueRows(NOON, Integer.MAX_VALUE)).hasSize(2);
        });
  }

  @Test
  void aRowIsNotDueAtItsEdgeButAMicrosecondLater() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON))));
    in(
        0,
        t -> {
          assertThat(t.dueRows(NOON, 10)).isEmpty();
          assertThat(t.dueRows(NOON.plusNanos(1000), 10)).hasSize(1);
        });
  }

  @Test
  void equalRowsOfDifferentPartitionsDoNotMix() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON), put(finding(2, 4), null))));
    in(1, t -> t.write(List.of(put(finding(1, 5), null))));
    in(1, t -> t.write(List.of(new RowWrite.Remove(finding(2, 5).key()))));
    in(
        1,
        t -> {
          assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).containsExactly(finding(1, 5));
          assertThat(t.rowsBefore(9, 10)).containsExactly(finding(1, 5));
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).isEmpty();
        });
    in(0, t -> assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).hasSize(2));
  }

  @Test
  void nothingIsAskedForAndNothingIsFound() {
    in(
        0,
        t -> {
          t.write(List.of());
          t.saveTenants(List.of());
          t.saveDocuments(KPI, List.of());
          assertThat(t.rows(List.of())).isEmpty();
          assertThat(t.tenants(List.of())).isEmpty();
          assertThat(t.ranked(List.of(), List.of(RECENT))).isEmpty();
          assertThat(t.ranked(List.of(4L), List.of())).isEmpty();
          assertThat(t.documents(List.of(), KPI)).isEmpty();
        });
  }

  // --- rankings

  @Test
  void aRankingIsOrderedByInstantThenIdDescendingNullsLast() {
    in(0, t -> t.write(findings(1, 6)));
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Rank("recent", 1, 4, NOON),
                    new RowWrite.Rank("recent", 2, 4, null),
                    new RowWrite.Rank("recent", 3, 4, NOON.plusNanos(1000)),
                    new RowWrite.Rank("recent", 4, 4, NOON),
                    new RowWrite.Rank("recent", 5, 4, null),
                    new RowWrite.Rank("recent", 6, 4, NOON.minusNanos(1000)))));
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
                    new RowWrite.Rank("recent", 1, 4, NOON),
                    new RowWrite.Rank("recent", 2, 4, NOON))));
    in(0, t -> t.write(List.of(new RowWrite.Rank("recent", 1, 4, NOON.plusSeconds(1)))));
    assertThat(rankedIds(0, 4, 10)).containsExactly(1L, 2L);
    in(0, t -> t.write(List.of(new RowWrite.Rank("recent", 1, 8, NOON))));
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
                    new RowWrite.Rank("recent", 1, 4, NOON),
                    new RowWrite.Rank("other", 1, 4, NOON))));
    in(0, t -> t.write(List.of(new RowWrite.Unrank("recent", 1), new RowWrite.Unrank("no", 1))));
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
                    new RowWrite.Rank("recent", 1, 4, NOON),
                    new RowWrite.Rank("recent", 2, 8, NOON),
                    new RowWrite.Rank("items", 1, 8, NOON))));
    RankingHead items = new RankingHead("items", SourceTable.INVENTORY_ITEMS, 1);
    in(
        0,
        t ->
            assertThat(t.ranked(List.of(4L, 8L, 12L), List.of(RECENT, items)))
                .isEqualTo(
                    Map.of(
                        4L,
                        Map.of("recent", List.of(finding(1, 4))),
                        8L,
                        Map.of("recent", List.of(finding(2, 8)), "items", List.of(item)))));
  }

  @Test
  void equalIdsInRankingsOfDifferentPartitionsDoNotMix() {
    in(0, t -> t.write(List.of(put(finding(1, 4), null), new RowWrite.Rank("recent", 1, 4, NOON))));
    in(1, t -> t.write(List.of(put(finding(1, 5), null), new RowWrite.Rank("recent", 1, 5, NOON))));
    in(1, t -> assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty());
    in(0, t -> assertThat(t.ranked(List.of(5L), List.of(RECENT))).isEmpty());
    in(1, t -> t.write(List.of(new RowWrite.Unrank("recent", 1))));
    assertThat(rankedIds(0, 4, 10)).containsExactly(1L);
    assertThat(rankedIds(1, 5, 10)).isEmpty();
  }

  // --- tenants

  @Test
  void tenantStatesComeBackAsTheyWereSaved() {
    Map<String, Long> sums = Map.of("dashboard.drift", 3L, "huge", Long.MAX_VALUE, "less", -1L);
    TenantState full =
        new TenantState(4, sums, true, true, Instant.parse("2026-03-01T12:00:00.123456Z"));
    TenantState empty = TenantState.empty(8);
    in(0, t -> t.saveTenants(List.of(full, empty)));
    in(0, t -> assertThat(t.tenants(List.of(4L, 8L, 12L))).isEqualTo(Map.of(4L, full, 8L, empty)));
    TenantState later = new TenantState(4, Map.of("less", 1L), false, false, null);
    in(0, t -> t.saveTenants(List.of(later)));
    in(0, t -> assertThat(t.tenants(List.of(4L))).isEqualTo(Map.of(4L, later)));
  }

  @Test
  void dirtyTenantsComeInTheOrderOfTheirIds() {
    in(
        0,
        t ->
            t.saveTenants(
                List.of(
                    new TenantState(12, Map.of(), false, true, null),
                    new TenantState(8, Map.of(), false, false, null),
                    new TenantState(4, Map.of(), true, true, null))));
    in(1, t -> t.saveTenants(List.of(new TenantState(5, Map.of(), false, true, null))));
    in(0, t -> assertThat(t.dirtyTenants()).containsExactly(4L, 12L));
    in(1, t -> assertThat(t.dirtyTenants()).containsExactly(5L));
  }

  @Test
  void aTenantIsDueOnceItsDeadlineHasPassedAndNotAtIt() {
    in(
        0,
        t ->
            t.saveTenants(
                List.of(
                    new TenantState(12, Map.of(), false, false, NOON),
                    new TenantState(8, Map.of(), false, false, null),
                    new TenantState(4, Map.of(), false, false, NOON.minusNanos(1000)))));
    in(1, t -> t.saveTenants(List.of(new TenantState(5, Map.of(), false, false, NOON))));
    in(
        0,
        t -> {
          assertThat(t.dueTenants(NOON)).containsExactly(4L);
          assertThat(t.dueTenants(NOON.plusNanos(1000))).containsExactly(4L, 12L);
        });
  }

  // --- documents

  @Test
  void documentsComeBackAsTheyWereSavedAlsoRemovedOnes() {
    StoredDocument there = new StoredDocument(4, 1, NOON.plusMillis(7), "{\"ä\":[1.0, \"\\n\"]}");
    StoredDocument removed = new StoredDocument(8, 5_000_000_000L, NOON, null);
    in(0, t -> t.saveDocuments(KPI, List.of(there, removed)));
    in(
        0,
        t -> {
          assertThat(t.documents(List.of(4L, 8L, 12L), KPI))
              .isEqualTo(Map.of(4L, there, 8L, removed));
          assertThat(t.documents(List.of(4L, 8L), "badge")).isEmpty();
        });
    StoredDocument back = new StoredDocument(8, 5_000_000_001L, NOON.plusSeconds(1), "{}");
    in(0, t -> t.saveDocuments(KPI, List.of(back)));
    in(0, t -> assertThat(t.documents(List.of(8L), KPI)).isEqualTo(Map.of(8L, back)));
  }

  @Test
  void documentsOfDifferentKindsDoNotMix() {
    StoredDocument kpi = new StoredDocument(4, 1, NOON, "{}");
    StoredDocument badge = new StoredDocument(4, 2, NOON, "[]");
    in(
        0,
        t -> {
          t.saveDocuments(KPI, List.of(kpi));
          t.saveDocuments("badge", List.of(badge));
          assertThat(t.documents(List.of(4L), KPI)).isEqualTo(Map.of(4L, kpi));
          assertThat(t.documents(List.of(4L), "badge")).isEqualTo(Map.of(4L, badge));
        });
  }

  // --- helpers

  private PartitionProgress open(int partition) {
    return readModel.open(partition, PARTITIONS, DEFINITION, 0);
  }

  /** Some later progress. */
  static PartitionProgress advanced(int partition) {
    return new PartitionProgress(
        partition,
        PARTITIONS,
        DEFINITION,
        10,
        SourcePosition.parse("0/16B3748"),
        NOON.minusSeconds(1),
        NOON,
        true,
        true,
        5,
        new PartitionProgress.Snapshot(1, 1, 20, 30));
  }

  private void in(int partition, Consumer<Transaction> work) {
    PartitionProgress progress = open(partition);
    Function<Transaction, PartitionProgress> keepingProgress =
        transaction -> {
          work.accept(transaction);
          return progress;
        };
    readModel.update(progress, keepingProgress);
  }

  private List<Long> rankedIds(int partition, long tenantId, int limit) {
    List<Long> ids = new ArrayList<>();
    RankingHead head = new RankingHead("recent", SourceTable.FINDINGS, limit);
    in(
        partition,
        t ->
            t.ranked(List.of(tenantId), List.of(head))
                .getOrDefault(tenantId, Map.of())
                .getOrDefault("recent", List.of())
                .forEach(row -> ids.add(row.key().id())));
    return ids;
  }

  private static void writeSomethingOfEverything(Transaction t) {
    t.write(
        List.of(
            new RowWrite.Remove(finding(1, 4).key()),
            put(finding(2, 4), NOON),
            new RowWrite.Rank("recent", 2, 4, NOON)));
    t.saveTenants(List.of(new TenantState(4, Map.of("a", 1L), false, true, NOON)));
    t.saveDocuments(KPI, List.of(new StoredDocument(4, 1, NOON, "{}")));
  }

  private void assertOnlyTheFirstFinding(Transaction t) {
    assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).containsExactly(finding(1, 4));
    assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty();
    assertThat(t.tenants(List.of(4L))).isEmpty();
    assertThat(t.documents(List.of(4L), KPI)).isEmpty();
  }

  private static List<RowWrite> findings(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .<RowWrite>mapToObj(id -> put(finding(id, 4), null))
        .toList();
  }

  private static RowImage finding(long id, long tenantId) {
    return row(SourceTable.FINDINGS, id, "tenant_id", tenantId, "severity", "high");
  }

  private static RowWrite.Put put(RowImage row, @Nullable Instant nextEdge) {
    return new RowWrite.Put(row, 1, nextEdge);
  }
}
