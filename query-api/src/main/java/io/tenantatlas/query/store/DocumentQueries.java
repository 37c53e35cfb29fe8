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
   * One statement again. A partition that has the session's run speaks for itself, and the one that
   * is farthest if a run is on its way between two. That there is no such run, or no such session,
   * is only as right as all partitions are, and not known while they are of two histories.
   */
  DocumentRead read(DocumentKey.OfSession key) {
    return jdbc.sql(
            """
            select totals.ready and speaking.one_history as ready,
                   totals.rows_applied, totals.rows_expected, %s,
                   chosen.partition, chosen.version, chosen.changed_at, chosen.content
              from %s
              left join lateral (
                select document.*
                  from onboarding_document document
                  join partition_progress own on own.partition = document.partition
                 where document.session_id = :session and document.workspace_id = :workspace
                   and document.content is not null
                 order by document.run_partition desc,
                          own.source_history = totals.announced_history desc, own.source_lsn desc
                 limit 1) chosen on true
              left join lateral (
                select %s
                  from partition_progress each
                 where each.partition = chosen.partition
                    or chosen.run_partition is not true) speaking on true
            """
                .formatted(progressOf("speaking"), TOTALS, LEAST))
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
    var document =
        new Document.Rendered(
            row.getInt("partition"),
            row.getLong("version"),
            ProgressColumns.required(row, "changed_at"),
            content);
    return new DocumentRead.Present(ProgressColumns.progress(row), document);
  }
}
