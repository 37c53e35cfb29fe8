package io.tenantatlas.standalone.workload;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * The steady changes of the demo: an endless row of transactions, decided by the random numbers
 * alone.
 *
 * <p>Which row a change touches is decided by the database ("the oldest queued run"), so nothing is
 * remembered here and a restart goes on where the last run stopped. A transaction may find no row
 * to touch. Not thread-safe.
 */
final class DemoChanges {
  /** Rows that a tenant keeps in each table that only grows; the oldest go. */
  private static final int KEPT_ROWS = 2_000;

  private final Random random;
  private final InstantSource clock;
  private final List<Action> actions;
  private final List<Tenant> pool;

  private record Tenant(long id, TenantProfile profile) {}

  private record Action(int weight, BiFunction<Tenant, Instant, List<SqlCommand>> make) {}

  DemoChanges(Random random, InstantSource clock, List<Long> tenantIds) {
    this.random = random;
    this.clock = clock;
    this.pool = pool(tenantIds);
    this.actions = new ArrayList<>();
    // Each stage is a little quicker than the one before it, so that nothing piles up.
    add(100, this::queueRun);
    add(115, (tenant, now) -> startRun(now));
    add(130, (tenant, now) -> completeRun(now));
    add(
        40,
        (tenant, now) -> List.of(SourceRows.sync(random, tenant.id, "running", now, null, now)));
    add(50, (tenant, now) -> finishSync(now));
    add(60, (tenant, now) -> List.of(SourceRows.finding(random, tenant.id, "new", now, now)));
    add(30, (tenant, now) -> moveFinding(tenant, now, "new", "open"));
    add(30, (tenant, now) -> moveFinding(tenant, now, "open", "acknowledged"));
    add(35, (tenant, now) -> moveFinding(tenant, now, "acknowledged", "closed"));
    add(8, (tenant, now) -> moveFinding(tenant, now, "closed", "open"));
    add(1, this::closeManyFindings);
    add(25, this::addItem);
    add(70, this::changeItem);
    add(24, (tenant, now) -> removeItem(tenant));
    add(12, (tenant, now) -> List.of(SourceRows.backupRun(tenant.id, "running", now, null, now)));
    add(15, (tenant, now) -> finishOldest("backup_schedule_runs", Picks.syncResult(random), now));
    add(
        8,
        (tenant, now) ->
            List.of(SourceRows.groupSync(tenant.id, "running", false, now, null, now)));
    add(10, (tenant, now) -> finishGroupSync(now));
    add(4, (tenant, now) -> List.of(SourceRows.restoreRun(tenant.id, "draft", null, null, now)));
    add(30, (tenant, now) -> moveRestore(now));
    add(1, this::onboard);
    add(6, (tenant, now) -> prune(tenant));
  }

  private void add(int weight, BiFunction<Tenant, Instant, List<SqlCommand>> make) {
    actions.add(new Action(weight, make));
  }

  private static List<Tenant> pool(List<Long> tenantIds) {
    List<Tenant> pool = new ArrayList<>();
    for (int position = 0; position < tenantIds.size(); position++) {
      var tenant =
          new Tenant(tenantIds.get(position), TenantProfile.of(position, tenantIds.size()));
      for (int i = 0; i < tenant.profile.weight; i++) {
        pool.add(tenant);
      }
    }
    return pool;
  }

  /** The statements of the next transaction; empty when there are no tenants to change. */
  List<SqlCommand> next() {
    if (pool.isEmpty()) {
      return List.of();
    }
    int left = random.nextInt(actions.stream().mapToInt(Action::weight).sum());
    Tenant tenant = Picks.one(random, pool);
    for (Action action : actions) {
      left -= action.weight;
      if (left < 0) {
        return action.make.apply(tenant, clock.instant());
      }
    }
    throw new AssertionError("the weights have a sum");
  }

  private List<SqlCommand> queueRun(Tenant tenant, Instant now) {
    boolean scan = tenant.profile != TenantProfile.UNSCANNED && Picks.chance(random, 0.08);
    return List.of(
        SourceRows.queuedRun(
            tenant.id, scan ? Picks.scanType(random) : Picks.operationType(random), now));
  }

  private List<SqlCommand> startRun(Instant now) {
    return List.of(
        SqlCommand.of(
            """
            update operation_runs set status = 'running', started_at = ?, updated_at = ?
             where id = (select id from operation_runs where status = 'queued' order by id limit 1)
            """,
            now,
            now));
  }

  private List<SqlCommand> completeRun(Instant now) {
    String outcome = Picks.outcome(random);
    return List.of(
        SqlCommand.of(
            """
            update operation_runs
               set status = 'completed', outcome = ?, completed_at = ?, updated_at = ?, summary_counts = ?::jsonb,
                   failure_summary = ?::jsonb,
                   context = case when type in ('provider.connection.check', 'tenant.verification')
                                  then context || ?::jsonb else context end
             where id = (select id from operation_runs where status = 'running' order by id limit 1)
            """,
            outcome,
            now,
            now,
            Payloads.counts(random, outcome),
            Payloads.failures(outcome),
            Payloads.verificationReport(outcome, now)));
  }

