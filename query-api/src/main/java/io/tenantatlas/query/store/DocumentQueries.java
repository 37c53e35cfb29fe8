package io.tenantatlas.query.store;

import static io.tenantatlas.query.store.ProgressColumns.OF_TENANT;
import static io.tenantatlas.query.store.ProgressColumns.TOTALS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads documents that the projector has rendered. */
final class DocumentQueries {

  private final JdbcClient jdbc;

  DocumentQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One statement, so that document, position and readiness are of one snapshot. */
  DocumentRead read(DocumentKey.OfTenant key) {
    return jdbc.sql(
            """
            select totals.ready, totals.rows_applied, totals.rows_expected,
                   own.source_lsn::text as source_lsn, own.source_at, own.as_of,
                   own.partition, document.version, document.changed_at, document.content
              from %s
              left join %s
              left join document
                on document.tenant_id = :tenant and document.kind = :kind
            """
                .formatted(TOTALS, OF_TENANT))
        .param("tenant", key.tenantId())
        .param("kind", key.kind())
        .query((row, number) -> documentRead(row))
        .single();
  }

  /** One statement again. The partition that has a document speaks for it. */
  Map<DocumentKey.OfTenant, DocumentRead.Present> readAll(Collection<DocumentKey.OfTenant> keys) {
    Map<DocumentKey.OfTenant, DocumentRead.Present> found = new HashMap<>();
    jdbc.sql(
            """
            select own.source_lsn::text as source_lsn, own.source_at, own.as_of,
                   document.tenant_id, document.kind, document.partition, document.version,
                   document.changed_at, document.content
              from unnest(:tenants, :kinds) as asked (tenant_id, kind)
              join document using (tenant_id, kind)
              join partition_progress own on own.partition = document.partition
             where document.content is not null and (select ready from %s)
            """
                .formatted(TOTALS))
        .param("tenants", keys.stream().map(DocumentKey.OfTenant::tenantId).toArray(Long[]::new))
        .param("kinds", keys.stream().map(DocumentKey.OfTenant::kind).toArray(String[]::new))
        .query(
            row -> {
              var key = new DocumentKey.OfTenant(row.getLong("tenant_id"), row.getString("kind"));
              found.put(key, present(row, row.getString("content")));
            });
    return found;
  }

  /**
   * One statement again. A partition that has the session's run speaks for itself, and the one that
   * is farthest if a run is on its way between two. That there is no such run, or no such session,
   * is only as right as all partitions are.
   */
  DocumentRead read(DocumentKey.OfSession key) {
    return jdbc.sql(
            """
            select totals.ready, totals.rows_applied, totals.rows_expected,
                   speaking.source_lsn::text as source_lsn, speaking.source_at, speaking.as_of,
                   chosen.partition, chosen.version, chosen.changed_at, chosen.content
              from %s
              left join lateral (
                select document.*
                  from onboarding_document document
                  join partition_progress own on own.partition = document.partition
                 where document.session_id = :session and document.workspace_id = :workspace
                   and document.content is not null
                 order by document.run_partition desc, own.source_lsn desc
                 limit 1) chosen on true
              left join lateral (
                select min(each.source_lsn) as source_lsn, min(each.as_of) as as_of,
                       case when count(each.source_at) = count(*)
                            then min(each.source_at) end as source_at
                  from partition_progress each
                 where each.partition = chosen.partition
                    or chosen.run_partition is not true) speaking on true
            """
                .formatted(TOTALS))
        .param("workspace", key.workspaceId())
        .param("session", key.sessionId())
        .query((row, number) -> documentRead(row))
        .single();
  }

  private static DocumentRead documentRead(ResultSet row) throws SQLException {
    if (!row.getBoolean("ready")) {
      return new DocumentRead.NotReady(ProgressColumns.snapshot(row));
    }
    String content = row.getString("content");
    if (content == null) {
      return new DocumentRead.Absent(ProgressColumns.progress(row));
    }
    return present(row, content);
  }

  private static DocumentRead.Present present(ResultSet row, String content) throws SQLException {
    var document =
        new Document.Rendered(
            row.getInt("partition"),
            row.getLong("version"),
            ProgressColumns.required(row, "changed_at"),
            content);
    return new DocumentRead.Present(ProgressColumns.progress(row), document);
  }
}
