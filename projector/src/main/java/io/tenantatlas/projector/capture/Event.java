package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What one record of the Debezium engine says. */
sealed interface Event {

  /** Something that happened to a captured table. */
  sealed interface Change extends Event {

    SourceTable table();

    /** The id of the source's transaction, its lower 32 bits. */
    long transaction();
  }

  /**
   * A row was inserted or updated.
   *
   * @param inserted it was not there under this key before
   * @param lacking the columns whose large values the change came without, since they did not
   *     change (unchanged TOAST)
   */
  record RowChanged(
      RowKey key,
      @Nullable Long tenantId,
      boolean inserted,
      List<Column> lacking,
      long transaction,
      SourceRecord record)
      implements Change {

    @Override
    public SourceTable table() {
      return key.table();
    }

    Lack lack() {
      return Lack.of(key.table(), lacking);
    }

    /** The same with all large values. */
    RowChanged completed(SourceRecord whole) {
      return new RowChanged(key, tenantId, inserted, List.of(), transaction, whole);
    }
  }

  /** Which large values a change came without. */
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
  record RowDeleted(RowKey key, long transaction, SourceRecord record) implements Change {
    @Override
    public SourceTable table() {
      return key.table();
    }
  }

  /** All rows of a table were removed. */
  record TableTruncated(SourceTable table, long transaction, SourceRecord record)
      implements Change {}

  /**
   * A place between source transactions: everything committed up to {@code position} has been said.
   *
   * @param at the source's clock
   * @param landmark what stands there: a heartbeat of this run, or the end of a transaction
   */
  record Boundary(SourcePosition position, Instant at, Landmark landmark) implements Event {}

  /** A message that pretends to be a heartbeat of this run. */
  record Foreign() implements Event {}

  /** Nothing that matters here. */
  record Other() implements Event {}
}
