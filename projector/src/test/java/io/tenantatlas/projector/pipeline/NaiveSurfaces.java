package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The surfaces' documents by the definitions in words, each for one actor.
 *
 * @param source all rows
 */
record NaiveSurfaces(NaiveSource source) {

  static final String START = "operations:start";
  static final String MONITOR = "operations:monitor";

  private static final String NOTICE =
      "This tenant is not active or being onboarded, so operations cannot be started for it.";
  private static final String ARCHIVED =
      "This tenant is archived, so operations cannot be started for it.";
  private static final String TOOLTIP = "You may not start operations for this tenant.";

  /** The tenant's latest operations. */
  ObjectNode recentOperations(long tenant) {
    List<NaiveRow> runs = NaiveSource.latest(source.rows(SourceTable.OPERATION_RUNS, tenant), 10);
    ObjectNode document = NaiveJson.object();
    document.put("surface", "recent-operations");
    document.put("state", runs.isEmpty() ? "empty" : "populated");
    document.putNull("primary_cta");
    document.set("secondary_cta", runs.isEmpty() ? null : viewAllOperations());
    document.put("has_runs", !runs.isEmpty());
    ArrayNode rows = document.putArray("runs");
    for (NaiveRow run : runs) {
      ObjectNode row = rows.addObject();
      NaiveJson.putRun(row, run);
      row.set("primary_cta", openOperation(run));
    }
    return document.put("operations_index_url", "/admin/operations");
  }

  /** The tenant's current verification. */
  ObjectNode verification(long tenant, Set<String> scopes) {
    NaiveRow row = source.row(SourceTable.TENANTS, tenant);
    boolean blocked = row == null || !row.is("status", "active", "onboarding");
    List<NaiveRow> runs = NaiveSource.latest(verifications(tenant), 1);
    NaiveRow run = runs.isEmpty() ? null : runs.getFirst();
    boolean mayStart = scopes.contains(START);
    ObjectNode document = NaiveJson.object();
    document.put("surface", "verification");
    document.putNull("primary_cta");
    document.putNull("secondary_cta");
    if (blocked) {
      document.put("state", "lifecycle_blocked");
    } else if (run != null) {
      document.put("state", active(run) ? "active_run" : "completed_run");
      document.set("primary_cta", openOperation(run));
    } else if (mayStart) {
      document.put("state", "no_run_can_start");
      document.set("primary_cta", startVerification());
    } else {
      document.put("state", "no_run_cannot_start");
    }
    putCurrent(document, run);
    document.put("show_start_action", !blocked && run == null);
    document.put("can_start", !blocked && mayStart);
    document.put("start_tooltip", !blocked && run == null && !mayStart ? TOOLTIP : null);
    return document.put("lifecycle_notice", blocked ? NOTICE : null);
  }

  /** The verification step of an onboarding session. */
  ObjectNode onboarding(NaiveRow session, Set<String> scopes) {
    NaiveRow run = run(session);
    boolean mayMonitor = scopes.contains(MONITOR);
    ObjectNode document = NaiveJson.object();
    document.put("surface", "onboarding-verification");
    for (String slot : List.of("primary_cta", "secondary_cta", "workflow_cta", "inspect_cta")) {
      document.putNull(slot);
    }
    document.putNull("previous_run_url").putNull("lifecycle_notice");
    ArrayNode diagnostics = document.putArray("diagnostics");
    ArrayNode details = document.putArray("technical_details");
    if (run == null) {
      putNoRun(document, session);
    } else if (active(run)) {
      putActive(document, run, details, mayMonitor);
    } else {
      putCompleted(document, run, diagnostics, mayMonitor);
    }
    document.put("technical_details_visible", mayMonitor);
    document.put("tenant_id", session.number("tenant_id"));
    putCurrent(document, run);
    return document;
  }

  /**
   * The run that the session names, if it is of the same tenant, or if both are of no tenant and of
   * the same workspace.
   */
  private @Nullable NaiveRow run(NaiveRow session) {
    NaiveRow named =
        source.row(
            SourceTable.OPERATION_RUNS, session.number("state.verification_operation_run_id"));
    if (named == null) {
      return null;
    }
    String owner = session.number("tenant_id") == null ? "workspace_id" : "tenant_id";
    Long of = session.number(owner);
    boolean own =
        of != null
            && of.equals(named.number(owner))
            && Objects.equals(session.number("tenant_id"), named.number("tenant_id"));
    return own ? named : null;
  }

