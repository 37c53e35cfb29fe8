package io.tenantatlas.projector.projection;

import static io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore.ENABLED;
import static io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore.NONE;
import static io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore.PREVIEW_ONLY;
import static io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk.HIGH;
import static io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk.LOW;
import static io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk.MEDIUM;

import io.tenantatlas.projector.projection.PolicyTypeCatalog.PolicyType;
import io.tenantatlas.projector.projection.view.Links;
import java.util.List;

/** Settings for tests: one policy type of each kind. */
public final class ProjectionSettingsFixture {

  private ProjectionSettingsFixture() {}

  /** The settings, with the usual link to a run. */
  public static ProjectionSettings settings() {
    return settings("/admin/operations/{id}");
  }

  /** Few, so that small reports can be too large. */
  public static final int MAX_REPORT_BYTES = 100;

  /** The settings, with this link to a run. */
  public static ProjectionSettings settings(String operationUrl) {
    return new ProjectionSettings(
        List.of("drift.scan", "drift.generate"),
        "inventory.sync",
        List.of("provider.connection.check", "tenant.verification"),
        MAX_REPORT_BYTES,
        new Links(operationUrl, "/admin/operations"),
        policyTypes());
  }

  private static PolicyTypeCatalog policyTypes() {
    return new PolicyTypeCatalog(
        List.of(
            new PolicyType("deviceConfiguration", ENABLED, MEDIUM, true),
            new PolicyType("deviceManagementScript", ENABLED, HIGH, true),
            new PolicyType("windowsAutopilotDeploymentProfile", ENABLED, LOW, true),
            new PolicyType("mobileApp", PREVIEW_ONLY, MEDIUM, true),
            new PolicyType("conditionalAccessPolicy", PREVIEW_ONLY, HIGH, true),
            new PolicyType("assignmentFilter", ENABLED, LOW, false),
            new PolicyType("deviceCategory", NONE, LOW, false)));
  }
}
