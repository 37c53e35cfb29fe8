package io.tenantatlas.standalone.e2e;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What SQL on the source says of the three surfaces, for an actor with some scopes. Written by
 * hand, sharing nothing with the product; texts for people are {@link Json#ANY_TEXT}.
 */
final class SurfaceTruth {

  private static final String RECENT =
      """
      with latest as (select r from operation_runs r where tenant_id = ?
                      order by created_at desc nulls last, id desc limit 10)
      select coalesce(jsonb_agg(shown(r) order by (r).created_at desc nulls last, (r).id desc), '[]') from latest
      """;

  private static final String VERIFICATION =
      """
      with p as (select ?::bigint as t),
      current as (select o.* from operation_runs o, p where o.tenant_id = p.t
                  and o.type in ('provider.connection.check', 'tenant.verification')
                  order by created_at desc nulls last, id desc limit 1)
      select jsonb_build_object(
        'blocked', not exists (select from tenants where id = p.t and status in ('active', 'onboarding')),
        'run', (select shown(r) from operation_runs r where id = (select id from current)),
        'report', (select context -> 'verification_report' from current),
        'report_bytes', octet_length((select (context -> 'verification_report')::text from current)))
      from p
      """;

  private static final String ONBOARDING =
      """
      with p as (select ?::bigint as s),
      session as (select o.*, state -> 'verification_operation_run_id' as reference
                  from managed_tenant_onboarding_sessions o, p where o.id = p.s),
      run as (select r.* from operation_runs r, session
              where (r.tenant_id = session.tenant_id
                     or r.tenant_id is null and session.tenant_id is null and r.workspace_id = session.workspace_id)
                and jsonb_typeof(reference) in ('number', 'string')
                and r.id::text = case when reference #>> '{}' ~ '^[0-9]+$'
                                      then coalesce(nullif(ltrim(reference #>> '{}', '0'), ''), '0') end),
      previous as (select o.id from operation_runs o, run where o.tenant_id = run.tenant_id
                   and o.type in ('provider.connection.check', 'tenant.verification')
                   and (o.created_at, o.id) < (run.created_at, run.id)
                   order by o.created_at desc, o.id desc limit 1)
      select (select jsonb_build_object(
        'workspace_id', workspace_id, 'session_id', session.id, 'tenant_id', tenant_id,
        'archived', exists (select from tenants t where t.id = session.tenant_id and t.status = 'archived'),
        'run', (select shown(r) from operation_runs r where id = (select id from run)),
        'report', (select context -> 'verification_report' from run),
        'report_bytes', octet_length((select (context -> 'verification_report')::text from run)),
        'previous_run_url', (select '/admin/operations/' || id from previous)) from session)
      """;

  /** By default. */
  private static final int MAX_REPORT_BYTES = 256 << 10;

  private static final String OPERATIONS = "/admin/operations";

  private final TruthQueries queries;

  SurfaceTruth(TruthQueries queries) {
    this.queries = queries;
  }

  /** The recent operations summary; the same for every actor. */
  JsonNode recentOperations(long tenant) throws SQLException {
    JsonNode runs = queries.one(RECENT, tenant);
    for (JsonNode run : runs) {
      SourceTruth.runBadges(run);
      ((ObjectNode) run).set("primary_cta", openOperation(run));
    }
    boolean populated = !runs.isEmpty();
    ObjectNode surface = object().put("tenant_id", tenant).put("surface", "recent-operations");
    surface.put("state", populated ? "populated" : "empty").putNull("primary_cta");
    surface.set(
        "secondary_cta",
        populated
            ? cta("view_all_operations", "View all operations", OPERATIONS, "admin")
            : object().nullNode());
    surface.put("has_runs", populated).set("runs", runs);
    return surface.put("operations_index_url", OPERATIONS);
  }

  /** The verification surface of a tenant. */
  JsonNode verification(long tenant, Set<String> scopes) throws SQLException {
    JsonNode data = queries.one(VERIFICATION, tenant);
    JsonNode run = data.get("run");
    boolean mayStart = scopes.contains("operations:start");
    String state = state(data.get("blocked").asBoolean(), run, mayStart);
    ObjectNode surface = object().put("tenant_id", tenant).put("surface", "verification");
    surface.put("state", state);
    surface.set(
        "primary_cta",
        switch (state) {
          case "active_run", "completed_run" -> openOperation(run);
          case "no_run_can_start" -> startVerification();
          default -> surface.nullNode();
        });
    surface.putNull("secondary_cta");
    putRun(surface, data);
    surface.put("show_start_action", state.startsWith("no_run"));
    surface.put("can_start", mayStart && !state.equals("lifecycle_blocked"));
    putText(surface, "start_tooltip", state.equals("no_run_cannot_start"));
    putText(surface, "lifecycle_notice", state.equals("lifecycle_blocked"));
    return surface;
  }

  private static String state(boolean blocked, JsonNode run, boolean mayStart) {
    if (blocked) {
      return "lifecycle_blocked";
    }
    if (run.isNull()) {
      return mayStart ? "no_run_can_start" : "no_run_cannot_start";
    }
    return isActive(run) ? "active_run" : "completed_run";
  }

  /** The verification surface of an onboarding session; empty when there is no such session. */
  Optional<JsonNode> onboarding(long session, Set<String> scopes) throws SQLException {
    JsonNode data = queries.one(ONBOARDING, session);
    if (data.isNull()) {
      return Optional.empty();
    }
    boolean mayMonitor = scopes.contains("operations:monitor");
    ObjectNode surface = object().put("surface", "onboarding-verification");
    surface.setAll(
        object()
            .set("workspace_id", data.get("workspace_id"))
            .set("session_id", data.get("session_id"))
            .set("tenant_id", data.get("tenant_id")));
    putRun(surface, data);
    surface.set("previous_run_url", data.get("previous_run_url"));
    surface.put("technical_details_visible", mayMonitor);
    JsonNode run = data.get("run");
    if (run.isNull()) {
      putNoRun(surface, data.get("archived").asBoolean());
    } else if (isActive(run)) {
      putActiveRun(surface, run, mayMonitor);
    } else {
      putCompletedRun(surface, run, data.get("previous_run_url"), mayMonitor);
    }
    return Optional.of(surface);
  }

  private static void putNoRun(ObjectNode surface, boolean archived) {
    JsonNode start = archived ? surface.nullNode() : startVerification();
    surface.put("state", "no_run").set("primary_cta", start);
    surface.putNull("secondary_cta").set("workflow_cta", start);
    surface.putNull("inspect_cta").putArray("diagnostics");
    surface.putArray("technical_details");
    putText(surface, "lifecycle_notice", archived);
  }

  private static void putActiveRun(ObjectNode surface, JsonNode run, boolean mayMonitor) {
    JsonNode refresh = cta("refresh", "Refresh", null, null);
    surface.put("state", "active_run").set("primary_cta", refresh);
    surface.set("secondary_cta", openOperation(run));
    surface.set("workflow_cta", refresh);
    surface.set("inspect_cta", openOperation(run));
    surface.putArray("diagnostics");
    ArrayNode technical = surface.putArray("technical_details");
    if (mayMonitor) {
      technical.add(monitoring());
    }
    putText(surface, "lifecycle_notice", false);
  }

  private static void putCompletedRun(
      ObjectNode surface, JsonNode run, JsonNode previousUrl, boolean mayMonitor) {
    surface.put("state", "completed_run").set("primary_cta", openOperation(run));
    surface.putNull("secondary_cta").putNull("workflow_cta").set("inspect_cta", openOperation(run));
    ArrayNode diagnostics = surface.putArray("diagnostics");
    if (!previousUrl.isNull()) {
      diagnostics.add(
          cta("open_previous_operation", "Open previous operation", previousUrl.asString(), null));
    }
    if (mayMonitor) {
      diagnostics.add(monitoring());
    }
    surface.putArray("technical_details");
    putText(surface, "lifecycle_notice", false);
  }

  private static void putRun(ObjectNode surface, JsonNode data) {
    JsonNode run = data.get("run");
    SourceTruth.runBadges(run);
    surface.set("run", run);
    surface.set("run_url", run.isNull() ? surface.nullNode() : run.get("url"));
    boolean shown = data.path("report_bytes").asInt(0) <= MAX_REPORT_BYTES;
    surface.set("report", shown ? data.get("report") : surface.nullNode());
    if (!shown) {
      surface.putObject("report_truncated").set("bytes", data.get("report_bytes"));
    }
    surface.put("is_in_progress", isActive(run));
  }

  private static boolean isActive(JsonNode run) {
    JsonNode status = run.path("status");
    return status.isString() && Set.of("queued", "running").contains(status.asString());
  }

  private static JsonNode openOperation(JsonNode run) {
    return cta("open_operation", "Open operation", run.get("url").asString(), null);
  }

  private static JsonNode startVerification() {
    return cta("start_verification", "Start verification", null, null);
  }

  private static JsonNode monitoring() {
    return cta("advanced_monitoring", "Advanced: operations monitoring", OPERATIONS, "admin");
  }

  private static ObjectNode cta(
      String kind, String label, @Nullable String url, @Nullable String scope) {
    ObjectNode cta = object().put("kind", kind).put("label", label);
    if (url != null) {
      cta.put("url", url);
    }
    return scope == null ? cta : cta.put("scope", scope);
  }

  private static void putText(ObjectNode surface, String member, boolean present) {
    surface.put(member, present ? Json.ANY_TEXT : null);
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }
}
