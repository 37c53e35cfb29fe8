package io.tenantatlas.query.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** How progress is selected beside what is read, and read from the row. */
final class ProgressColumns {

  /**
   * The whole read model in one row, even when it is empty. The expected rows are those of the
   * whole snapshot in every partition's row, the applied ones each partition's own. The history
   * announced is what the partition says that has seen the newest snapshot begin.
   */
  static final String TOTALS =
      """
      (select coalesce(count(*) = min(partitions) and min(partitions) = max(partitions)
                         and bool_and(ready), false) as ready,
              coalesce(max(partitions), 1) as partitions,
              coalesce(sum(snapshot_applied), 0) as rows_applied,
              coalesce(max(snapshot_expected), 0) as rows_expected,
              (array_agg(announced_history
                         order by generation desc, announced_history = source_history))[1]
                as announced_history
         from partition_progress) totals
      """;

  /** To be joined to {@link #TOTALS}: the partition of the tenant that is a parameter. */
  static final String OF_TENANT =
      """
      partition_progress own
        on own.partition = mod(mod(:tenant, totals.partitions) + totals.partitions,
                               totals.partitions)
      """;

  /** The progress that the partitions selected from have reached, all of one history. */
  static final String LEAST =
      """
      min(source_history) as source_history, count(distinct source_history) = 1 as one_history,
      min(source_lsn) as source_lsn, min(as_of) as as_of,
      case when count(source_at) = count(*) then min(source_at) end as source_at,
      coalesce(bool_or(degraded <> '{}'), false) as degraded
      """;

  /**
   * The columns of a progress, beside {@link #TOTALS}.
   *
   * @param degraded tells whether what is read may lack a record, as {@link #lacks} does
   */
  static String progressOf(String table, String degraded) {
    return """
    %1$s.source_history, %1$s.source_history = totals.announced_history as current,
    %1$s.source_lsn::text as source_lsn, %1$s.source_at, %1$s.as_of, %2$s as degraded"""
        .formatted(table, degraded);
  }

  /** Whether the tenant's documents may lack a record. */
  static String lacks(String table, String tenant) {
    String tenants = tenant + ", " + PartitionProgress.ANY_TENANT;
    return "(" + table + ".degraded && array[" + tenants + "]::bigint[])";
  }

  static SnapshotProgress snapshot(ResultSet row) throws SQLException {
    return new SnapshotProgress(row.getLong("rows_applied"), row.getLong("rows_expected"));
  }

  static Progress progress(ResultSet row) throws SQLException {
    return new Progress(
        new SourceHistory(row.getString("source_history")),
        row.getBoolean("current"),
        SourcePosition.parse(row.getString("source_lsn")),
        instant(row, "source_at"),
        required(row, "as_of"),
        row.getBoolean("degraded"));
  }

  static Instant required(ResultSet row, String column) throws SQLException {
    Instant instant = instant(row, column);
    if (instant == null) {
      throw new SQLException("column " + column + " of the read model is null");
    }
    return instant;
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private ProgressColumns() {}
}
