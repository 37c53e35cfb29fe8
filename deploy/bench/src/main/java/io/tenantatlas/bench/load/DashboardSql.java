package io.tenantatlas.bench.load;

import io.tenantatlas.bench.report.Spread;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The numbers and rows of the KPI document as one statement on the source, which an application
 * would run for each view of its dashboard.
 */
public final class DashboardSql {

  private static final double NANOS_PER_MILLI = 1e6;

  /** Beside those that the source's tables have. */
  private static final List<String> INDICES =
      List.of(
          """
          create index if not exists bench_runs_window on operation_runs (tenant_id, created_at)
            include (status, outcome, started_at, completed_at)
          """,
          """
          create index if not exists bench_runs_active on operation_runs (tenant_id, type)
            where status in ('queued', 'running')
          """,
          """
          create index if not exists bench_runs_scans on operation_runs (tenant_id, completed_at)
            where type in ('drift.scan', 'drift.generate') and status = 'completed'
              and outcome in ('succeeded', 'partial')
          """,
          """
          create index if not exists bench_findings_open on findings (tenant_id, severity)
            where status in ('new', 'open')
          """);

  private static final String QUERY =
      """
      with tenant as (select ?::bigint as id),
           runs as (
             select count(*) as total_30d,
                    count(*) filter (where status = 'completed' and outcome = 'failed' and week) as failed_7d,
                    count(*) filter (where status = 'completed' and outcome = 'partial' and week) as partial_7d,
                    avg(completed_at - started_at)
                      filter (where status = 'completed' and completed_at >= started_at and week) as duration
               from (select status, outcome, started_at, completed_at,
                            created_at >= now() at time zone 'UTC' - interval '7 days' as week
                       from operation_runs
                      where tenant_id = (select id from tenant)
                        and created_at >= now() at time zone 'UTC' - interval '30 days') as window_30d),
           active as (
             select count(*) as runs, count(*) filter (where type = 'inventory.sync') as syncs
               from operation_runs
              where tenant_id = (select id from tenant) and status in ('queued', 'running'))
      select jsonb_build_object(
        'runs', (select to_jsonb(runs) from runs),
        'active', (select to_jsonb(active) from active),
        'last_scan_at', (select max(completed_at) from operation_runs
                          where tenant_id = (select id from tenant) and status = 'completed'
                            and type in ('drift.scan', 'drift.generate') and outcome in ('succeeded', 'partial')),
        'open_findings', (select jsonb_object_agg(severity, count)
                            from (select severity, count(*) from findings
                                   where tenant_id = (select id from tenant) and status in ('new', 'open')
                                   group by severity) as open),
        'items', (select jsonb_object_agg(policy_type, count)
                    from (select policy_type, count(*) from inventory_items
                           where tenant_id = (select id from tenant) group by policy_type) as types),
        'last_sync', (select to_jsonb(sync) from (select id, status, finished_at from inventory_sync_runs
                       where tenant_id = (select id from tenant) order by created_at desc, id desc limit 1) as sync),
        'recent_findings', (select jsonb_agg(finding) from (
                              select id, severity, status, scope_key, created_at from findings
                               where tenant_id = (select id from tenant)
                               order by created_at desc, id desc limit 10) as finding),
        'recent_operations', (select jsonb_agg(run) from (
                                select id, type, status, outcome, created_at, started_at, completed_at
                                  from operation_runs where tenant_id = (select id from tenant)
                                 order by created_at desc, id desc limit 10) as run))::text
      """;

  private DashboardSql() {}

  /** What was measured. */
  public record Run(double perSecond, Spread millis) {}

  /** Makes the indices, and what the planner knows. */
  public static void prepare(Connection source) throws SQLException {
    try (Statement statement = source.createStatement()) {
      for (String index : INDICES) {
        statement.execute(index);
      }
    }
    SeededSource.analyze(source);
  }

  /** Runs it for a tenant over connections that stay, for a time. */
  public static Run run(String url, long tenant, int connections, int seconds)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Spread millis = new Spread();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<List<Double>>> running = new ArrayList<>();
      for (int connection = 0; connection < connections; connection++) {
        running.add(threads.submit(() -> query(url, tenant, deadline)));
      }
      for (Future<List<Double>> each : running) {
        each.get().forEach(millis::add);
      }
    }
    return new Run((double) millis.size() / seconds, millis);
  }

  private static List<Double> query(String url, long tenant, long deadline) throws SQLException {
    List<Double> millis = new ArrayList<>();
    try (Connection source = DriverManager.getConnection(url, "postgres", "postgres");
        PreparedStatement query = source.prepareStatement(QUERY)) {
      query.setLong(1, tenant);
      for (long began = System.nanoTime(); began < deadline; began = System.nanoTime()) {
        try (ResultSet rows = query.executeQuery()) {
          rows.next();
          var unused = rows.getString(1);
        }
        millis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
      }
    }
    return millis;
  }
}
