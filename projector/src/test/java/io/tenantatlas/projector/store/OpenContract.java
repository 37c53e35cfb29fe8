package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What opening a partition promises, also with other definitions than before. */
abstract class OpenContract extends ReadModelContract {

  @Test
  void whyAPartitionBeganAnewIsKept() {
    assertThat(reasonWith("one/log-1")).isEqualTo(RebuildReason.FIRST_SNAPSHOT);
    assertThat(reasonWith("other/log-1")).isEqualTo(RebuildReason.DEFINITIONS_CHANGED);
    assertThat(reasonWith("other/log-1")).isEqualTo(RebuildReason.DEFINITIONS_CHANGED);
    assertThat(reasonWith("another/log-2")).isEqualTo(RebuildReason.LOG_REPLACED);
  }

  private RebuildReason reasonWith(String definition) {
    PartitionProgress opened = readModel().open(0, PARTITIONS, definition, 0);
    return readModel().rebuildReason(opened.partition());
  }

  @Test
  void aNewPartitionBeginsAtOffsetZeroAndIsNotReadyBeforeTheLogsEnd() {
    PartitionProgress opened = readModel().open(1, PARTITIONS, DEFINITION, 77);
    assertThat(opened)
        .isEqualTo(
            new PartitionProgress(
                1,
                PARTITIONS,
                DEFINITION,
                0,
                SourcePoint.NONE,
                SourceHistory.UNKNOWN,
                Instant.EPOCH,
                false,
                false,
                77,
                new PartitionProgress.Snapshot(0, 0, 0, 0),
                0));
  }

  @Test
  void aPartitionThatIsOpenedAgainGoesOnWhereItWas() {
    PartitionProgress stored = readModel().update(open(0), transaction -> advanced(0));
    assertThat(readModel().open(0, PARTITIONS, DEFINITION, 999)).isEqualTo(stored);
  }

  @Test
  void everyFieldOfTheProgressIsStored() {
    PartitionProgress all =
        new PartitionProgress(
            3,
            PARTITIONS,
            DEFINITION,
            Long.MAX_VALUE,
            new SourcePoint(
                new SourceHistory("18446744073709551615/4294967295.12"),
                SourcePosition.parse("FFFFFFFF/FFFFFFFE"),
                Instant.parse("2026-03-01T12:00:00.123456Z")),
            new SourceHistory("1/2"),
            Instant.parse("2026-03-01T12:00:01.789Z"),
            true,
            true,
            4_000_000_000L,
            new PartitionProgress.Snapshot(7, 6, 5_000_000_000L, 6_000_000_000L),
            0);
    PartitionProgress returned = readModel().update(open(3), transaction -> all);
    assertThat(returned).isEqualTo(all);
    assertThat(open(3)).isEqualTo(all);
  }

  @Test
  void otherDefinitionsBeginAnewButTimeNeverFalls() {
    readModel().update(open(0), transaction -> advanced(0));
    PartitionProgress anew = readModel().open(0, PARTITIONS, OTHER_DEFINITION, 500);
    assertThat(anew)
        .isEqualTo(
            new PartitionProgress(
                0,
                PARTITIONS,
                OTHER_DEFINITION,
                0,
                SourcePoint.NONE,
                SourceHistory.UNKNOWN,
                NOON,
                false,
                false,
                500,
                new PartitionProgress.Snapshot(0, 0, 0, 0),
                0));
    assertThat(readModel().open(0, PARTITIONS, OTHER_DEFINITION, 600)).isEqualTo(anew);
  }

  @Test
  void otherDefinitionsEmptyTheRowsAndRankings() {
    RowImage finding = finding(1, 4);
    in(0, t -> t.write(List.of(put(finding, NOON), new RowWrite.Rank(RANKING, 1, 4, NOON))));
    inWithOtherDefinitions(
        0,
        t -> {
          assertThat(t.rows(List.of(finding.key()))).isEmpty();
          assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).isEmpty();
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).isEmpty();
          t.write(List.of(put(finding, null)));
          assertThat(t.ranked(List.of(4L), List.of(RECENT))).isEmpty();
        });
  }

  @Test
  void otherDefinitionsKeepTheDocumentsOfAllKindsAndMarkTheTenantsDirty() {
    StoredDocument kpi = document(4, KPI, 9);
    StoredDocument badge = document(4, BADGE, 3);
    in(
        0,
        t -> {
          t.saveDocuments(List.of(kpi, badge));
          t.saveTenants(List.of(new TenantState(4, Map.of("a", 2L), true, false, NOON)));
        });
    inWithOtherDefinitions(
        0,
        t -> {
          assertThat(t.documents(List.of(4L))).containsExactlyInAnyOrder(kpi, badge);
          assertThat(t.tenants(List.of(4L)))
              .containsExactly(Map.entry(4L, new TenantState(4, Map.of(), false, true, null)));
          assertThat(t.dirtyTenants()).containsExactly(4L);
        });
  }

  @Test
  void otherDefinitionsUnlinkTheSessionsMarkThemDirtyAndKeepTheirDocuments() {
    StoredSession session = session(1);
    in(0, t -> t.saveSessions(List.of(session)));
    StoredSession unlinked =
        new StoredSession(
            1,
            session.workspaceId(),
            null,
            null,
            true,
            session.version(),
            session.changedAt(),
            session.since(),
            session.content());
    inWithOtherDefinitions(
        0,
        t -> {
          assertThat(t.sessions(List.of(1L))).isEqualTo(Map.of(1L, unlinked));
          assertThat(t.dirtySessions()).containsExactly(1L);
          assertThat(t.sessionsOf(List.of(30L), List.of(20L))).isEmpty();
        });
  }

  @Test
  void otherDefinitionsOfOnePartitionLeaveTheOthersAlone() {
    in(
        1,
        t -> {
          t.write(List.of(put(finding(1, 5), null)));
          t.saveSessions(List.of(session(1)));
        });
    PartitionProgress other = readModel().update(open(1), transaction -> advanced(1));
    open(0);
    readModel().open(0, PARTITIONS, OTHER_DEFINITION, 500);
    assertThat(open(1)).isEqualTo(other);
    in(
        1,
        t -> {
          assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).containsExactly(finding(1, 5));
          assertThat(t.sessions(List.of(1L))).isEqualTo(Map.of(1L, session(1)));
        });
  }

  @Test
  void anotherNumberOfPartitionsIsAnErrorAndChangesNothing() {
    PartitionProgress stored = readModel().update(open(0), transaction -> advanced(0));
    assertThatIllegalStateException().isThrownBy(() -> readModel().open(0, 5, DEFINITION, 0));
    assertThat(open(0)).isEqualTo(stored);
  }
}
