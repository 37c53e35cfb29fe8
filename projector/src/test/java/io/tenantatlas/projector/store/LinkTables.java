package io.tenantatlas.projector.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What others read of the tables of edges, as they read it. */
record LinkTables(JdbcTemplate jdbc) {

  /** The tenant's edges, in the order in which they are served. */
  List<StoredLink> served(long tenantId) {
    return jdbc.query(
        """
        select * from link where tenant_id = ? and not removed
        order by created_at desc nulls last, source_id, place
        """,
        (row, number) -> JdbcEdges.link(row),
        tenantId);
  }

  List<StoredSource> sources(long tenantId) {
    return jdbc.query(
        """
        select external_id, truncated_edges, warnings from link_source where tenant_id = ?
        order by external_id
        """,
        (row, number) ->
            new StoredSource(
                new ItemKey(tenantId, row.getString("external_id")),
                row.getInt("truncated_edges"),
                row.getString("warnings")),
        tenantId);
  }

  /** The edges that the step changed or, where true, removed. */
  Map<StoredLink.Key, Boolean> removed(int partition, long step) {
    Map<StoredLink.Key, Boolean> removed = new HashMap<>();
    jdbc.query(
        "select * from link where partition = ? and step = ?",
        row -> {
          removed.put(JdbcEdges.link(row).key(), row.getBoolean("removed"));
        },
        partition,
        step);
    return removed;
  }
}
