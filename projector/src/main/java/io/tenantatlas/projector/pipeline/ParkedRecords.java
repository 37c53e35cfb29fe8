package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition that could not be applied, inside one transaction. A parked record
 * is forgotten when something makes up for it:
 *
 * <ul>
 *   <li>the record itself is applied, after a rebuild with other definitions,
 *   <li>a later record tells the whole row, or that it is gone,
 *   <li>a snapshot that began later is complete.
 * </ul>
 *
 * A later change that lacks large values of the row does not make up for one that had them.
 */
final class ParkedRecords {

  private final ReadModel.Transaction transaction;

  ParkedRecords(ReadModel.Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Notes records that cannot be applied.
   *
   * @param parked their generation is not known yet
   * @param records those around them that can be applied, with the offset after each
   */
  void note(
      List<ParkedRecord> parked,
      PartitionProgress from,
      List<LogRecord> records,
      List<Long> offsets) {
    if (parked.isEmpty()) {
      return;
    }
    List<RowKey> keys =
        parked.stream().map(ParkedRecord::row).filter(Objects::nonNull).distinct().toList();
    Map<RowKey, RowImage> rows = transaction.rows(keys);
    List<ParkedRecord> placed = new ArrayList<>();
    for (ParkedRecord record : parked) {
      long generation = from.snapshot().generation();
      for (int i = 0; i < records.size() && offsets.get(i) <= record.offset(); i++) {
        if (records.get(i) instanceof LogRecord.SnapshotStarted started) {
          generation = started.generation();
        }
      }
      placed.add(
          new ParkedRecord(
              record.offset(),
              record.row(),
              tenant(record, rows),
              generation,
              record.reason(),
              record.parkedAt()));
    }
    transaction.park(placed);
  }

  /** A row that was another tenant's may be missing in both tenants' documents. */
  private static @Nullable Long tenant(ParkedRecord record, Map<RowKey, RowImage> rows) {
    RowKey key = record.row();
    RowImage before = key == null ? null : rows.get(key);
    boolean moved = before != null && !Objects.equals(before.tenantId(), record.tenantId());
    return moved ? null : record.tenantId();
  }

  /**
   * Forgets those that the records have made up for.
   *
   * @param offsets the offset after each record
   * @param before the progress before the records
   * @param after the progress after them
   */
  void forgetMended(
      List<LogRecord> records,
      List<Long> offsets,
      PartitionProgress before,
      PartitionProgress after) {
    List<ParkedRecord> known = transaction.parked();
    if (known.isEmpty()) {
      return;
    }
    long completed = after.snapshot().completed();
    boolean complete = completed > before.snapshot().completed();
    List<Long> mended = new ArrayList<>();
    for (ParkedRecord parked : known) {
      boolean readAgain = complete && parked.generation() < completed;
      if (readAgain || isMended(parked, records, offsets)) {
        mended.add(parked.offset());
      }
    }
    if (!mended.isEmpty()) {
      transaction.unpark(mended);
    }
  }

  private static boolean isMended(
      ParkedRecord parked, List<LogRecord> records, List<Long> offsets) {
    for (int i = 0; i < records.size(); i++) {
      long offset = offsets.get(i) - 1;
      boolean itself = offset == parked.offset();
      if (itself || (offset > parked.offset() && tells(records.get(i), parked.row()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing that was known of the row before is of importance after the record. */
  private static boolean tells(LogRecord record, @Nullable RowKey row) {
    if (row == null) {
      return false;
    }
    return switch (record) {
      case LogRecord.Upsert upsert -> upsert.row().key().equals(row) && upsert.row().isWhole();
      case LogRecord.Delete delete -> delete.key().equals(row);
      case LogRecord.Truncate truncate -> truncate.table() == row.table();
      case LogRecord.Mark mark -> false;
    };
  }
}
