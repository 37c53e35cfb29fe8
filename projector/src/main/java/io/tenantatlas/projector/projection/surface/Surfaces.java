package io.tenantatlas.projector.projection.surface;

import static io.tenantatlas.projector.projection.surface.CallToAction.ADVANCED_MONITORING;
import static io.tenantatlas.projector.projection.surface.CallToAction.OPEN_OPERATION;
import static io.tenantatlas.projector.projection.surface.CallToAction.OPEN_PREVIOUS_OPERATION;
import static io.tenantatlas.projector.projection.surface.CallToAction.REFRESH;
import static io.tenantatlas.projector.projection.surface.CallToAction.START_VERIFICATION;
import static io.tenantatlas.projector.projection.surface.CallToAction.VIEW_ALL_OPERATIONS;
import static io.tenantatlas.projector.projection.surface.Invariant.ADVANCED_NEEDS_SCOPE;
import static io.tenantatlas.projector.projection.surface.Invariant.CANONICAL_DESTINATIONS;
import static io.tenantatlas.projector.projection.surface.Invariant.NO_START_WHEN_ARCHIVED;
import static io.tenantatlas.projector.projection.surface.Invariant.ONE_PRIMARY;
import static io.tenantatlas.projector.projection.surface.Invariant.ONE_SECONDARY;
import static io.tenantatlas.projector.projection.surface.Invariant.START_NEEDS_SCOPE;
import static io.tenantatlas.projector.projection.surface.Slot.DIAGNOSTICS;
import static io.tenantatlas.projector.projection.surface.Slot.INSPECT;
import static io.tenantatlas.projector.projection.surface.Slot.PRIMARY;
import static io.tenantatlas.projector.projection.surface.Slot.ROW;
import static io.tenantatlas.projector.projection.surface.Slot.SECONDARY;
import static io.tenantatlas.projector.projection.surface.Slot.TECHNICAL_DETAILS;
import static io.tenantatlas.projector.projection.surface.Slot.WORKFLOW;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.view.Links;
import io.tenantatlas.projector.projection.view.RawJson;
import io.tenantatlas.projector.projection.view.Rows;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registry of operator surfaces: the only place where their states, calls to action and
 * invariants are declared. See CONTRIBUTING.md, "Adding a surface".
 */
public final class Surfaces {

  private static final String NOTICE =
      "This tenant is not active or being onboarded, so operations cannot be started for it.";
  private static final String ARCHIVED_NOTICE =
      "This tenant is archived, so operations cannot be started for it.";
  private static final String TOOLTIP = "You may not start operations for this tenant.";

  private final Links links;
  private final long maxReportBytes;
  private final Rows rows;
  private final Surface recentOperations;
  private final Surface verification;
  private final Surface onboardingVerification;

  /**
   * The surfaces with these links.
   *
   * @param maxReportBytes of a verification report that is shown
   */
  public Surfaces(Links links, long maxReportBytes) {
    this.links = links;
    this.maxReportBytes = maxReportBytes;
    this.rows = new Rows(links);
    this.recentOperations = declareRecentOperations();
    this.verification = declareVerification();
    this.onboardingVerification = declareOnboardingVerification();
  }

  /** All surfaces. */
  public List<Surface> all() {
    return List.of(recentOperations, verification, onboardingVerification);
  }

  /** A tenant's latest runs. */
  public Surface recentOperations() {
    return recentOperations;
  }

  /** A tenant's current verification. */
  public Surface verification() {
    return verification;
  }

  /** The verification step of an onboarding session. */
  public Surface onboardingVerification() {
    return onboardingVerification;
  }

  /** What shows operations without being declared here. */
  public static List<Exemption> exemptions() {
    return List.of(
        new Exemption(
            "ManagedTenantOnboardingWizard",
            "The wizard's steps belong to TenantAtlas; only its verification report is a surface,"
                + " and offers what this registry declares for it.",
            List.of(
                "io.tenantatlas.projector.projection.surface.SurfaceConformanceTest"
                    + "#everySurfaceKeepsItsInvariantsInEveryStateForEveryActor",
                "io.tenantatlas.projector.projection.surface.OnboardingVerificationTest"
                    + "#anArchivedTenantsSessionOffersNoStart")),
        new Exemption(
            "io.tenantatlas.projector.projection.Kpis",
            "The KPI document's dashboard.recent_operations is a table of facts: its rows link to"
                + " their operation and offer nothing else.",
            List.of(
                "io.tenantatlas.projector.projection.surface.SurfaceConformanceTest"
                    + "#runsInTheKpiDocumentOnlyLinkToTheirOperation")));
  }

  private Surface declareRecentOperations() {
    return new Surface(
        "recent-operations",
        "/api/v1/tenants/{tenant_id}/surfaces/recent-operations",
        List.of(),
        List.of(PRIMARY, SECONDARY, ROW),
        List.of(
            State.of("empty", "there is no run", situation -> situation.runs().isEmpty()),
            State.of("populated", "there are runs", situation -> true)
                .offering(ROW, OPEN_OPERATION)
                .offering(SECONDARY, VIEW_ALL_OPERATIONS)),
        this::recentOperations,
        List.of(ONE_PRIMARY, ONE_SECONDARY, CANONICAL_DESTINATIONS, NO_START_WHEN_ARCHIVED));
  }

