package io.tenantatlas.projector.projection.surface;

import static io.tenantatlas.projector.projection.surface.SituationFixture.LINKS;
import static io.tenantatlas.projector.projection.surface.SituationFixture.SURFACES;
import static io.tenantatlas.projector.projection.surface.SituationFixture.TENANT;
import static io.tenantatlas.projector.projection.surface.SituationFixture.run;
import static io.tenantatlas.projector.projection.surface.SituationFixture.session;
import static io.tenantatlas.projector.projection.surface.SituationFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an onboarding session's verification says beside the plain matrix. */
class OnboardingVerificationTest {

  private static final Map<String, Object> MONITORING =
      Map.of(
          "kind", "advanced_monitoring",
          "label", "Advanced: operations monitoring",
          "url", "/admin/operations",
          "scope", "admin");

  private static Map<String, @Nullable Object> seen(
      @Nullable RowImage tenant,
      @Nullable RowImage run,
      @Nullable RowImage previous,
      Scope... scopes) {
    return SURFACES
        .onboardingVerification()
        .document(
            Situation.ofSession(session(TENANT), tenant, run, previous).seenWith(Set.of(scopes)),
            LINKS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"active", "onboarding", "pending", "suspended"})
  void withoutARunTheNextStepIsToStart(String status) {
    assertThat(seen(tenant(status), null, null))
        .containsEntry("state", "no_run")
        .containsEntry(
            "workflow_cta", Map.of("kind", "start_verification", "label", "Start verification"))
        .containsEntry("inspect_cta", null)
        .containsEntry("lifecycle_notice", null)
        .containsEntry("tenant_id", TENANT);
  }

  @Test
  void anArchivedTenantsSessionOffersNoStart() {
    assertThat(seen(tenant("archived"), null, null, Scope.OPERATIONS_START))
        .containsEntry("state", "no_run")
        .containsEntry("primary_cta", null)
        .containsEntry("workflow_cta", null)
        .hasEntrySatisfying(
            "lifecycle_notice", notice -> assertThat(notice).asString().isNotBlank());
  }

  @Test
  void aSessionWithoutATenantCanStart() {
    Situation situation = Situation.ofSession(session(null), null, null, null);
    assertThat(SURFACES.onboardingVerification().document(situation, LINKS))
        .containsEntry("tenant_id", null)
        .hasEntrySatisfying("workflow_cta", offer -> assertThat(offer).isNotNull());
  }

  @Test
  void technicalDetailsAreVisibleToThoseWhoMayMonitorOnly() {
    RowImage active = run(7, "running");
    assertThat(seen(null, active, null, Scope.OPERATIONS_MONITOR))
        .containsEntry("technical_details_visible", true)
        .containsEntry("technical_details", List.of(MONITORING))
        .containsEntry("diagnostics", List.of());
    assertThat(seen(null, active, null, Scope.OPERATIONS_START))
        .containsEntry("technical_details_visible", false)
        .containsEntry("technical_details", List.of());
  }

  @Test
  void aCompletedRunLeadsToThePreviousOneAndToMonitoring() {
    RowImage completed = run(7, "completed");
    Map<String, Object> previous =
        Map.of(
            "kind", "open_previous_operation",
            "label", "Open previous operation",
            "url", "/admin/operations/3");
    assertThat(seen(null, completed, run(3, "completed"), Scope.OPERATIONS_MONITOR))
        .containsEntry("state", "completed_run")
        .containsEntry("previous_run_url", "/admin/operations/3")
        .containsEntry("diagnostics", List.of(previous, MONITORING));
    assertThat(seen(null, completed, run(3, "completed")))
        .containsEntry("diagnostics", List.of(previous));
    assertThat(seen(null, completed, null))
        .containsEntry("previous_run_url", null)
        .containsEntry("diagnostics", List.of());
  }

  @Test
  void whatIsOfferedDoesNotDependOnWhetherTheTenantIsArchivedOnceThereIsARun() {
    assertThat(seen(tenant("archived"), run(7, "running"), null))
        .containsEntry("workflow_cta", Map.of("kind", "refresh", "label", "Refresh"))
        .containsEntry("lifecycle_notice", null);
  }
}
