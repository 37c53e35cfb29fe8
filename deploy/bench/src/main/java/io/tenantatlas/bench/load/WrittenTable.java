package io.tenantatlas.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** How the rows of a captured table are written. */
enum WrittenTable {
  TENANTS(
      0,
      "(id, workspace_id, name, status, created_at, updated_at)",
      "id, 1, text, status, at, at",
      "status = ?",
      "active",
      "onboarding",
      "suspended"),
  OPERATION_RUNS(
      25,
      "(id, workspace_id, tenant_id, type, status, outcome, context, summary_counts, created_at, started_at)",
      "id, 1, tenant, text, status, 'pending', json, '{\"total\": 40, \"failed\": 2}', at, at",
      "status = ?, outcome = 'succeeded', completed_at = now()",
      "queued",
      "running",
      "completed"),
  INVENTORY_ITEMS(
      30,
      "(id, tenant_id, external_id, policy_type, display_name, meta_jsonb, created_at, updated_at)",
      "id, tenant, 'item-' || id, text, 'Policy ' || id, json, at, at",
      "display_name = ?, updated_at = now()",
      "Baseline",
      "Baseline, all devices",
      "Pilot"),
  INVENTORY_SYNC_RUNS(
      5,
      "(id, tenant_id, selection_hash, selection_payload, status, started_at, created_at)",
      "id, tenant, md5(text), json, status, at, at",
      "status = ?, finished_at = now()",
      "running",
      "success",
      "partial",
      "failed"),
  FINDINGS(
      25,
      "(id, tenant_id, scope_key, severity, status, created_at, updated_at)",
      "id, tenant, 'scope-' || id, text, status, at, at",
      "status = ?, updated_at = now()",
      "new",
      "open",
      "acknowledged",
      "closed"),
  BACKUP_SCHEDULE_RUNS(
      4,
      "(id, tenant_id, status, started_at, created_at)",
      "id, tenant, status, at, at",
      "status = ?, finished_at = now()",
      "running",
      "success",
      "failed"),
  ENTRA_GROUP_SYNC_RUNS(
      4,
      "(id, tenant_id, status, started_at, created_at)",
      "id, tenant, status, at, at",
      "status = ?, finished_at = now()",
      "running",
      "succeeded",
      "failed"),
  RESTORE_RUNS(
      4,
      "(id, tenant_id, status, started_at, created_at)",
      "id, tenant, status, at, at",
      "status = ?, completed_at = now()",
      "draft",
      "previewed",
      "completed"),
  MANAGED_TENANT_ONBOARDING_SESSIONS(
      3,
      "(id, workspace_id, tenant_id, state, created_at)",
      "id, 1, tenant, json, at",
      "current_step = ?, completed_at = now()",
      "verify",
      "complete");

  private static final List<String> TYPES =
      List.of("drift.scan", "inventory.sync", "policy.sync", "tenant.verification");
  private static final List<String> POLICY_TYPES =
      List.of("deviceConfiguration", "settingsCatalogPolicy", "mobileApp", "assignmentFilter");
  private static final List<String> SEVERITIES = List.of("low", "medium", "high");

  private final int percent;
  private final String insert;
  private final String update;
  private final List<String> statuses;

  WrittenTable(int percent, String columns, String values, String set, String... statuses) {
    String name = name().toLowerCase(Locale.ROOT);
    this.percent = percent;
    this.insert =
        "insert into "
            + name
            + columns
            + " select "
            + values
            + " from (values (?::bigint, ?::bigint, ?::text, ?::text, ?::jsonb, now()))"
            + " as row (id, tenant, text, status, json, at)";
    this.update = "update " + name + " set " + set + " where id = ?";
    this.statuses = List.of(statuses);
  }

  /** One of them, by their shares. */
  static WrittenTable pick(SplittableRandom random) {
    int left = random.nextInt(100);
    for (WrittenTable table : values()) {
      left -= table.percent;
      if (left < 0) {
        return table;
      }
    }
    throw new IllegalStateException("the shares are less than 100");
  }

  /** Parameters: id, tenant, text, status, JSON. */
  String insert() {
    return insert;
  }

  /** Parameters: status, id. */
  String update() {
    return update;
  }

  /** Parameter: id. */
  String delete() {
    return "delete from " + name().toLowerCase(Locale.ROOT) + " where id = ?";
  }

  String status(SplittableRandom random) {
    return one(random, statuses);
  }

  String text(SplittableRandom random) {
    return switch (this) {
      case OPERATION_RUNS -> one(random, TYPES);
      case INVENTORY_ITEMS -> one(random, POLICY_TYPES);
      case FINDINGS -> one(random, SEVERITIES);
      default -> "Name " + random.nextInt(1_000_000);
    };
  }

  String json(SplittableRandom random, long tenant) {
    return switch (this) {
      case INVENTORY_ITEMS ->
          String.format(
              Locale.ROOT,
              """
              {"version": %d, "roleScopeTagIds": ["0"], "assignments": [{"target": {"@odata.type": \
              "#microsoft.graph.groupAssignmentTarget", "groupId": "group-%d-%d"}}]}\
              """,
              random.nextInt(40),
              tenant,
              random.nextInt(12));
      case OPERATION_RUNS ->
          "{\"selection\": {\"policies\": " + random.nextInt(500) + ", \"scope\": \"all\"}}";
      case INVENTORY_SYNC_RUNS -> "{\"policy_types\": [\"mobileApp\", \"namedLocation\"]}";
      default -> "{}";
    };
  }

  private static String one(SplittableRandom random, List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