  private Map<String, @Nullable Object> recentOperations(Situation situation) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("has_runs", !situation.runs().isEmpty());
    members.put("runs", situation.runs().stream().map(run -> row(situation, run)).toList());
    members.put("operations_index_url", links.operations());
    return members;
  }

  private Map<String, @Nullable Object> row(Situation situation, RowImage run) {
    Map<String, @Nullable Object> shown = rows.run(run);
    State state = recentOperations.state(situation);
    shown.put(PRIMARY.member(), Surface.shown(state, ROW, situation.about(run), links));
    return shown;
  }

  private Surface declareVerification() {
    return new Surface(
        "verification",
        "/api/v1/tenants/{tenant_id}/surfaces/verification",
        List.of(Scope.OPERATIONS_START),
        List.of(PRIMARY, SECONDARY),
        List.of(
            State.of(
                "lifecycle_blocked",
                "the tenant's status is not active or onboarding, or its row is absent",
                situation -> !situation.operable()),
            State.of("active_run", "the run is queued or running", Situation::inProgress)
                .offering(PRIMARY, OPEN_OPERATION),
            State.of("completed_run", "there is another run", situation -> situation.run() != null)
                .offering(PRIMARY, OPEN_OPERATION),
            State.of(
                    "no_run_can_start",
                    "there is no run, and the actor may start one",
                    situation -> situation.may(Scope.OPERATIONS_START))
                .offering(PRIMARY, START_VERIFICATION),
            State.of(
                "no_run_cannot_start",
                "there is no run, and the actor may not start one",
                situation -> true)),
        this::verification,
        List.of(
            ONE_PRIMARY,
            ONE_SECONDARY,
            CANONICAL_DESTINATIONS,
            NO_START_WHEN_ARCHIVED,
            START_NEEDS_SCOPE));
  }

  private Map<String, @Nullable Object> verification(Situation situation) {
    boolean operable = situation.operable();
    boolean canStart = operable && situation.may(Scope.OPERATIONS_START);
    boolean showStart = operable && situation.run() == null;
    Map<String, @Nullable Object> members = current(situation);
    members.put("show_start_action", showStart);
    members.put("can_start", canStart);
    members.put("start_tooltip", showStart && !canStart ? TOOLTIP : null);
    members.put("lifecycle_notice", operable ? null : NOTICE);
    return members;
  }

  private Surface declareOnboardingVerification() {
    return new Surface(
        "onboarding-verification",
        "/api/v1/workspaces/{workspace_id}/onboarding/{session_id}/surfaces/verification",
        List.of(Scope.OPERATIONS_MONITOR),
        List.of(PRIMARY, SECONDARY, WORKFLOW, INSPECT, DIAGNOSTICS, TECHNICAL_DETAILS),
        List.of(
            State.of("no_run", "the session has no run", situation -> situation.run() == null)
                .offering(PRIMARY, START_VERIFICATION)
                .offering(WORKFLOW, START_VERIFICATION),
            State.of("active_run", "the run is queued or running", Situation::inProgress)
                .offering(PRIMARY, REFRESH)
                .offering(SECONDARY, OPEN_OPERATION)
                .offering(WORKFLOW, REFRESH)
                .offering(INSPECT, OPEN_OPERATION)
                .offering(TECHNICAL_DETAILS, ADVANCED_MONITORING),
            State.of("completed_run", "there is another run", situation -> true)
                .offering(PRIMARY, OPEN_OPERATION)
                .offering(INSPECT, OPEN_OPERATION)
                .offering(DIAGNOSTICS, OPEN_PREVIOUS_OPERATION, ADVANCED_MONITORING)),
        this::onboardingVerification,
        List.of(
            ONE_PRIMARY,
            ONE_SECONDARY,
            CANONICAL_DESTINATIONS,
            NO_START_WHEN_ARCHIVED,
            ADVANCED_NEEDS_SCOPE));
  }

  private Map<String, @Nullable Object> onboardingVerification(Situation situation) {
    RowImage session = situation.session();
    boolean blocked = situation.run() == null && situation.archived();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("technical_details_visible", situation.may(Scope.OPERATIONS_MONITOR));
    members.put("tenant_id", session == null ? null : session.tenantId());
    members.putAll(current(situation));
    members.put("previous_run_url", url(situation.previousRun()));
    members.put("lifecycle_notice", blocked ? ARCHIVED_NOTICE : null);
    return members;
  }

  /** The current run. */
  private Map<String, @Nullable Object> current(Situation situation) {
    RowImage run = situation.run();
    String report = run == null ? null : run.text(SourceTable.VERIFICATION_REPORT);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("run", run == null ? null : rows.run(run));
    members.put("run_url", url(run));
    putReport(report, members);
    members.put("is_in_progress", situation.inProgress());
    return members;
  }

  /** Who reads a surface reads its report with it, so one that is too large is only said to be. */
  private void putReport(@Nullable String report, Map<String, @Nullable Object> members) {
    long bytes = report == null ? 0 : report.getBytes(StandardCharsets.UTF_8).length;
    if (report == null || bytes > maxReportBytes) {
      members.put("report", null);
    } else {
      members.put("report", new RawJson(report));
    }
    if (bytes > maxReportBytes) {
      members.put("report_truncated", Map.of("bytes", bytes));
    }
  }

  private @Nullable String url(@Nullable RowImage run) {
    return run == null ? null : links.operation(run.key().id());
  }
}
