package io.tenantatlas.standalone.e2e;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What SQL on the source says of a tenant at an instant: the KPI document, written by hand from the
 * definitions, sharing nothing with the product.
 */
final class SourceTruth {

  private static final String DOCUMENT =
      """
      with p as (select ?::bigint as t, ?::timestamptz as a),
      r as (select o.* from operation_runs o, p where o.tenant_id = p.t),
      f as (select o.* from findings o, p where o.tenant_id = p.t),
      i as (select o.* from inventory_items o, p where o.tenant_id = p.t),
      s as (select o.* from inventory_sync_runs o, p where o.tenant_id = p.t
            order by created_at desc, id desc limit 1),
      scan as (select max(completed_at) as at from r
               where type in ('drift.scan', 'drift.generate') and status = 'completed'
                 and outcome in ('succeeded', 'partial')),
      of as (select count(*) filter (where severity = 'high') as high,
                    count(*) filter (where severity = 'medium') as medium,
                    count(*) filter (where severity = 'low') as low,
                    count(*) filter (where severity not in ('high', 'medium', 'low') or severity is null) as other,
                    count(*) as total
             from f where status in ('new', 'open')),
      ops as (select count(*) filter (where status in ('queued', 'running')) as active,
                     count(*) filter (where status in ('queued', 'running') and type = 'inventory.sync') as syncs,
                     count(*) filter (where done and outcome = 'failed') as failed,
                     count(*) filter (where done and outcome = 'partial') as partial,
                     count(*) filter (where created_at >= p.a - interval '720 hours') as total,
                     round(avg(extract(epoch from completed_at - started_at) * 1000)
                           filter (where done and completed_at >= started_at)) as mean
              from (select r.*, status = 'completed' and created_at >= p.a - interval '168 hours' as done
                    from r, p) r, p),
      inv as (select count(*) as total,
                count(*) filter (where policy_type in ('deviceConfiguration', 'groupPolicyConfiguration',
                  'settingsCatalogPolicy', 'deviceCompliancePolicy', 'appProtectionPolicy', 'windowsUpdateRing',
                  'windowsFeatureUpdateProfile', 'windowsQualityUpdateProfile', 'windowsDriverUpdateProfile',
                  'deviceManagementScript', 'deviceShellScript', 'deviceHealthScript', 'deviceComplianceScript',
                  'windowsAutopilotDeploymentProfile', 'windowsEnrollmentStatusPage', 'assignmentFilter',
                  'roleScopeTag', 'notificationMessageTemplate', 'termsAndConditions')) as restorable,
                count(*) filter (where policy_type in ('mobileApp', 'managedDeviceAppConfiguration', 'policySet',
                  'conditionalAccessPolicy', 'endpointSecurityPolicy', 'securityBaselinePolicy',
                  'enrollmentRestriction')) as partial,
                count(*) filter (where policy_type in ('deviceManagementScript', 'deviceShellScript',
                  'deviceHealthScript', 'deviceComplianceScript', 'conditionalAccessPolicy',
                  'endpointSecurityPolicy', 'securityBaselinePolicy', 'enrollmentRestriction')) as risk,
                count(*) filter (where policy_type in ('deviceConfiguration', 'groupPolicyConfiguration',
                  'settingsCatalogPolicy', 'deviceCompliancePolicy', 'appProtectionPolicy', 'windowsUpdateRing',
                  'windowsFeatureUpdateProfile', 'windowsQualityUpdateProfile', 'windowsDriverUpdateProfile',
                  'deviceManagementScript', 'deviceShellScript', 'deviceHealthScript', 'deviceComplianceScript',
                  'windowsAutopilotDeploymentProfile', 'windowsEnrollmentStatusPage', 'mobileApp',
                  'managedDeviceAppConfiguration', 'policySet', 'conditionalAccessPolicy',
                  'endpointSecurityPolicy', 'securityBaselinePolicy', 'enrollmentRestriction')) as dependencies
              from i)
      select jsonb_build_object(
        'dashboard', jsonb_build_object(
          'drift', jsonb_build_object(
            'open_findings', jsonb_build_object('high', of.high, 'medium', of.medium, 'low', of.low,
                                                'other', of.other, 'total', of.total),
            'last_scan_at', iso(scan.at),
            'stale', scan.at is null or scan.at < p.a - interval '168 hours'),
          'operations', jsonb_build_object('active', ops.active, 'failed_7d', ops.failed,
            'partial_7d', ops.partial, 'failed_or_partial_7d', ops.failed + ops.partial),
          'recent_findings', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'severity', severity,
              'status', status, 'scope_key', scope_key, 'created_at', iso(created_at))
              order by created_at desc, id desc), '[]')
            from (select * from f order by created_at desc, id desc limit 10) top),
          'recent_operations', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'type', type,
              'status', status, 'outcome', outcome, 'created_at', iso(created_at),
              'started_at', iso(started_at), 'completed_at', iso(completed_at),
              'url', '/admin/operations/' || id) order by created_at desc, id desc), '[]')
            from (select * from r order by created_at desc, id desc limit 10) top),
          'needs_attention', (select coalesce(jsonb_agg(reason order by place), '[]') from (
              select 1 as place, jsonb_build_object('code', 'high_severity_findings', 'severity', 'danger',
                                                    'count', of.high) as reason where of.high > 0
              union all select 2, jsonb_build_object('code', 'drift_stale', 'severity', 'warning')
                where scan.at is null or scan.at < p.a - interval '168 hours'
              union all select 3, jsonb_build_object('code', 'operations_failed', 'severity', 'danger',
                                                     'count', ops.failed) where ops.failed > 0
              union all select 4, jsonb_build_object('code', 'inventory_sync_failed', 'severity', 'warning')
                where (select status from s) = 'failed') reasons)),
        'inventory', jsonb_build_object('total_items', inv.total, 'restorable', inv.restorable,
          'partial', inv.partial, 'risk', inv.risk, 'dependencies', inv.dependencies,
          'coverage_percent', case when inv.total > 0 then round(100.0 * inv.restorable / inv.total, 1) end,
          'last_sync', (select jsonb_build_object('id', id, 'status', status,
              'at', iso(coalesce(finished_at, started_at, created_at))) from s),
          'active_operations', jsonb_build_object('all', ops.active, 'inventory_sync', ops.syncs)),
        'operations', jsonb_build_object('total_30d', ops.total, 'active', ops.active,
          'failed_7d', ops.failed, 'partial_7d', ops.partial,
          'failed_or_partial_7d', ops.failed + ops.partial, 'avg_duration_ms_7d', ops.mean))
      from p, scan, of, ops, inv
      """;

