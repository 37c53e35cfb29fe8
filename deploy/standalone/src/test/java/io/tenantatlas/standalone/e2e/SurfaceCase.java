package io.tenantatlas.standalone.e2e;

import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * Rows that bring a surface into a state.
 *
 * @param name says which rows
 * @param states for an actor without {@code operations:start}, and with it
 * @param sql the statements for a free id, of which the ids of all rows are made: the tenant and
 *     the session have it, the next one is another tenant's, runs have it followed by two digits
 */
record SurfaceCase(String name, String surface, List<String> states, LongFunction<String> sql) {

  private static final String CHECK = "provider.connection.check";
  private static final String VERIFICATION = "tenant.verification";

  @Override
  public String toString() {
    return surface + ": " + name;
  }

  static List<SurfaceCase> recentOperations() {
    return List.of(
        of("recent-operations", "no run", "empty", id -> tenant(id, "active")),
        of(
            "recent-operations",
            "runs of others only",
            "empty",
            id -> tenant(id, "active") + run(id, 1, id + 1, "x", "queued") + run(id, 2, "null")),
        of("recent-operations", "no tenants row", "populated", id -> run(id, 1, id, "x", "queued")),
        of(
            "recent-operations",
            "twelve runs, some of one second",
            "populated",
            id ->
                tenant(id, "odd")
                    + "insert into operation_runs (id, tenant_id, type, created_at)"
                    + String.format(
                        Locale.ROOT,
                        " select %1$d * 100 + i, %1$d, 'x', timestamp '2026-01-01' + (i / 3) * interval '1 s'",
                        id)
                    + " from generate_series(1, 12) i;"));
  }

  static List<SurfaceCase> verification() {
    return List.of(
        of("verification", "archived", "lifecycle_blocked", id -> tenant(id, "archived")),
        of("verification", "other letters", "lifecycle_blocked", id -> tenant(id, "Active")),
        of(
            "verification",
            "suspended while a run is active",
            "lifecycle_blocked",
            id -> tenant(id, "suspended") + run(id, 1, id, CHECK, "running")),
        of(
            "verification",
            "no tenants row",
            "lifecycle_blocked",
            id -> run(id, 1, id, VERIFICATION, "completed")),
        noRun("active", id -> tenant(id, "active")),
        noRun("onboarding", id -> tenant(id, "onboarding")),
        noRun(
            "only other runs",
            id ->
                tenant(id, "active")
                    + run(id, 1, id, "policy.sync", "queued")
                    + run(id, 2, id + 1, CHECK, "queued")),
        of(
            "verification",
            "queued",
            "active_run",
            id -> tenant(id, "active") + run(id, 1, id, CHECK, "queued")),
        of(
            "verification",
            "running after a completed one of the same second",
            "active_run",
            id ->
                tenant(id, "onboarding")
                    + run(id, 1, id, CHECK, "completed")
                    + run(id, 2, id, VERIFICATION, "running")),
        of(
            "verification",
            "completed",
            "completed_run",
            id -> tenant(id, "active") + run(id, 1, id, VERIFICATION, "completed")),
        of(
            "verification",
            "a status never seen",
            "completed_run",
            id -> tenant(id, "active") + run(id, 1, id, CHECK, "Queued")));
  }

