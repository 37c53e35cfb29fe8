package io.tenantatlas.bench.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Rows of the source that are there from the beginning, made by SQL: of each table with the ids
 * from 1, tenants in turns.
 */
public final class SeededSource {

  private static final String TENANTS =
      """
      insert into tenants (id, workspace_id, name, created_at, updated_at)
      select id, 1 + id % 3, 'Tenant ' || id, now(), now() from generate_series(1, {tenants}) as id
      """;

  private static final String FINDINGS =
      """
      insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at)
      select 1 + (id - 1) % {tenants}, 'scope-' || id, (array['low', 'medium', 'high'])[1 + h % 3],
             (array['new', 'open', 'closed', 'closed'])[1 + h % 4], at, at
        from {numbers}
      """;

  private static final String ITEMS =
      """
      insert into inventory_items (tenant_id, external_id, policy_type, display_name, meta_jsonb,
                                   created_at, updated_at)
      select 1 + (id - 1) % {tenants}, 'item-' || id,
             (array['deviceConfiguration', 'mobileApp', 'conditionalAccessPolicy'])[1 + h % 3], 'Policy ' || id,
             jsonb_build_object('version', h % 40, 'roleScopeTagIds', array['0'], 'assignments',
               jsonb_build_array(jsonb_build_object('target', jsonb_build_object(
                 '@odata.type', '#microsoft.graph.groupAssignmentTarget', 'groupId', 'group-' || h % 12)))),
             at, at
        from {numbers}
      """;

  private static final String RUNS =
      """
      insert into operation_runs (workspace_id, tenant_id, type, status, outcome, context, summary_counts,
                                  created_at, started_at, completed_at)
      select 1, {first} + (id - 1) % {tenants},
             (array['inventory.sync', 'policy.sync', 'backup.run', 'drift.scan'])[1 + h % 4],
             case h % 50 when 0 then 'running' else 'completed' end,
             case h % 50 when 0 then 'pending' when 1 then 'failed' when 2 then 'partial' else 'succeeded' end,
             '{"source": "schedule"}', '{"total": 40, "failed": 2}', at, at, at + interval '90 seconds'
        from {numbers}
       order by at
      """;

  private static final String NUMBERS =
      """
      (select id, hashint8(id) & 65535 as h, now() - interval '40 days' * random() as at
         from generate_series(1, {rows}) as id) as row
      """;

  private SeededSource() {}

  /** How many rows each table has: findings 40 %, runs 40 %, items 20 %. */
  public static void insert(Connection source, int tenants, int rows) throws SQLException {
    execute(source, TENANTS, 0, tenants, 1);
    execute(source, FINDINGS, findings(rows), tenants, 1);
    execute(source, ITEMS, rows / 5, tenants, 1);
    execute(source, RUNS, rows * 2 / 5, tenants, 1);
    analyze(source);
  }

  static int findings(int rows) {
    return rows * 2 / 5;
  }

  /** More runs of one tenant. */
  public static void insertRuns(Connection source, long tenant, int runs) throws SQLException {
    execute(source, RUNS, runs, 1, tenant);
    analyze(source);
  }

  /** More runs, of tenants in turns, by one statement and nothing else. */
  public static void insertRunsInTurns(Connection source, int tenants, int runs)
      throws SQLException {
    execute(source, RUNS, runs, tenants, 1);
  }

  private static void execute(Connection source, String sql, int rows, int tenants, long first)
      throws SQLException {
    try (Statement statement = source.createStatement()) {
      statement.execute(
          sql.replace("{numbers}", NUMBERS)
              .replace("{rows}", Integer.toString(rows))
              .replace("{tenants}", Integer.toString(tenants))
              .replace("{first}", Long.toString(first)));
    }
  }

  /** So that nothing does it while something is measured. */
  public static void analyze(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute("vacuum analyze");
    }
  }

  /** Where the source's log is: behind all that is committed. */
  public static String position(Connection source) throws SQLException {
    try (PreparedStatement select = source.prepareStatement("select pg_current_wal_lsn()::text");
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }
}
