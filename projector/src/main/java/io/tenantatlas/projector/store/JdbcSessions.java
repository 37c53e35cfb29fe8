package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcReadModel.instant;
import static io.tenantatlas.projector.store.JdbcReadModel.timestamp;
import static io.tenantatlas.projector.store.JdbcTransaction.array;

import io.tenantatlas.projector.change.SourcePosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** The onboarding sessions of one partition inside a PostgreSQL transaction. */
final class JdbcSessions {

  private final JdbcTemplate jdbc;
  private final int partition;

  JdbcSessions(JdbcTemplate jdbc, int partition) {
    this.jdbc = jdbc;
    this.partition = partition;
  }

  Map<Long, StoredSession> read(Collection<Long> sessionIds) {
    Map<Long, StoredSession> sessions = new HashMap<>();
    jdbc.query(
        """
        select session_id, workspace_id, tenant_id, run_id, dirty, version, changed_at, since_lsn::text as since_lsn,
               content
        from onboarding_document where session_id = any(?) and partition = ?
        """,
        row -> {
          StoredSession session = session(row);
          sessions.put(session.sessionId(), session);
        },
        array("bigint", sessionIds, id -> id),
        partition);
    return sessions;
  }

  private static StoredSession session(ResultSet row) throws SQLException {
    return new StoredSession(
        row.getLong("session_id"),
        row.getObject("workspace_id", Long.class),
        row.getObject("tenant_id", Long.class),
        row.getObject("run_id", Long.class),
        row.getBoolean("dirty"),
        row.getLong("version"),
        Objects.requireNonNull(instant(row, "changed_at")),
        SourcePosition.parse(row.getString("since_lsn")),
        row.getString("content"));
  }

  /** By an index each. */
  Set<Long> of(Collection<Long> runIds, Collection<Long> tenantIds) {
    return new HashSet<>(
        jdbc.query(
            """
            select session_id from onboarding_document where partition = ? and run_id = any(?)
            union select session_id from onboarding_document where partition = ? and tenant_id = any(?)
            """,
            (row, number) -> row.getLong("session_id"),
            partition,
            array("bigint", runIds, id -> id),
            partition,
            array("bigint", tenantIds, id -> id)));
  }

  List<Long> dirty() {
    return jdbc.query(
        "select session_id from onboarding_document where partition = ? and dirty",
        (row, number) -> row.getLong("session_id"),
        partition);
  }

  void forgetPositions() {
    jdbc.update(
        "update onboarding_document set since_lsn = '0/0' where partition = ? and since_lsn <> '0/0'",
        partition);
  }

  void save(Collection<StoredSession> sessions) {
    if (sessions.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into onboarding_document (session_id, partition, workspace_id, tenant_id, run_id, dirty, version,
            changed_at, since_lsn, content)
        select w.session_id, ?, w.workspace_id, w.tenant_id, w.run_id, w.dirty, w.version, w.changed_at,
               w.since_lsn::pg_lsn, w.content
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) as w (session_id, workspace_id, tenant_id, run_id, dirty, version,
             changed_at, since_lsn, content)
        on conflict (session_id, partition) do update
        set workspace_id = excluded.workspace_id, tenant_id = excluded.tenant_id, run_id = excluded.run_id,
            dirty = excluded.dirty, version = excluded.version, changed_at = excluded.changed_at,
            since_lsn = excluded.since_lsn, content = excluded.content
        """,
        partition,
        array("bigint", sessions, StoredSession::sessionId),
        array("bigint", sessions, StoredSession::workspaceId),
        array("bigint", sessions, StoredSession::tenantId),
        array("bigint", sessions, StoredSession::runId),
        array("boolean", sessions, StoredSession::dirty),
        array("bigint", sessions, StoredSession::version),
        array("timestamptz", sessions, session -> timestamp(session.changedAt())),
        array("text", sessions, session -> session.since().toString()),
        array("text", sessions, StoredSession::content));
  }
}