  static List<SurfaceCase> onboarding() {
    return List.of(
        onboarding("no reference", "no_run", id -> tenant(id, "active") + session(id, "7", "null")),
        onboarding(
            "a run that is not there",
            "no_run",
            id -> tenant(id, "onboarding") + session(id, id, 1)),
        onboarding("no tenant, no run", "no_run", id -> session(id, "null", "\"x\"")),
        onboarding("archived", "no_run", id -> tenant(id, "archived") + session(id, id, 1)),
        onboarding(
            "archived, yet with a run",
            "active_run",
            id -> tenant(id, "archived") + session(id, id, 1) + run(id, 1, id, CHECK, "queued")),
        onboarding(
            "a queued run of its tenant",
            "active_run",
            id -> tenant(id, "active") + session(id, id, 1) + run(id, 1, id, CHECK, "queued")),
        onboarding(
            "a running run of another type, with one before",
            "active_run",
            id ->
                tenant(id, "active")
                    + run(id, 1, id, CHECK, "completed")
                    + run(id, 2, id, "policy.sync", "running")
                    + session(id, id, 2)),
        onboarding(
            "a run of another tenant",
            "no_run",
            id ->
                tenant(id, "active") + run(id, 1, id + 1, CHECK, "completed") + session(id, id, 1)),
        onboarding(
            "a run of another tenant of the same partition",
            "no_run",
            id ->
                tenant(id, "active")
                    + run(id, 1, id + 12, CHECK, "completed")
                    + session(id, id, 1)),
        onboarding(
            "a run of no tenant, of a session with one",
            "no_run",
            id -> session(id, id, 2) + run(id, 1, "null") + run(id, 2, "null")),
        onboarding(
            "a run of a tenant, of a session with none",
            "no_run",
            id -> run(id, 1, id, CHECK, "completed") + session(id, "null", id + "01")),
        onboarding(
            "a run of no tenant, of a session with none",
            "completed_run",
            id -> run(id, 1, "null") + run(id, 2, "null") + session(id, "null", id + "02")),
        onboarding(
            "a run of no tenant and another workspace",
            "no_run",
            id ->
                run(id, 1, "null")
                    + session(id, "null", id + "01")
                    + "update operation_runs set workspace_id = 9 where id = "
                    + (id + "01")),
        onboarding(
            "completed, the first",
            "completed_run",
            id ->
                tenant(id, "active")
                    + run(id, 1, id, CHECK, "completed")
                    + run(id, 2, id, CHECK, "completed")
                    + session(id, Long.toString(id), String.format(Locale.ROOT, "\"%d01\"", id))),
        onboarding(
            "completed, with one before",
            "completed_run",
            id ->
                tenant(id, "active")
                    + run(id, 1, id, CHECK, "completed")
                    + run(id, 2, id, "policy.sync", "completed")
                    + run(id, 3, id, VERIFICATION, "failed")
                    + session(id, id, 3)));
  }

  private static SurfaceCase of(
      String surface, String name, String state, LongFunction<String> sql) {
    return new SurfaceCase(name, surface, List.of(state, state), sql);
  }

  private static SurfaceCase noRun(String name, LongFunction<String> sql) {
    return new SurfaceCase(
        "no run, " + name, "verification", List.of("no_run_cannot_start", "no_run_can_start"), sql);
  }

  private static SurfaceCase onboarding(String name, String state, LongFunction<String> sql) {
    return of("onboarding-verification", name, state, sql);
  }

  static String tenant(long id, String status) {
    return Tenants.insert(id, RawValues.quoted(status)) + ";";
  }

  static String run(long id, int number, long tenant, String type, String status) {
    return run(id, number, Long.toString(tenant), type, status);
  }

  private static String run(long id, int number, String tenant) {
    return run(id, number, tenant, CHECK, "completed");
  }

  /**
   * Of the session's workspace. All runs are of the same second, so that their ids say which is
   * later.
   */
  private static String run(long id, int number, String tenant, String type, String status) {
    return String.format(
        Locale.ROOT,
        """
        insert into operation_runs (id, workspace_id, tenant_id, type, status, outcome, context, created_at)
        values (%d%02d, %d, %s, '%s', '%s', 'odd_outcome',
                '{"verification_report": {"score": 1.10, "run": %d}}', '2026-01-01 12:00:00');
        """,
        id,
        number,
        id % 3 + 1,
        tenant,
        type,
        status,
        number);
  }

  /** A session of a tenant, with a run. */
  static String session(long id, long tenant, int run) {
    return session(id, Long.toString(tenant), String.format(Locale.ROOT, "%d%02d", id, run));
  }

  private static String session(long id, String tenant, String reference) {
    return String.format(
        Locale.ROOT,
        """
        insert into managed_tenant_onboarding_sessions (id, workspace_id, tenant_id, state, created_at)
        values (%d, %d, %s, '{"verification_operation_run_id": %s}', '2026-01-01 12:00:00');
        """,
        id,
        id % 3 + 1,
        tenant,
        reference);
  }
}
