package io.tenantatlas.standalone.e2e;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import tools.jackson.databind.JsonNode;

/**
 * Runs hand-written SQL that answers with one JSON value, in a session in UTC. The SQL may call
 * {@code iso(timestamp)}, RFC 3339 with milliseconds, and {@code shown(operation_runs)}, a run as
 * documents show it.
 */
final class TruthQueries {

  private static final String FUNCTIONS =
      """
      create or replace function pg_temp.iso(at timestamptz) returns text language sql immutable as
      $$ select to_char(date_trunc('milliseconds', at at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
      create or replace function pg_temp.shown(r operation_runs) returns jsonb language sql immutable as
      $$ select case when r.id is not null then jsonb_build_object('id', r.id, 'type', r.type,
           'status', r.status, 'outcome', r.outcome, 'created_at', pg_temp.iso(r.created_at),
           'started_at', pg_temp.iso(r.started_at), 'completed_at', pg_temp.iso(r.completed_at),
           'url', '/admin/operations/' || r.id) end $$
      """;

  private final Connection connection;

  /** Makes its functions, which last as long as the connection. */
  TruthQueries(Connection connection) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
      statement.execute(FUNCTIONS);
    }
  }

  /** The first column of the only row; JSON's null when it is null. */
  JsonNode one(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(qualified(sql))) {
      for (int i = 0; i < parameters.length; i++) {
        query.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        String text = rows.getString(1);
        return Json.read(text == null ? "null" : text);
      }
    }
  }

  /** The SQL as it may be executed on the connection. */
  String qualified(String sql) {
    return sql.replace("iso(", "pg_temp.iso(").replace("shown(", "pg_temp.shown(");
  }
}
