package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which rows the read model knows in each partition. Capture learns from it, together with the log
 * that follows, which partition every row lies in.
 */
public final class StoredRows {

  private static final int FETCH_SIZE = 10_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate snapshot;

  /**
   * @param jdbc a template of its own on the read model; its fetch size is set
   * @param snapshot read-only transactions of isolation REPEATABLE READ on the same database
   */
  public StoredRows(JdbcTemplate jdbc, TransactionTemplate snapshot) {
    this.jdbc = jdbc;
    this.jdbc.setFetchSize(FETCH_SIZE);
    this.snapshot = snapshot;
  }

  /**
   * Hands every row of the partition to {@code rows}, as of one moment.
   *
   * @return the change-log offset of the first record that is not applied in what was handed out; 0
   *     when the partition is not known
   */
  public long read(int partition, Consumer<RowKey> rows) {
    return Objects.requireNonNull(
        snapshot.execute(
            status -> {
              long nextOffset =
                  jdbc
                      .query(
                          "select next_offset from partition_progress where partition = ?",
                          (row, number) -> row.getLong("next_offset"),
                          partition)
                      .stream()
                      .findFirst()
                      .orElse(0L);
              jdbc.query(
                  "select table_name, id from row_state where partition = ?",
                  row -> {
                    long id = row.getLong("id");
                    SourceTable.byName(row.getString("table_name"))
                        .ifPresent(table -> rows.accept(new RowKey(table, id)));
                  },
                  partition);
              return nextOffset;
            }));
  }
}
