package io.tenantatlas.projector.store;

import io.tenantatlas.projector.store.ReadModel.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Counts what lookups in partition 0 go through. */
final class TableReads {

  static final int PARTITIONS = 4;

  private final ReadModelDatabase database;
  private final ReadModel readModel;

  TableReads(ReadModelDatabase database) {
    this.database = database;
    this.readModel = database.connected();
  }

  /** What was found, and how many entries of a table were gone through for it. */
  record Read<T>(T found, long entries) {}

  <T> Read<T> read(String table, Function<Transaction, T> lookup) {
    PartitionProgress progress = readModel.open(0, PARTITIONS, "definition-1", 0);
    List<Read<T>> reads = new ArrayList<>();
    readModel.update(
        progress,
        transaction -> {
          long before = entriesRead(table);
          T found = lookup.apply(transaction);
          reads.add(new Read<>(found, entriesRead(table) - before));
          return progress;
        });
    return reads.getFirst();
  }

  /** Rows and index entries of the table that the transaction has gone through so far. */
  private long entriesRead(String table) {
    return Objects.requireNonNull(
        database
            .jdbc()
            .queryForObject(
                """
                select sum(pg_stat_get_xact_tuples_returned(scanned.oid))
                from (select ?::regclass::oid as oid
                      union all select indexrelid from pg_index where indrelid = ?::regclass) scanned
                """,
                Long.class,
                table,
                table));
  }
}
