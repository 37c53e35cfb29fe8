package io.tenantatlas.standalone.e2e;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Statements that insert or overwrite one row with random values; one method for each table. */
final class RandomRows {

  private static final List<String> POLICY_TYPES =
      List.of(
          "deviceConfiguration",
          "deviceShellScript",
          "windowsEnrollmentStatusPage",
          "mobileApp",
          "conditionalAccessPolicy",
          "assignmentFilter",
          "deviceCategory",
          "somethingNew");
  private static final List<String> RUN_TYPES =
      List.of(
          "drift.scan",
          "drift.generate",
          "inventory.sync",
          "policy.sync",
          "provider.connection.check",
          "tenant.verification",
          "Tenant.Verification");

  private final SourceValues values;
  private final RandomPayloads payloads;
  private final Tenants tenants;
  private final int ids;

  /**
   * @param ids rows are chosen from ids up to this
   */
  RandomRows(SourceValues values, Tenants tenants, int ids) {
    this.values = values;
    this.payloads = new RandomPayloads(values);
    this.tenants = tenants;
    this.ids = ids;
  }

  long id() {
    return 1L + values.below(ids);
  }

  /** Any tenant; the last ones seldom, so that some have few rows. */
  String tenant() {
    List<Long> all = tenants.all();
    return Long.toString(all.get(values.below(1 + values.below(all.size()))));
  }

  /** One that has, or had, a {@code tenants} row. */
  String knownTenant() {
    List<Long> known = tenants.known();
    return Long.toString(known.get(values.below(known.size())));
  }

  String policyType() {
    return RawValues.quoted(values.pick(POLICY_TYPES));
  }

  /** A tenant's own row: overwritten, or inserted where it may come and go. */
  String ofTenant() {
    String status =
        values.oneIn(2)
            ? values.status("tenant.status")
            : values.oneIn(2) ? "'active'" : "'onboarding'";
    List<Long> lasting = tenants.lasting();
    return values.oneIn(2)
        ? String.format(
            Locale.ROOT,
            "update tenants set status = %s, is_current = %s where id = %d",
            status,
            values.bool(),
            lasting.get(values.below(lasting.size())))
        : upsert(
            "tenants",
            "workspace_id, name, status, is_current, created_at, updated_at",
            Long.parseLong(passingTenant()),
            Stream.of("2", "'Name'", status, values.bool(), values.at(), values.at()));
  }

  String passingTenant() {
    List<Long> passing = tenants.passing();
    return Long.toString(passing.get(values.below(passing.size())));
  }

  String run() {
    return upsert(
        "operation_runs",
        "workspace_id, tenant_id, type, status, outcome, context, created_at, started_at, completed_at",
        id(),
        Stream.of(
            Integer.toString(1 + values.below(2)),
            values.oneIn(15) ? "null" : tenant(),
            RawValues.quoted(values.pick(RUN_TYPES)),
            values.status("operation_run.status"),
            values.status("operation_run.outcome"),
            values.context(),
            values.at(),
            values.maybeAt(),
            values.maybeAt()));
  }

  String finding() {
    return upsert(
        "findings",
        "tenant_id, scope_key, severity, status, created_at, updated_at",
        id(),
        Stream.of(
            tenant(),
            "'scope " + values.below(9) + "'",
            values.status("finding.severity"),
            values.status("finding.status"),
            values.at(),
            values.at()));
  }

  String item() {
    String at = values.at();
    return upsert(
        "inventory_items",
        "tenant_id, external_id, policy_type, display_name, meta_jsonb, created_at, updated_at",
        id(),
        Stream.of(
            tenant(),
            externalId(),
            policyType(),
            itemName(),
            values.orNull(RawValues.quoted(payloads.payload())),
            values.orNull(at),
            values.orNull(at)));
  }

  /** Of an item; too long for links now and then, where the schema allows it. */
  String externalId() {
    return RawValues.quoted(
        values.longTexts() && values.oneIn(40) ? "x".repeat(256) : payloads.externalId());
  }

  String itemName() {
    return values.oneIn(8) ? "null" : "'Name " + values.below(20) + " ü \"'";
  }

  String inventorySync() {
    return upsert(
        "inventory_sync_runs",
        "tenant_id, selection_hash, status, started_at, finished_at, created_at",
        id(),
        Stream.of(
            tenant(),
            "'hash'",
            values.status("inventory_sync_run.status"),
            values.maybeAt(),
            values.maybeAt(),
            values.at()));
  }

  String backup() {
    return upsert(
        "backup_schedule_runs",
        "tenant_id, status, started_at, finished_at, created_at",
        id(),
        Stream.of(
            tenant(),
            values.status("backup_schedule_run.status"),
            values.maybeAt(),
            values.maybeAt(),
            values.at()));
  }

  String groupSync() {
    return upsert(
        "entra_group_sync_runs",
        "tenant_id, status, safety_stop_triggered, started_at, finished_at, created_at",
        id(),
        Stream.of(
            tenant(),
            values.status("entra_group_sync_run.status"),
            values.bool(),
            values.maybeAt(),
            values.maybeAt(),
            values.at()));
  }

  String restore() {
    return upsert(
        "restore_runs",
        "tenant_id, status, started_at, completed_at, created_at",
        id(),
        Stream.of(
            tenant(),
            values.status("restore_run.status"),
            values.maybeAt(),
            values.maybeAt(),
            values.at()));
  }

  /** An onboarding session, of a tenant that has or had a row, or of none. */
  String session(int sessions) {
    return upsert(
        "managed_tenant_onboarding_sessions",
        "workspace_id, tenant_id, state, completed_at, created_at",
        1L + values.below(sessions),
        Stream.of(
            Integer.toString(1 + values.below(2)),
            values.oneIn(4) ? "null" : knownTenant(),
            values.state(ids),
            values.maybeAt(),
            values.at()));
  }

  private static String upsert(String table, String columns, long id, Stream<String> values) {
    String excluded =
        Stream.of(columns.split(", ", -1))
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "insert into %s (id, %s) values (%d, %s) on conflict (id) do update set %s",
        table,
        columns,
        id,
        values.collect(Collectors.joining(", ")),
        excluded);
  }
}
