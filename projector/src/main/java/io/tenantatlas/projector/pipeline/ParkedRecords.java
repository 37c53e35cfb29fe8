package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /** Notes the records of a batch that cannot be applied; their generation is not known yet. */
  void note(PartitionProjector.Batch batch) {
    if (batch.parked().isEmpty()) {
      return;
    }
    List<RowKey> keys =
        batch.parked().stream().map(ParkedRecord::row).filter(Objects::nonNull).distinct().toList();
    Map<RowKey, RowImage> rows = transaction.rows(keys);
    transaction.park(
        batch.parked().stream()
            .map(
                record ->
                    new ParkedRecord(
                        record.offset(),
                        record.row(),
                        tenant(record, rows),
                        generation(batch, record.offset()),
                        record.reason(),
                        record.parkedAt()))
            .toList());
  }

  /** Of the snapshot that had begun before the offset. */
  private static long generation(PartitionProjector.Batch batch, long offset) {
    long generation = batch.progress().snapshot().generation();
    for (int i = 0; i < batch.records().size() && batch.offsets().get(i) <= offset; i++) {
      if (batch.records().get(i) instanceof LogRecord.SnapshotStarted started) {
        generation = started.generation();
      }
    }
    return generation;
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
    Told told = new Told(records, offsets);
    long completed = after.snapshot().completed();
    boolean complete = completed > before.snapshot().completed();
    List<Long> mended =
        known.stream()
            .filter(
                parked -> (complete && parked.generation() < completed) || told.makesUpFor(parked))
            .map(ParkedRecord::offset)
            .toList();
    if (!mended.isEmpty()) {
      transaction.unpark(mended);
    }
  }

  /** What records tell: each row, and each table that was emptied, with the last offset of it. */
  private static final class Told {
    private final Set<Long> offsets = new HashSet<>();
    private final Map<RowKey, Long> rows = new HashMap<>();
    private final Map<SourceTable, Long> tables = new EnumMap<>(SourceTable.class);

    Told(List<LogRecord> records, List<Long> offsetsAfter) {
      for (int i = 0; i < records.size(); i++) {
        long offset = offsetsAfter.get(i) - 1;
        offsets.add(offset);
        switch (records.get(i)) {
          case LogRecord.Upsert upsert -> {
            if (upsert.row().isWhole()) {
              rows.put(upsert.row().key(), offset);
            }
          }
          case LogRecord.Delete delete -> rows.put(delete.key(), offset);
          case LogRecord.Truncate truncate -> tables.put(truncate.table(), offset);
          case LogRecord.Mark mark -> {}
        }
      }
    }

    boolean makesUpFor(ParkedRecord parked) {
      RowKey row = parked.row();
      return offsets.contains(parked.offset())
          || (row != null
              && (rows.getOrDefault(row, -1L) > parked.offset()
                  || tables.getOrDefault(row.table(), -1L) > parked.offset()));
    }
  }
}
