package io.tenantatlas.projector.capture;

import com.carrotsearch.hppc.LongHashSet;
import com.carrotsearch.hppc.cursors.LongCursor;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.EnumMap;
import java.util.Map;

/** Which rows lie in one partition of the change log, as far as it has been read back. */
final class PartitionRows {

  private final Map<SourceTable, LongHashSet> ids = new EnumMap<>(SourceTable.class);

  /** The row lies here. */
  void add(RowKey key) {
    ids.computeIfAbsent(key.table(), table -> new LongHashSet()).add(key.id());
  }

  /** Follows the partition's next record. */
  void apply(LogRecord record) {
    switch (record) {
      case LogRecord.Upsert upsert -> add(upsert.row().key());
      case LogRecord.Delete delete -> {
        LongHashSet table = ids.get(delete.key().table());
        if (table != null) {
          table.remove(delete.key().id());
        }
      }
      case LogRecord.Truncate truncate -> ids.remove(truncate.table());
      case LogRecord.Mark mark -> {}
    }
  }

  /** Notes in {@code locations} that all these rows lie in the partition. */
  void noteIn(RowLocations locations, int partition) {
    ids.forEach(
        (table, rows) -> {
          for (LongCursor id : rows) {
            locations.put(new RowKey(table, id.value), partition);
          }
        });
  }
}
