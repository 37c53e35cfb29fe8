package io.tenantatlas.query.store;

import static io.tenantatlas.query.store.ProgressColumns.LEAST;
import static io.tenantatlas.query.store.ProgressColumns.OF_TENANT;
import static io.tenantatlas.query.store.ProgressColumns.TOTALS;
import static io.tenantatlas.query.store.ProgressColumns.lacks;
import static io.tenantatlas.query.store.ProgressColumns.progressOf;

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
            select totals.ready, totals.rows_applied, totals.rows_expected, %s,
                   own.partition, document.version, document.changed_at, document.content
              from %s
              left join %s
              left join document
                on document.tenant_id = :tenant and document.kind = :kind
            """
                .formatted(progressOf("own", lacks("own", ":tenant")), TOTALS, OF_TENANT))
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
            select %s,
                   document.tenant_id, document.kind, document.partition, document.version,
                   document.changed_at, document.content
              from %s
             cross join unnest(:tenants, :kinds) as asked (tenant_id, kind)
              join document on document.tenant_id = asked.tenant_id and document.kind = asked.kind
              join partition_progress own on own.partition = document.partition
             where document.content is not null and totals.ready
            """
                .formatted(progressOf("own", lacks("own", "document.tenant_id")), TOTALS))
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
   * One statement again. Whichever partition has the session speaks for itself; of several, while
   * it is on its way, the one that is farthest. That it is nowhere is right for the least position
   * of all partitions, if none of them has lost it behind that, and not known while they are of two
   * histories.
   */
  DocumentRead read(DocumentKey.OfSession key) {
    return jdbc.sql(
            """
            select totals.ready and speaking.one_history as ready,
                   totals.rows_applied, totals.rows_expected, %s,
                   said.partition, said.workspace_id, said.tenant_id, said.version,
                   said.changed_at, said.content, lost.since_lsn::text as since_lsn
              from %s
              left join lateral (
                select document.*
                  from onboarding_document document
                  join partition_progress own on own.partition = document.partition
                 where document.session_id = :session and document.content is not null
                 order by own.source_history = totals.announced_history desc, own.source_lsn desc
                 limit 1) said on true
              cross join (
                select coalesce(max(since_lsn), '0/0') as since_lsn
                  from onboarding_document
                 where session_id = :session and content is null) lost
              left join lateral (
                select %s
                  from partition_progress each
                 where each.partition = said.partition or said.partition is null) speaking on true
            """
                .formatted(progressOf("speaking", "speaking.degraded"), TOTALS, LEAST))
        .param("session", key.sessionId())
        .query((row, number) -> sessionRead(row, key))
        .single();
  }

  private static DocumentRead sessionRead(ResultSet row, DocumentKey.OfSession key)
      throws SQLException {
    if (!row.getBoolean("ready")) {
      return new DocumentRead.NotReady(ProgressColumns.snapshot(row));
    }
    Progress progress = ProgressColumns.progress(row);
    if (row.getString("content") == null) {
      return new DocumentRead.Absent(progress, SourcePosition.parse(row.getString("since_lsn")));
    }
    Long workspace = row.getObject("workspace_id", Long.class);
    if (workspace == null || workspace != key.workspaceId()) {
      return new DocumentRead.Absent(progress);
    }
    Long tenant = row.getObject("tenant_id", Long.class);
    return tenant == null || key.tenants().includes(tenant)
        ? documentRead(row)
        : new DocumentRead.Withheld(progress);
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
