package io.tenantatlas.standalone.e2e;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What SQL on the source says of a tenant's badges: the badge document, written by hand, sharing
 * nothing with the product.
 */
final class BadgeTruth {

  private static final String DOCUMENT =
      """
      with p as (select ?::bigint as t),
      ten as (select o.* from tenants o, p where o.id = p.t),
      ope as (select o.* from operation_runs o, p where o.tenant_id = p.t),
      inv as (select o.* from inventory_sync_runs o, p where o.tenant_id = p.t),
      bac as (select o.* from backup_schedule_runs o, p where o.tenant_id = p.t),
      ent as (select o.* from entra_group_sync_runs o, p where o.tenant_id = p.t),
      res as (select o.* from restore_runs o, p where o.tenant_id = p.t),
      fin as (select o.* from findings o, p where o.tenant_id = p.t),
      stored (domain, value) as (
        select 'tenant.status', status from ten
        union all select 'tenant.is_current', is_current::text from ten
        union all select 'operation_run.status', status from ope
        union all select 'operation_run.outcome', outcome from ope
        union all select 'inventory_sync_run.status', status from inv
        union all select 'backup_schedule_run.status', status from bac
        union all select 'entra_group_sync_run.status', status from ent
        union all select 'entra_group_sync_run.safety_stop_triggered', safety_stop_triggered::text from ent
        union all select 'restore_run.status', status from res
        union all select 'finding.status', status from fin
        union all select 'finding.severity', severity from fin),
      counted as (select domain, value, count(*) as count from stored group by domain, value)
      select jsonb_build_object(
        'tenant_id', p.t,
        'tenant', jsonb_build_object('status', (select status from ten),
                                     'is_current', (select is_current::text from ten)),
        'latest', jsonb_build_object(
          'operation_run', (select jsonb_build_object('id', id, 'at', iso(created_at), 'status', status,
                                                      'outcome', outcome)
                            from ope order by created_at desc nulls last, id desc limit 1),
          'inventory_sync_run', (select jsonb_build_object('id', id, 'at', iso(created_at), 'status', status)
                                 from inv order by created_at desc nulls last, id desc limit 1),
          'backup_schedule_run', (select jsonb_build_object('id', id, 'at', iso(created_at), 'status', status)
                                  from bac order by created_at desc nulls last, id desc limit 1),
          'entra_group_sync_run', (select jsonb_build_object('id', id, 'at', iso(created_at), 'status', status,
                                     'safety_stop_triggered', safety_stop_triggered::text)
                                   from ent order by created_at desc nulls last, id desc limit 1),
          'restore_run', (select jsonb_build_object('id', id, 'at', iso(created_at), 'status', status)
                          from res order by created_at desc nulls last, id desc limit 1),
          'finding', (select jsonb_build_object('id', id, 'at', iso(created_at), 'status', status,
                                                'severity', severity)
                      from fin order by created_at desc nulls last, id desc limit 1)),
        'counts', (select coalesce(jsonb_agg(jsonb_build_object('domain', domain, 'value', value, 'count', count)
                     order by domain collate "C", value collate "C" nulls last), '[]') from counted))
      from p
      """;

  private final TruthQueries queries;

  BadgeTruth(TruthQueries queries) {
    this.queries = queries;
  }

  /** The tenant's badge document without version and changed_at. */
  JsonNode document(long tenant) throws SQLException {
    JsonNode document = queries.one(DOCUMENT, tenant);
    show("tenant", document.get("tenant"));
    JsonNode latest = document.get("latest");
    latest.propertyNames().forEach(table -> show(table, latest.get(table)));
    for (JsonNode count : document.get("counts")) {
      badge((ObjectNode) count, "badge", count.get("domain").asString(), count.get("value"));
    }
    return document;
  }

  /** Puts badges in the place of the values; null when the tenant has no such row. */
  private static void show(String table, JsonNode row) {
    if (row instanceof ObjectNode values) {
      for (String name : List.copyOf(values.propertyNames())) {
        if (!name.equals("id") && !name.equals("at")) {
          badge(values, name, table + "." + name, values.get(name));
        }
      }
    }
  }

  /** Sets a member to the badge of a value. */
  static void badge(ObjectNode object, String member, String domain, @Nullable JsonNode value) {
    String raw = value == null || value.isNull() ? null : value.asString();
    object.set(member, BadgeCatalog.badge(domain, raw));
  }
}
