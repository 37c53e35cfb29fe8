package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcReadModel.instant;
import static io.tenantatlas.projector.store.JdbcReadModel.timestamp;
import static io.tenantatlas.projector.store.JdbcTransaction.array;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One partition's parked records, and beside its progress the tenants whose documents lack one, so
 * that who reads a document and its progress reads that with them.
 */
final class JdbcParkedRecords {

  private final JdbcTemplate jdbc;
  private final int partition;

  JdbcParkedRecords(JdbcTemplate jdbc, int partition) {
    this.jdbc = jdbc;
    this.partition = partition;
  }

  static List<ParkedRecord> read(JdbcTemplate jdbc, int partition) {
    return jdbc.query(
        """
        select log_offset, table_name, id, tenant_id, generation, reason, parked_at
        from parked_record where partition = ?
        """,
        (row, number) -> record(row),
        partition);
  }

  private static ParkedRecord record(ResultSet row) throws SQLException {
    return new ParkedRecord(
        row.getLong("log_offset"),
        key(row),
        row.getObject("tenant_id", Long.class),
        row.getLong("generation"),
        Objects.requireNonNull(row.getString("reason")),
        Objects.requireNonNull(instant(row, "parked_at")));
  }

  /** Null also where the table is one of another release. */
  private static @Nullable RowKey key(ResultSet row) throws SQLException {
    String table = row.getString("table_name");
    long id = row.getLong("id");
    return table == null
        ? null
        : SourceTable.byName(table).map(known -> new RowKey(known, id)).orElse(null);
  }

  void park(List<ParkedRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into parked_record (partition, log_offset, table_name, id, tenant_id, generation, reason, parked_at)
        select ?, w.* from unnest(?, ?, ?, ?, ?, ?, ?)
          as w (log_offset, table_name, id, tenant_id, generation, reason, parked_at)
        on conflict do nothing
        """,
        partition,
        array("bigint", records, ParkedRecord::offset),
        array(
            "text",
            records,
            parked -> parked.row() == null ? null : parked.row().table().tableName()),
        array("bigint", records, parked -> parked.row() == null ? null : parked.row().id()),
        array("bigint", records, ParkedRecord::tenantId),
        array("bigint", records, ParkedRecord::generation),
        array("text", records, ParkedRecord::reason),
        array("timestamptz", records, parked -> timestamp(parked.parkedAt())));
    noteTenants();
  }

  void unpark(Collection<Long> offsets) {
    jdbc.update(
        "delete from parked_record where partition = ? and log_offset = any(?)",
        partition,
        array("bigint", offsets, offset -> offset));
    noteTenants();
  }

  void clear() {
    jdbc.update("delete from parked_record where partition = ?", partition);
    noteTenants();
  }

  private void noteTenants() {
    jdbc.update(
        """
        update partition_progress
        set degraded = (select coalesce(array_agg(distinct coalesce(tenant_id, -1)), '{}')
                        from parked_record where partition = ?)
        where partition = ?
        """,
        partition,
        partition);
  }
}
