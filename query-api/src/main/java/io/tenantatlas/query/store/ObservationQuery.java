package io.tenantatlas.query.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads how far every partition is, and which documents changed. */
final class ObservationQuery {

  private final JdbcClient jdbc;

  ObservationQuery(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One statement, so that no change is missed between the progress and the documents. */
  Observation observe(Map<Integer, Long> seenSteps) {
    Integer[] partitions = seenSteps.keySet().toArray(new Integer[0]);
    Long[] steps = seenSteps.values().toArray(new Long[0]);
    return jdbc.sql(
            """
            select totals.ready, totals.partitions, totals.rows_applied, totals.rows_expected,
                   each.partition, each.step, each.degraded as degraded_tenants, %s,
                   changed.tenant_id, changed.kind, changed.version
              from %s
              left join partition_progress each on true
              left join unnest(:partitions, :steps) as seen (partition, step)
                on seen.partition = each.partition
              left join lateral (
                select document.tenant_id, document.kind, document.version
                  from document
                 where document.partition = each.partition and document.step > seen.step) changed
                on true
             order by each.partition
            """
                .formatted(ProgressColumns.progressOf("each", "false"), ProgressColumns.TOTALS))
        .param("partitions", partitions)
        .param("steps", steps)
        .query((ResultSetExtractor<Observation>) ObservationQuery::observation);
  }

  private static Observation observation(ResultSet rows) throws SQLException {
    ReadModelStatus status = ReadModelStatus.NONE;
    Map<Integer, PartitionProgress> partitions = new TreeMap<>();
    List<Observation.Change> changes = new ArrayList<>();
    while (rows.next()) {
      status = totals(rows);
      int partition = rows.getInt("partition");
      if (!rows.wasNull() && !partitions.containsKey(partition)) {
        Progress progress = ProgressColumns.progress(rows);
        Set<Long> degraded = Set.of((Long[]) rows.getArray("degraded_tenants").getArray());
        partitions.put(
            partition, new PartitionProgress(partition, progress, rows.getLong("step"), degraded));
      }
      String kind = rows.getString("kind");
      if (kind != null) {
        var key = new DocumentKey.OfTenant(rows.getLong("tenant_id"), kind);
        changes.add(new Observation.Change(key, rows.getLong("version")));
      }
    }
    return new Observation(
        new ReadModelStatus(
            status.ready(),
            status.partitionCount(),
            List.copyOf(partitions.values()),
            status.snapshot()),
        changes);
  }

  private static ReadModelStatus totals(ResultSet row) throws SQLException {
    return new ReadModelStatus(
        row.getBoolean("ready"),
        row.getInt("partitions"),
        List.of(),
        ProgressColumns.snapshot(row));
  }
}
