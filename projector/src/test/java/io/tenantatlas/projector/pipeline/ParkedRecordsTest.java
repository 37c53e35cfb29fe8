package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ParkedRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What makes up for a record that could not be applied, and what does not. */
class ParkedRecordsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long TENANT = 4;
  private static final RowImage ITEM = item(1, TENANT);

  private final ProjectedPartition partition =
      ProjectedPartition.of(NOON, row(SourceTable.TENANTS, TENANT));

  @Test
  void theWholeRowMakesUpForIt() {
    park(ITEM, TENANT);
    assertThat(parked()).hasSize(1);
    partition.apply(NOON, new LogRecord.Upsert(ITEM), mark(2));
    assertThat(parked()).isEmpty();
  }

  @Test
  void aChangeWithoutALargeValueDoesNot() {
    park(ITEM, TENANT);
    RowImage partial =
        new RowImage(ITEM.key(), Map.of("tenant_id", TENANT, "policy_type", "policySet"));
    partition.apply(NOON, new LogRecord.Upsert(partial), mark(2));
    assertThat(parked()).hasSize(1);
  }

  @Test
  void anotherRowDoesNot() {
    park(ITEM, TENANT);
    partition.apply(NOON, new LogRecord.Upsert(item(2, TENANT)), mark(2));
    assertThat(parked()).hasSize(1);
  }

  @Test
  void theRowsDeletionMakesUpForIt() {
    park(ITEM, TENANT);
    partition.apply(NOON, new LogRecord.Delete(ITEM.key()), mark(2));
    assertThat(parked()).isEmpty();
  }

  @Test
  void aTruncationOfItsTableMakesUpForIt() {
    park(ITEM, TENANT);
    partition.apply(NOON, new LogRecord.Truncate(SourceTable.FINDINGS), mark(2));
    assertThat(parked()).hasSize(1);
    partition.apply(NOON, new LogRecord.Truncate(SourceTable.INVENTORY_ITEMS), mark(3));
    assertThat(parked()).isEmpty();
  }

  @Test
  void aSnapshotThatBeganLaterMakesUpForAnything() {
    park(null, null);
    partition.apply(NOON, started(2));
    assertThat(parked()).hasSize(1);
    partition.apply(NOON, completed(2));
    assertThat(parked()).isEmpty();
  }

  @Test
  void theSnapshotInWhichItStoodDoesNot() {
    partition.apply(NOON, started(2));
    park(null, null);
    partition.apply(NOON, completed(2));
    assertThat(parked()).hasSize(1);
  }

  @Test
  void aRowThatWasAnotherTenantsMayBeMissingInBoth() {
    partition.apply(NOON, new LogRecord.Upsert(item(1, 5)), mark(2));
    park(ITEM, TENANT);
    assertThat(parked()).singleElement().extracting(ParkedRecord::tenantId).isNull();
  }

  private static RowImage item(long id, long tenant) {
    return row(SourceTable.INVENTORY_ITEMS, id, "tenant_id", tenant).keptOver(null);
  }

  private void park(@Nullable RowImage row, @Nullable Long tenant) {
    partition.park(NOON, row == null ? null : row.key(), tenant);
  }

  private List<ParkedRecord> parked() {
    return partition.readModel().parked(0);
  }

  private static LogRecord mark(long position) {
    return new LogRecord.ProgressMark(
        new SourcePosition(position), NOON, ProjectedPartition.HISTORY);
  }

  private static LogRecord started(long generation) {
    return new LogRecord.SnapshotStarted(generation, 1, ProjectedPartition.HISTORY);
  }

  private static LogRecord completed(long generation) {
    return new LogRecord.SnapshotCompleted(
        generation, new SourcePosition(9), NOON, ProjectedPartition.HISTORY);
  }
}