  private List<SqlCommand> finishSync(Instant now) {
    String status = Picks.syncResult(random);
    boolean errors = status.equals("failed") || status.equals("partial");
    return List.of(
        SqlCommand.of(
            """
            update inventory_sync_runs
               set status = ?, finished_at = ?, updated_at = ?, had_errors = ?, error_codes = ?::jsonb
             where id = (select id from inventory_sync_runs where status = 'running' order by id limit 1)
            """,
            status,
            now,
            now,
            errors,
            errors ? "[\"graph_throttled\"]" : "[]"));
  }

  private List<SqlCommand> moveFinding(Tenant tenant, Instant now, String from, String to) {
    return List.of(
        SqlCommand.of(
            """
            update findings set status = ?, updated_at = ?
             where id = (select id from findings where tenant_id = ? and status = ? order by id desc limit 1)
            """,
            to,
            now,
            tenant.id,
            from));
  }

  /** Many rows of one tenant in one transaction. */
  private List<SqlCommand> closeManyFindings(Tenant tenant, Instant now) {
    return List.of(
        SqlCommand.of(
            """
            update findings set status = 'closed', updated_at = ?
             where id in (select id from findings where tenant_id = ? and status in ('new', 'open', 'acknowledged')
                           order by id limit 50)
            """,
            now,
            tenant.id));
  }

  private List<SqlCommand> addItem(Tenant tenant, Instant now) {
    String type = Picks.one(random, Picks.ITEM_TYPES);
    String externalId = Picks.graphId(random);
    String name = Picks.policyName(random);
    String payload = Payloads.policy(random, tenant.id, type, externalId, name, List.of());
    return List.of(SourceRows.item(tenant.id, externalId, type, name, payload, now));
  }

  /** A new name or a new revision; the other columns stay as they are. */
  private List<SqlCommand> changeItem(Tenant tenant, Instant now) {
    String pick =
        "(select id from inventory_items where tenant_id = ? order by updated_at, id limit 1)";
    if (Picks.chance(random, 0.3)) {
      return List.of(
          SqlCommand.of(
              "update inventory_items set display_name = ?, updated_at = ?, last_seen_at = ? where"
                  + " id = "
                  + pick,
              Picks.policyName(random),
              now,
              now,
              tenant.id));
    }
    return List.of(
        SqlCommand.of(
            "update inventory_items set meta_jsonb = meta_jsonb || ?::jsonb, updated_at = ? where"
                + " id = "
                + pick,
            "{\"version\": " + random.nextInt(40, 400) + "}",
            now,
            tenant.id));
  }

  private List<SqlCommand> removeItem(Tenant tenant) {
    return List.of(
        SqlCommand.of(
            """
            delete from inventory_items
             where id = (select id from inventory_items where tenant_id = ? order by id offset ? limit 1)
            """,
            tenant.id,
            random.nextInt(5, 60)));
  }

  private List<SqlCommand> finishOldest(String table, String status, Instant now) {
    return List.of(
        SqlCommand.of(
            "update %1$s set status = ?, finished_at = ?, updated_at = ? where id = (select id from %1$s where status = 'running' order by id limit 1)"
                .formatted(table),
            status,
            now,
            now));
  }

  private List<SqlCommand> finishGroupSync(Instant now) {
    boolean stopped = Picks.chance(random, 0.05);
    return List.of(
        SqlCommand.of(
            """
            update entra_group_sync_runs
               set status = ?, safety_stop_triggered = ?, finished_at = ?, updated_at = ?
             where id = (select id from entra_group_sync_runs where status = 'running' order by id limit 1)
            """,
            stopped ? "failed" : Picks.weighted(random, "succeeded", 90, "partial", 6, "failed", 4),
            stopped,
            now,
            now));
  }

  /** One step of the restore life cycle, for the restore that has waited longest. */
  private List<SqlCommand> moveRestore(Instant now) {
    return List.of(
        SqlCommand.of(
            """
            update restore_runs
               set status = case status when 'draft' then 'scoped' when 'scoped' then 'checked'
                                        when 'checked' then 'previewed' when 'previewed' then 'queued'
                                        when 'queued' then 'running' else ? end,
                   started_at = case when status = 'queued' then ?::timestamptz else started_at end,
                   completed_at = case when status = 'running' then ?::timestamptz else completed_at end,
                   updated_at = ?
             where id = (select id from restore_runs
                          where status in ('draft', 'scoped', 'checked', 'previewed', 'queued', 'running')
                          order by updated_at, id limit 1)
            """,
            Picks.weighted(random, "completed", 80, "partial", 10, "failed", 7, "cancelled", 3),
            now,
            now,
            now));
  }

  private List<SqlCommand> onboard(Tenant tenant, Instant now) {
    return List.of(SourceRows.onboardingSession(tenant.id, null, now));
  }

  /** The application's retention: keeps a demo that runs for weeks from filling the disk. */
  private List<SqlCommand> prune(Tenant tenant) {
    List<String> growing =
        List.of(
            "operation_runs",
            "inventory_sync_runs",
            "findings",
            "backup_schedule_runs",
            "entra_group_sync_runs");
    return List.of(
        SqlCommand.of(
            String.format(
                Locale.ROOT,
                """
            delete from %1$s
             where id in (select id from %1$s where tenant_id = ? order by created_at desc, id desc
                          offset %2$d limit 200)
            """,
                Picks.one(random, growing),
                KEPT_ROWS),
            tenant.id));
  }
}
