package io.tenantatlas.projector.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tenantatlas.projector.projection.PolicyTypeCatalog.PolicyType;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk;
import io.tenantatlas.service.startup.StartupFailure;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** The policy-type catalog's file. */
class PolicyTypesTest {

  private static final String SHIPPED =
      """
      deviceConfiguration                | ENABLED      | MEDIUM | true
      groupPolicyConfiguration           | ENABLED      | MEDIUM | true
      settingsCatalogPolicy              | ENABLED      | MEDIUM | true
      deviceCompliancePolicy             | ENABLED      | MEDIUM | true
      appProtectionPolicy                | ENABLED      | MEDIUM | true
      windowsUpdateRing                  | ENABLED      | MEDIUM | true
      windowsFeatureUpdateProfile        | ENABLED      | MEDIUM | true
      windowsQualityUpdateProfile        | ENABLED      | MEDIUM | true
      windowsDriverUpdateProfile         | ENABLED      | MEDIUM | true
      deviceManagementScript             | ENABLED      | HIGH   | true
      deviceShellScript                  | ENABLED      | HIGH   | true
      deviceHealthScript                 | ENABLED      | HIGH   | true
      deviceComplianceScript             | ENABLED      | HIGH   | true
      windowsAutopilotDeploymentProfile  | ENABLED      | LOW    | true
      windowsEnrollmentStatusPage        | ENABLED      | LOW    | true
      mobileApp                          | PREVIEW_ONLY | MEDIUM | true
      managedDeviceAppConfiguration      | PREVIEW_ONLY | MEDIUM | true
      policySet                          | PREVIEW_ONLY | MEDIUM | true
      conditionalAccessPolicy            | PREVIEW_ONLY | HIGH   | true
      endpointSecurityPolicy             | PREVIEW_ONLY | HIGH   | true
      securityBaselinePolicy             | PREVIEW_ONLY | HIGH   | true
      enrollmentRestriction              | PREVIEW_ONLY | HIGH   | true
      assignmentFilter                   | ENABLED      | LOW    | false
      roleScopeTag                       | ENABLED      | LOW    | false
      notificationMessageTemplate        | ENABLED      | LOW    | false
      termsAndConditions                 | ENABLED      | LOW    | false
      deviceCategory                     | NONE         | LOW    | false
      namedLocation                      | NONE         | LOW    | false
      """;

  @Test
  void theShippedCatalogIsThis() {
    List<PolicyType> expected =
        SHIPPED.lines().map(line -> line.split("\\|", -1)).map(PolicyTypesTest::type).toList();
    assertThat(PolicyTypes.load(new DefaultResourceLoader(), "classpath:policy-types.yaml").types())
        .isEqualTo(expected);
  }

  private static PolicyType type(String[] cells) {
    String[] trimmed = Arrays.stream(cells).map(String::strip).toArray(String[]::new);
    return new PolicyType(
        trimmed[0],
        Restore.valueOf(trimmed[1]),
        Risk.valueOf(trimmed[2]),
        Boolean.parseBoolean(trimmed[3]));
  }

  @Test
  void theFileMayBeReplaced() {
    String entry = "- {types: [one, other], restore: preview-only, risk: high, dependencies: true}";
    assertThat(PolicyTypes.load(holdingEntry(entry), "file").types())
        .containsExactly(
            new PolicyType("one", Restore.PREVIEW_ONLY, Risk.HIGH, true),
            new PolicyType("other", Restore.PREVIEW_ONLY, Risk.HIGH, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/missing/policy-types.yaml",
        "classpath:missing.yaml",
        "/missing.yaml",
      })
  void aFileThatCannotBeReadIsNamedWithItsSetting(String location) {
    assertFailure(new DefaultResourceLoader(), location)
        .withMessageContaining("cannot read " + location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "policy-type: []", "- mobileApp"})
  void aFileWithoutPolicyTypesNamesTheSetting(String content) {
    assertFailure(holding(content), "file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy-types: [", "policy-types:\n\t- a", "a: b: c"})
  void aFileThatIsNoYamlNamesTheSetting(String content) {
    assertFailure(holding(content), "file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {types: [mobileApp], restore: sometimes, risk: low, dependencies: true}",
        "- {types: [mobileApp], restore: none, risk: extreme, dependencies: true}",
        "- {types: [mobileApp], restore: none, risk: low, dependencies: perhaps}",
      })
  void aValueThatIsNoneOfThoseAllowedNamesTheSetting(String entry) {
    assertFailure(holdingEntry(entry), "file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {restore: none, risk: low, dependencies: true}",
        "- {types: [mobileApp], risk: low, dependencies: true}",
        "- {types: [mobileApp], restore: none, dependencies: true}",
      })
  void anEntryThatLeavesSomethingOutNamesTheSetting(String entry) {
    assertFailure(holdingEntry(entry), "file");
  }

  private static ThrowableAssertAlternative<StartupFailure> assertFailure(
      ResourceLoader resources, String location) {
    return assertThatExceptionOfType(StartupFailure.class)
        .isThrownBy(() -> PolicyTypes.load(resources, location))
        .withMessageStartingWith("atlas.kpi.policy-types: ");
  }

  /** Resources among which every file has this content. */
  static ResourceLoader holding(String content) {
    return new DefaultResourceLoader() {
      @Override
      public Resource getResource(String location) {
        return new ByteArrayResource(content.getBytes(UTF_8));
      }
    };
  }

  private static ResourceLoader holdingEntry(String entry) {
    return holding("policy-types:\n" + entry);
  }
}