  private final TruthQueries queries;

  SourceTruth(TruthQueries queries) {
    this.queries = queries;
  }

  /** The tenant's KPI document without version and changed_at. */
  JsonNode document(long tenant, Instant asOf) throws SQLException {
    JsonNode document = queries.one(DOCUMENT, tenant, asOf.atOffset(ZoneOffset.UTC));
    document
        .at("/dashboard/recent_findings")
        .forEach(finding -> badges(finding, "finding", "severity"));
    document.at("/dashboard/recent_operations").forEach(SourceTruth::runBadges);
    if (document.at("/inventory/last_sync") instanceof ObjectNode sync) {
      BadgeTruth.badge(sync, "badge", "inventory_sync_run.status", sync.get("status"));
    }
    return ((ObjectNode) document).put("tenant_id", tenant);
  }

  /** Adds the badges of a run; nothing when there is no run. */
  static void runBadges(JsonNode run) {
    badges(run, "operation_run", "outcome");
  }

  private static void badges(JsonNode row, String table, String other) {
    if (row instanceof ObjectNode values) {
      ObjectNode badges = values.putObject("badges");
      BadgeTruth.badge(badges, "status", table + ".status", values.get("status"));
      BadgeTruth.badge(badges, other, table + "." + other, values.get(other));
    }
  }
}
