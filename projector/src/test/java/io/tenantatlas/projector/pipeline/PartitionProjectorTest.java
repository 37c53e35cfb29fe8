package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.row;
import static io.tenantatlas.projector.pipeline.ProjectedPartition.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettings;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.StoredDocument;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How records and time bring a partition forward. */
class PartitionProjectorTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long TENANT = 42;
  private static final SourceHistory PROMOTED = new SourceHistory("7351234567890123456/2");

  @Test
  void nothingIsThereBeforeTheFirstSnapshotIsComplete() {
    ProjectedPartition partition = new ProjectedPartition();
    partition.apply(NOON, new LogRecord.SnapshotStarted(1, 9, HISTORY), tenant(), item(1));
    assertThat(partition.progress().ready()).isFalse();
    assertThat(partition.stored(TENANT)).isNull();
    assertThat(partition.progress().snapshot())
        .isEqualTo(new PartitionProgress.Snapshot(1, 0, 2, 9));
    partition.apply(NOON, new LogRecord.SnapshotCompleted(1, new SourcePosition(5), NOON, HISTORY));
    assertThat(partition.progress().ready()).isTrue();
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
  }

  @Test
  void theFirstDocumentsAreRightForThePresentAndNotForLongAgo() {
    ProjectedPartition partition = new ProjectedPartition();
    partition.apply(
        NOON,
        new LogRecord.SnapshotStarted(1, 1, HISTORY),
        tenant(),
        new LogRecord.SnapshotCompleted(1, new SourcePosition(5), NOON, HISTORY));
    assertThat(partition.progress().asOf()).isEqualTo(NOON);
    assertThat(partition.document(TENANT).changedAt()).isEqualTo(NOON);
  }

  @Test
  void whatLiesBehindTheLastMarkShowsInNoDocument() {
    ProjectedPartition partition = ProjectedPartition.of(NOON);
    partition.apply(NOON, tenant(), item(1), mark(2), item(2));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
    assertThat(partition.progress().source().position()).isEqualTo(new SourcePosition(2));
    partition.apply(NOON, mark(3));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("2");
  }

  @Test
  void timeStandsStillWhileDocumentsCannotChange() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, failedRun());
    Instant later = NOON.plus(Duration.ofDays(8));
    partition.apply(later, item(1));
    assertThat(partition.value(TENANT, "/operations/failed_7d")).isEqualTo("1");
    assertThat(partition.progress().asOf()).isEqualTo(NOON);
    partition.tick(later);
    assertThat(partition.progress().asOf()).isEqualTo(NOON);
    partition.apply(later, mark(2));
    partition.tick(later);
    assertThat(partition.value(TENANT, "/operations/failed_7d")).isEqualTo("0");
    assertThat(partition.progress().asOf()).isEqualTo(later);
  }

  @Test
  void documentsAreRightForTheStoredInstantAlsoWhenABatchEndsInsideATransaction() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, failedRun());
    partition.apply(NOON, item(1));
    Instant later = NOON.plus(Duration.ofDays(8));
    partition.apply(later, mark(2), item(2));
    assertThat(partition.value(TENANT, "/operations/failed_7d")).isEqualTo("0");
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
    assertThat(partition.progress().asOf()).isEqualTo(later);
    partition.apply(later.plusSeconds(1), item(3));
    assertThat(partition.progress().asOf()).isEqualTo(later);
  }

  @Test
  void aTransactionShowsAlsoWhenASnapshotBeginsInTheSameBatch() {
    ProjectedPartition partition = ProjectedPartition.of(NOON);
    partition.apply(NOON, tenant(), item(1), mark(2), new LogRecord.SnapshotStarted(2, 9, HISTORY));
    assertThat(partition.progress().source().position()).isEqualTo(new SourcePosition(2));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
  }

  @Test
  void aTenantThatComesAndGoesInOneTransactionIsGoneHoweverTheLogIsCut() {
    LogRecord.Delete delete = new LogRecord.Delete(new RowKey(SourceTable.TENANTS, TENANT));
    ProjectedPartition cut = ProjectedPartition.of(NOON, itemRow(1));
    cut.apply(NOON, tenant());
    cut.apply(NOON, delete, mark(2));
    ProjectedPartition whole = ProjectedPartition.of(NOON, itemRow(1));
    whole.apply(NOON, tenant(), delete, mark(2));
    assertThat(cut.document(TENANT).content()).isNull();
    assertThat(whole.document(TENANT).content()).isNull();
  }

  @Test
  void aFailoverShowsOnceTheNewHistoryHasBeenReadWholly() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    partition.apply(NOON, item(2), mark(90));
    SourcePoint before = partition.progress().source();
    Instant later = NOON.plusSeconds(1);
    partition.apply(later, new LogRecord.SnapshotStarted(2, 1, PROMOTED), item(1), item(3));
    assertThat(partition.progress().source()).isEqualTo(before);
    assertThat(partition.progress().announced()).isEqualTo(PROMOTED);
    assertThat(partition.progress().ready()).isTrue();
    partition.apply(
        later, new LogRecord.SnapshotCompleted(2, new SourcePosition(80), later, PROMOTED));
    assertThat(partition.progress().source())
        .isEqualTo(new SourcePoint(PROMOTED, new SourcePosition(80), later));
    assertThat(partition.progress().announced()).isEqualTo(PROMOTED);
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("2");
  }

  @Test
  void aSourceThatIsReadAnewInItsOwnHistoryHasNoOtherOneAnnounced() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    partition.apply(NOON, new LogRecord.SnapshotStarted(2, 1, PROMOTED), item(3));
    partition.apply(NOON, new LogRecord.SnapshotStarted(3, 1, HISTORY), item(1));
    assertThat(partition.progress().announced()).isEqualTo(HISTORY);
    partition.apply(
        NOON, new LogRecord.SnapshotCompleted(3, new SourcePosition(99), NOON, HISTORY));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
  }

  /** As of a capture of an earlier release: the rows may be a mixture. */
  @Test
  void aProgressMarkOfAnotherHistorySaysNothingOfTheRows() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    SourcePoint before = partition.progress().source();
    partition.apply(
        NOON.plusSeconds(9),
        item(2),
        new LogRecord.ProgressMark(new SourcePosition(99), NOON, SourceHistory.UNKNOWN));
    partition.tick(NOON.plusSeconds(10));
    assertThat(partition.progress().source()).isEqualTo(before);
    assertThat(partition.progress().announced()).isEqualTo(SourceHistory.UNKNOWN);
    assertThat(partition.progress().asOf()).isEqualTo(NOON);
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
  }

  /** Compaction drops the beginning first: all rows would seem not to have been seen. */
  @Test
  void theEndOfASnapshotWhoseBeginningIsMissingRemovesNothing() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    SourcePoint before = partition.progress().source();
    partition.apply(
        NOON.plusSeconds(9),
        item(2),
        new LogRecord.SnapshotCompleted(2, new SourcePosition(99), NOON, PROMOTED));
    assertThat(partition.progress().source()).isEqualTo(before);
    assertThat(partition.progress().asOf()).isEqualTo(NOON);
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
    partition.apply(
        NOON,
        new LogRecord.SnapshotStarted(3, 1, PROMOTED),
        item(2),
        new LogRecord.SnapshotCompleted(3, new SourcePosition(100), NOON, PROMOTED));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
    assertThat(partition.progress().source().history()).isEqualTo(PROMOTED);
  }

  @Test
  void aTenantThatComesBackHasDocumentsAgainWithAHigherVersion() {
    ProjectedPartition partition = ProjectedPartition.of(NOON);
    partition.apply(NOON, tenant(), item(1), mark(2));
    partition.apply(NOON, new LogRecord.Delete(new RowKey(SourceTable.TENANTS, TENANT)), mark(3));
    StoredDocument removed = partition.document(TENANT);
    assertThat(removed.content()).isNull();
    partition.apply(NOON, item(2), mark(4));
    assertThat(partition.document(TENANT)).isEqualTo(removed);
    partition.apply(NOON, tenant(), mark(5));
    assertThat(partition.document(TENANT).version()).isEqualTo(removed.version() + 1);
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("2");
  }

  @Test
  void rowsThatASnapshotDoesNotFindAreGone() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1), itemRow(2));
    partition.apply(NOON, new LogRecord.SnapshotStarted(2, 1, HISTORY), item(2));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("2");
    partition.apply(NOON, new LogRecord.SnapshotCompleted(2, new SourcePosition(9), NOON, HISTORY));
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("1");
  }

  @Test
  void changesBehindASnapshotDoNotCountAsItsRows() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    PartitionProgress.Snapshot snapshot = partition.progress().snapshot();
    assertThat(snapshot.applied()).isEqualTo(1);
    partition.apply(NOON, item(2));
    partition.apply(NOON, item(3), mark(2));
    assertThat(partition.progress().snapshot()).isEqualTo(snapshot);
  }

  @Test
  void aRebuildIsReadyOnceItHasCaughtUpWithTheLog() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    StoredDocument before = partition.document(TENANT);
    partition.reopen("definition-2", 4);
    partition.apply(
        NOON,
        new LogRecord.SnapshotStarted(1, 1, HISTORY),
        item(1),
        new LogRecord.SnapshotCompleted(1, new SourcePosition(1), NOON, HISTORY));
    assertThat(partition.progress().ready()).isFalse();
    partition.apply(NOON, item(2), mark(2));
    assertThat(partition.progress().ready()).isTrue();
    assertThat(partition.document(TENANT).version()).isEqualTo(before.version() + 1);
  }

  @Test
  void aRebuildOfALogThatEndsInAGapIsReadyWithTheNextTick() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    partition.reopen("definition-2", 9);
    partition.apply(
        NOON,
        new LogRecord.SnapshotStarted(1, 1, HISTORY),
        item(1),
        item(2),
        new LogRecord.SnapshotCompleted(1, new SourcePosition(1), NOON, HISTORY));
    assertThat(partition.progress().ready()).isFalse();
    partition.tick(NOON.plusSeconds(1), 9);
    assertThat(partition.progress().ready()).isTrue();
    assertThat(partition.value(TENANT, "/inventory/total_items")).isEqualTo("2");
  }

  @Test
  void timeNeverFalls() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, itemRow(1));
    partition.tick(NOON.minusSeconds(9));
    partition.apply(NOON.minusSeconds(9), item(2), mark(2));
    assertThat(partition.progress().asOf()).isEqualTo(NOON);
    assertThat(partition.document(TENANT).changedAt()).isEqualTo(NOON);
  }

  @Test
  void asOfIsInWholeMilliseconds() {
    ProjectedPartition partition = ProjectedPartition.of(NOON);
    partition.tick(NOON.plusNanos(1_999_999));
    assertThat(partition.progress().asOf()).isEqualTo(NOON.plusMillis(1));
  }

  @Test
  void anotherLinkToRunsIsAnotherDefinition() {
    Projection here = new Projection(ProjectionSettingsFixture.settings("/admin/operations/{id}"));
    Projection there = new Projection(ProjectionSettingsFixture.settings("/there/{id}"));
    assertThat(there.fingerprint()).isNotEqualTo(here.fingerprint());
  }

  @Test
  void anotherSizeOfReportsIsAnotherDefinition() {
    ProjectionSettings here = ProjectionSettingsFixture.settings("/admin/operations/{id}");
    ProjectionSettings there =
        new ProjectionSettings(
            here.driftScanTypes(),
            here.inventorySyncType(),
            here.verificationTypes(),
            here.maxReportBytes() + 1,
            here.links(),
            here.policyTypes());
    assertThat(new Projection(there).fingerprint())
        .isNotEqualTo(new Projection(here).fingerprint());
  }

  private static LogRecord mark(long position) {
    return new LogRecord.ProgressMark(new SourcePosition(position), NOON, HISTORY);
  }

  private static LogRecord tenant() {
    return new LogRecord.Upsert(row(SourceTable.TENANTS, TENANT, "name", "Contoso"));
  }

  private static LogRecord item(long id) {
    return new LogRecord.Upsert(itemRow(id));
  }

  private static RowImage itemRow(long id) {
    return row(SourceTable.INVENTORY_ITEMS, id, "tenant_id", TENANT, "created_at", NOON);
  }

  private static RowImage failedRun() {
    return row(
        SourceTable.OPERATION_RUNS,
        1,
        "tenant_id",
        TENANT,
        "status",
        "completed",
        "outcome",
        "failed",
        "created_at",
        NOON.minus(Duration.ofDays(1)));
  }
}
