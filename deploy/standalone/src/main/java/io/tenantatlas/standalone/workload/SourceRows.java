package io.tenantatlas.standalone.workload;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Inserts into the source tables: one row each, as the application writes it. */
final class SourceRows {
  private static final String INSERT_RUN =
      """
      insert into operation_runs (workspace_id, tenant_id, type, status, outcome, context, summary_counts,
                                  failure_summary, created_at, started_at, completed_at, updated_at)
      values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
      """;

  private SourceRows() {}

  static SqlCommand tenant(
      long id, String name, String status, boolean current, Instant createdAt) {
    return SqlCommand.of(
        """
        insert into tenants (id, workspace_id, name, status, is_current, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        workspace(id),
        name,
        status,
        current,
        createdAt,
        createdAt);
  }

  /** Three workspaces share the tenants. */
  static long workspace(long tenantId) {
    return tenantId % 3 + 1;
  }

  static SqlCommand queuedRun(long tenantId, String type, Instant createdAt) {
    return SqlCommand.of(
        INSERT_RUN,
        workspace(tenantId),
        tenantId,
        type,
        "queued",
        "pending",
        "{\"source\": \"admin\"}",
        "{}",
        "[]",
        createdAt,
        null,
        null,
        createdAt);
  }

  static SqlCommand completedRun(
      Random random,
      long tenantId,
      String type,
      String outcome,
      Instant createdAt,
      Instant startedAt,
      Instant completedAt) {
    String context =
        Picks.isVerification(type)
            ? Payloads.verificationReport(outcome, completedAt)
            : "{\"source\": \"schedule\"}";
    return SqlCommand.of(
        INSERT_RUN,
        workspace(tenantId),
        tenantId,
        type,
        "completed",
        outcome,
        context,
        Payloads.counts(random, outcome),
        Payloads.failures(outcome),
        createdAt,
        startedAt,
        completedAt,
        completedAt);
  }

  static SqlCommand item(
      long tenantId,
      String externalId,
      String type,
      String name,
      String payload,
      Instant createdAt) {
    return SqlCommand.of(
        """
        insert into inventory_items (tenant_id, external_id, policy_type, display_name, meta_jsonb, created_at,
                                     updated_at, last_seen_at)
        values (?, ?, ?, ?, ?::jsonb, ?, ?, ?)
        """,
        tenantId,
        externalId,
        type,
        name,
        payload,
        createdAt,
        createdAt,
        createdAt);
  }

  static SqlCommand sync(
      Random random,
      long tenantId,
      String status,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      Instant createdAt) {
    boolean errors = status.equals("failed") || status.equals("partial");
    return SqlCommand.of(
        """
        insert into inventory_sync_runs (tenant_id, selection_hash, selection_payload, status, had_errors, error_codes,
                                         error_context, started_at, finished_at, created_at, updated_at)
        values (?, ?, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
        """,
        tenantId,
        String.format(Locale.ROOT, "%064x", random.nextInt(1, 4)),
        "{\"policy_types\": [\"deviceConfiguration\", \"deviceCompliancePolicy\"],"
            + " \"include_foundations\": true}",
        status,
        errors,
        errors ? "[\"graph_throttled\"]" : "[]",
        errors ? "{\"http_status\": 429}" : "{}",
        startedAt,
        finishedAt,
        createdAt,
        createdAt);
  }

  static SqlCommand finding(
      Random random, long tenantId, String status, Instant createdAt, Instant updatedAt) {
    return SqlCommand.of(
        """
        insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at, fingerprint, evidence_jsonb)
        values (?, ?, ?, ?, ?, ?, ?, ?::jsonb)
        """,
        tenantId,
        "scope:" + Picks.one(random, Picks.ITEM_TYPES),
        Picks.severity(random),
        status,
        createdAt,
        updatedAt,
        String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong()),
        "{\"change_type\": \"modified\", \"changed\": [\"settings\"]}");
  }

  static SqlCommand backupRun(
      long tenantId,
      String status,
      Instant startedAt,
      @Nullable Instant finishedAt,
      Instant createdAt) {
    return SqlCommand.of(
        """
        insert into backup_schedule_runs (tenant_id, status, started_at, finished_at, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        tenantId,
        status,
        startedAt,
        finishedAt,
        createdAt,
        createdAt);
  }

  static SqlCommand groupSync(
      long tenantId,
      String status,
      boolean stopped,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      Instant createdAt) {
    return SqlCommand.of(
        """
        insert into entra_group_sync_runs (tenant_id, status, safety_stop_triggered, started_at, finished_at,
                                           created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        tenantId,
        status,
        stopped,
        startedAt,
        finishedAt,
        createdAt,
        createdAt);
  }

  static SqlCommand restoreRun(
      long tenantId,
      String status,
      @Nullable Instant startedAt,
      @Nullable Instant completedAt,
      Instant createdAt) {
    return SqlCommand.of(
        """
        insert into restore_runs (tenant_id, status, started_at, completed_at, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        tenantId,
        status,
        startedAt,
        completedAt,
        createdAt,
        createdAt);
  }

  /** A session whose verification is the tenant's last verification run, if it has one. */
  static SqlCommand onboardingSession(
      long tenantId, @Nullable Instant completedAt, Instant createdAt) {
    return SqlCommand.of(
        """
        insert into managed_tenant_onboarding_sessions (workspace_id, tenant_id, state, completed_at, created_at,
                                                        current_step, updated_at)
        values (?, ?, jsonb_build_object('verification_operation_run_id',
                        (select max(id) from operation_runs where tenant_id = ? and type = 'tenant.verification')),
                ?, ?, 'verification', ?)
        """,
        workspace(tenantId),
        tenantId,
        tenantId,
        completedAt,
        createdAt,
        createdAt);
  }
}
