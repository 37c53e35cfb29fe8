package io.tenantatlas.projector.projection.surface;

import static io.tenantatlas.projector.projection.surface.SituationFixture.LINKS;
import static io.tenantatlas.projector.projection.surface.SituationFixture.SURFACES;
import static io.tenantatlas.projector.projection.surface.SituationFixture.run;
import static io.tenantatlas.projector.projection.surface.SituationFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.projection.view.RawJson;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tenant's verification says beside its calls to action. */
class VerificationTest {

  private static Map<String, @Nullable Object> seen(
      @Nullable RowImage tenant, @Nullable RowImage run, Scope... scopes) {
    return SURFACES
        .verification()
        .document(Situation.ofTenant(tenant, run).seenWith(Set.of(scopes)), LINKS);
  }

  @Test
  void withoutARunAnActorWhoMayStartIsInvitedTo() {
    assertThat(seen(tenant("active"), null, Scope.OPERATIONS_START))
        .containsEntry("state", "no_run_can_start")
        .containsEntry("show_start_action", true)
        .containsEntry("can_start", true)
        .containsEntry("start_tooltip", null)
        .containsEntry("lifecycle_notice", null)
        .containsEntry("run", null)
        .containsEntry("run_url", null)
        .containsEntry("report", null)
        .containsEntry("is_in_progress", false);
  }

  @Test
  void withoutARunAnActorWhoMayNotStartIsToldWhy() {
    assertThat(seen(tenant("onboarding"), null, Scope.OPERATIONS_MONITOR))
        .containsEntry("state", "no_run_cannot_start")
        .containsEntry("primary_cta", null)
        .containsEntry("show_start_action", true)
        .containsEntry("can_start", false)
        .hasEntrySatisfying("start_tooltip", tooltip -> assertThat(tooltip).asString().isNotBlank())
        .containsEntry("lifecycle_notice", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"queued", "running"})
  void aRunUnderWayIsInProgressAndNothingCanBeStarted(String status) {
    assertThat(seen(tenant("active"), run(7, status), Scope.OPERATIONS_START))
        .containsEntry("state", "active_run")
        .containsEntry("is_in_progress", true)
        .containsEntry("show_start_action", false)
        .containsEntry("can_start", true)
        .containsEntry("run_url", "/admin/operations/7")
        .containsEntry("report", new RawJson("{\"checks\": [1.10]}"));
  }

  @Test
  void aReportIsShownAsLongAsItIsNotTooLarge() {
    String largest = "\"" + "é".repeat(49) + "\"";
    assertThat(seen(tenant("active"), run(7, "completed", largest)))
        .containsEntry("report", new RawJson(largest))
        .doesNotContainKey("report_truncated");
  }

  @Test
  void aReportThatIsTooLargeIsOnlySaidToBe() {
    assertThat(seen(tenant("active"), run(7, "completed", "\"" + "é".repeat(50) + "\"")))
        .containsEntry("report", null)
        .containsEntry("report_truncated", Map.of("bytes", 102L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "Queued", "never seen", ""})
  void aRunOfAnyOtherStatusIsCompleted(String status) {
    assertThat(seen(tenant("active"), run(7, status)))
        .containsEntry("state", "completed_run")
        .containsEntry("is_in_progress", false)
        .containsEntry("start_tooltip", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"archived", "pending", "suspended", "error", "ACTIVE", "none", ""})
  void aTenantWhoseLifeCycleForbidsItIsBlockedAlsoWithARun(String status) {
    RowImage tenant = status.equals("none") ? null : tenant(status);
    for (RowImage run : new @Nullable RowImage[] {null, run(7, "running")}) {
      assertThat(seen(tenant, run, Scope.OPERATIONS_START))
          .containsEntry("state", "lifecycle_blocked")
          .containsEntry("primary_cta", null)
          .containsEntry("show_start_action", false)
          .containsEntry("can_start", false)
          .containsEntry("start_tooltip", null)
          .hasEntrySatisfying(
              "lifecycle_notice", notice -> assertThat(notice).asString().isNotBlank())
          .containsEntry("run_url", run == null ? null : "/admin/operations/7");
    }
  }
}
