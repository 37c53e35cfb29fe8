package io.tenantatlas.query.store;

import static io.tenantatlas.query.store.ProgressColumns.LEAST;
import static io.tenantatlas.query.store.ProgressColumns.OF_TENANT;
import static io.tenantatlas.query.store.ProgressColumns.TOTALS;
import static io.tenantatlas.query.store.ProgressColumns.progressOf;

import java.sql.ResultSet;
import java.sql.SQLException;
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
                .formatted(progressOf("own"), TOTALS, OF_TENANT))
        .param("tenant", key.tenantId())
        .param("kind", key.kind())
        .query((row, number) -> documentRead(row))
        .single();
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
                .formatted(progressOf("speaking"), TOTALS, LEAST))
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
    var document =
        new Document.Rendered(
            row.getInt("partition"),
            row.getLong("version"),
            ProgressColumns.required(row, "changed_at"),
            content);
    return new DocumentRead.Present(ProgressColumns.progress(row), document);
  }
}
