package io.tenantatlas.projector.capture;

import com.carrotsearch.hppc.LongShortHashMap;
import com.carrotsearch.hppc.cursors.LongShortCursor;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which partition every captured row lies in at the end of the change log. PostgreSQL's default
 * replica identity says of a deleted row only its key and of an updated row only its new values, so
 * this is how the partition that has to forget the row is known. About 20 bytes of memory a row.
 *
 * <p>Threads: one at a time.
 */
final class RowLocations {

  /** No partition: the row is not in the log. */
  static final int NOWHERE = -1;

  private final Map<SourceTable, LongShortHashMap> partitions = new EnumMap<>(SourceTable.class);

  RowLocations() {
    for (SourceTable table : SourceTable.values()) {
      partitions.put(table, new LongShortHashMap());
    }
  }

  /** Notes where the row lies now; returns where it lay before. */
  int put(RowKey key, int partition) {
    LongShortHashMap table = of(key.table());
    int index = table.indexOf(key.id());
    if (table.indexExists(index)) {
      return table.indexReplace(index, (short) partition);
    }
    table.indexInsert(index, key.id(), (short) partition);
    return NOWHERE;
  }

  /** Forgets the row; returns where it lay. */
  int remove(RowKey key) {
    LongShortHashMap table = of(key.table());
    int index = table.indexOf(key.id());
    return table.indexExists(index) ? table.indexRemove(index) : NOWHERE;
  }

  /** Whether the row is known. */
  boolean has(RowKey key) {
    return of(key.table()).containsKey(key.id());
  }

  /** Forgets all rows of a table. */
  void clear(SourceTable table) {
    of(table).clear();
  }

  /** Begins to read a table again: what lies where is found out anew. */
  Reread reread(SourceTable table) {
    return new Reread(table);
  }

  /** The rows of a table that is read again. */
  final class Reread {

    private final SourceTable table;
    private final LongShortHashMap before;
    private final LongShortHashMap now = new LongShortHashMap();

    private Reread(SourceTable table) {
      this.table = table;
      this.before = of(table);
    }

    /** Notes where a row lies that was read; returns where it lay before. */
    int put(long id, int partition) {
      now.put(id, (short) partition);
      return before.getOrDefault(id, (short) NOWHERE);
    }

    /** Everything was read: hands over each row that lay somewhere and was not read. */
    void end(Gone gone) {
      for (LongShortCursor row : before) {
        if (!now.containsKey(row.key)) {
          gone.accept(new RowKey(table, row.key), row.value);
        }
      }
      partitions.put(table, now);
    }
  }

  /** Takes a row that is no longer there, and the partition in which it lay. */
  @FunctionalInterface
  interface Gone {
    void accept(RowKey key, int partition);
  }

  /** How many rows are known. */
  long size() {
    return partitions.values().stream().mapToLong(LongShortHashMap::size).sum();
  }

  private LongShortHashMap of(SourceTable table) {
    return Objects.requireNonNull(partitions.get(table));
  }
}
