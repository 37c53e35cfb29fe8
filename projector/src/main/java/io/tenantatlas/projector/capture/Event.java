package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What one record of the Debezium engine says. */
sealed interface Event {

  /**
   * A row was inserted, updated or read by a snapshot.
   *
   * @param inserted it was not there under this key before
   */
  record RowChanged(
      RowKey key, @Nullable Long tenantId, boolean inserted, Lack lack, SourceRecord record)
      implements Event {

    /** The same with all large values. */
    RowChanged completed(SourceRecord whole) {
      return new RowChanged(key, tenantId, inserted, Lack.NOTHING, whole);
    }
  }

  /** Which large values a change came without, since they did not change (unchanged TOAST). */
  enum Lack {
    NOTHING,
    /** Only JSON of which nothing is kept, in a table that has other JSON of which something is. */
    UNKEPT_JSON,
    /** Any others. */
    LARGE_VALUES;

    /** What a change of the table lacks that came without these columns. */
    static Lack of(SourceTable table, List<Column> columns) {
      if (columns.isEmpty()) {
        return NOTHING;
      }
      boolean unkept = columns.stream().allMatch(column -> column.kept().isEmpty());
      return unkept && mayLackUnkeptJson(table) ? UNKEPT_JSON : LARGE_VALUES;
    }

    /** Whether {@link #UNKEPT_JSON} occurs in this table. */
    static boolean mayLackUnkeptJson(SourceTable table) {
      return table.columns().stream().anyMatch(column -> column.kept().isEmpty())
          && table.columns().stream().anyMatch(column -> !column.members().isEmpty());
    }
  }

  /** A row was deleted. */
  record RowDeleted(RowKey key, SourceRecord record) implements Event {}

  /** All rows of a table were removed. */
  record TableTruncated(SourceTable table, SourceRecord record) implements Event {}

  /** A place between source transactions. */
  sealed interface Boundary extends Event {}

  /**
   * Everything committed up to {@code position} has been said; {@code at} is the source's clock.
   */
  record TransactionEnded(SourcePosition position, Instant at) implements Boundary {}

  /** The snapshot has been read wholly; streaming begins at {@code position}. */
  record SnapshotCompleted(SourcePosition position) implements Boundary {}

  /** Nothing that matters here. */
  record Other() implements Event {}
}