  private void putNoRun(ObjectNode document, NaiveRow session) {
    NaiveRow tenant = source.row(SourceTable.TENANTS, session.number("tenant_id"));
    document.put("state", "no_run");
    if (tenant != null && tenant.is("status", "archived")) {
      document.put("lifecycle_notice", ARCHIVED);
    } else {
      document.set("primary_cta", startVerification());
      document.set("workflow_cta", startVerification());
    }
  }

  private void putActive(ObjectNode document, NaiveRow run, ArrayNode details, boolean mayMonitor) {
    document.put("state", "active_run");
    document.set("primary_cta", cta("refresh", "Refresh"));
    document.set("secondary_cta", openOperation(run));
    document.set("workflow_cta", cta("refresh", "Refresh"));
    document.set("inspect_cta", openOperation(run));
    NaiveRow previous = previous(run);
    document.put("previous_run_url", previous == null ? null : NaiveJson.runUrl(previous));
    if (mayMonitor) {
      details.add(advancedMonitoring());
    }
  }

  private void putCompleted(
      ObjectNode document, NaiveRow run, ArrayNode diagnostics, boolean mayMonitor) {
    document.put("state", "completed_run");
    document.set("primary_cta", openOperation(run));
    document.set("inspect_cta", openOperation(run));
    NaiveRow previous = previous(run);
    if (previous != null) {
      String url = NaiveJson.runUrl(previous);
      document.put("previous_run_url", url);
      diagnostics.add(cta("open_previous_operation", "Open previous operation").put("url", url));
    }
    if (mayMonitor) {
      diagnostics.add(advancedMonitoring());
    }
  }

  private List<NaiveRow> verifications(long tenant) {
    List<NaiveRow> runs = new ArrayList<>();
    for (NaiveRow run : source.rows(SourceTable.OPERATION_RUNS, tenant)) {
      if (run.is("type", "provider.connection.check", "tenant.verification")) {
        runs.add(run);
      }
    }
    return runs;
  }

  /** The verification that comes next when the run stands among its tenant's verifications. */
  private @Nullable NaiveRow previous(NaiveRow run) {
    Long tenant = run.number("tenant_id");
    if (tenant == null) {
      return null;
    }
    List<NaiveRow> runs = new ArrayList<>(verifications(tenant));
    runs.removeIf(other -> other.id() == run.id());
    runs.add(run);
    List<NaiveRow> sorted = NaiveSource.latest(runs, runs.size());
    int next = sorted.indexOf(run) + 1;
    return next < sorted.size() ? sorted.get(next) : null;
  }

  private static void putCurrent(ObjectNode document, @Nullable NaiveRow run) {
    document.putNull("run").putNull("run_url").putNull("report");
    document.put("is_in_progress", run != null && active(run));
    if (run != null) {
      NaiveJson.putRun(document.putObject("run"), run);
      document.put("run_url", NaiveJson.runUrl(run));
      String report = run.text("context.verification_report");
      long bytes = report == null ? 0 : report.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > ProjectionSettingsFixture.MAX_REPORT_BYTES) {
        document.putObject("report_truncated").put("bytes", bytes);
      } else if (report != null) {
        document.set("report", NaiveJson.MAPPER.readTree(report));
      }
    }
  }

  private static boolean active(NaiveRow run) {
    return run.is("status", "queued", "running");
  }

  private static ObjectNode cta(String kind, String label) {
    return NaiveJson.object().put("kind", kind).put("label", label);
  }

  private static ObjectNode openOperation(NaiveRow run) {
    return cta("open_operation", "Open operation").put("url", NaiveJson.runUrl(run));
  }

  private static ObjectNode startVerification() {
    return cta("start_verification", "Start verification");
  }

  private static ObjectNode viewAllOperations() {
    return cta("view_all_operations", "View all operations")
        .put("url", "/admin/operations")
        .put("scope", "admin");
  }

  private static ObjectNode advancedMonitoring() {
    return cta("advanced_monitoring", "Advanced: operations monitoring")
        .put("url", "/admin/operations")
        .put("scope", "admin");
  }
}
