package io.tenantatlas.query.store;

import static io.tenantatlas.query.store.ProgressColumns.OF_TENANT;
import static io.tenantatlas.query.store.ProgressColumns.TOTALS;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gathers the edges of an item, or to a foundation object, newest first. */
final class LinkQueries {

  private static final String ITEM =
      """
      select %s,
             '{"outbound":[' || outbound.edges || '],"inbound":[' || inbound.edges || '],'
               || '"warnings":' || item.warnings
               || ',"truncated_edges":' || item.truncated_edges || '}' as content
        from %s
        left join %s
        left join link_source item
          on item.tenant_id = :tenant and item.external_id = :externalId
        cross join %s outbound
        cross join %s inbound
      """
          .formatted(
              tenant(),
              TOTALS,
              OF_TENANT,
              newest(":outbound", "source_id = :externalId"),
              newest(":inbound", "target_type = 'inventory_item' and reference = :externalId"));

  private static final String FOUNDATION =
      """
      select %s,
             '{"inbound":[' || inbound.edges || ']}' as content
        from %s
        left join %s
        cross join %s inbound
      """
          .formatted(
              tenant(),
              TOTALS,
              OF_TENANT,
              newest(
                  ":inbound",
                  "target_type = 'foundation_object'"
                      + " and foundation_type = :type and reference = :id"));

  private final JdbcClient jdbc;

  LinkQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One statement, so that both directions, the item, position and readiness are of one snapshot.
   */
  DocumentRead read(DocumentKey.OfItem key) {
    return jdbc.sql(ITEM)
        .param("tenant", key.tenantId())
        .param("externalId", key.externalId())
        .param("outbound", key.outbound())
        .param("inbound", key.inbound())
        .query((row, number) -> links(row))
        .single();
  }

  /** One statement again. */
  DocumentRead read(DocumentKey.OfFoundation key) {
    return jdbc.sql(FOUNDATION)
        .param("tenant", key.tenantId())
        .param("type", key.foundationType())
        .param("id", key.id())
        .param("inbound", key.inbound())
        .query((row, number) -> links(row))
        .single();
  }

  /** The columns that every answer needs beside the edges. */
  private static String tenant() {
    return """
    totals.ready, totals.rows_applied, totals.rows_expected, %s,
    exists (select from document
             where document.tenant_id = :tenant and document.kind = 'kpi'
               and document.content is not null) as tenant_known"""
        .formatted(ProgressColumns.progressOf("own", ProgressColumns.lacks("own", ":tenant")));
  }

  /** The first edges in the order served, as the elements of a JSON array. */
  private static String newest(String limit, String condition) {
    return """
    (select coalesce(string_agg(content, ',' order by created_at desc nulls last, source_id, place),
                     '') as edges
       from (select content, created_at, source_id, place
               from link_document
              where tenant_id = :tenant and not removed and %s
              order by created_at desc nulls last, source_id, place
              limit %s) newest)"""
        .formatted(condition, limit);
  }

  private static DocumentRead links(ResultSet row) throws SQLException {
    if (!row.getBoolean("ready")) {
      return new DocumentRead.NotReady(ProgressColumns.snapshot(row));
    }
    Progress progress = ProgressColumns.progress(row);
    if (!row.getBoolean("tenant_known")) {
      return new DocumentRead.Absent(progress);
    }
    String content = row.getString("content");
    return content == null
        ? new DocumentRead.ItemAbsent(progress)
        : new DocumentRead.Present(progress, new Document.Gathered(content));
  }
}
