package io.tenantatlas.standalone.workload;

import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Believable values of the TenantAtlas application, each picked by the given random numbers and
 * nothing else.
 */
public final class Picks {
  public static final List<String> ITEM_TYPES =
      List.of(
          "deviceConfiguration",
          "groupPolicyConfiguration",
          "settingsCatalogPolicy",
          "deviceCompliancePolicy",
          "appProtectionPolicy",
          "windowsUpdateRing",
          "windowsFeatureUpdateProfile",
          "windowsQualityUpdateProfile",
          "windowsDriverUpdateProfile",
          "deviceManagementScript",
          "deviceShellScript",
          "deviceHealthScript",
          "deviceComplianceScript",
          "windowsAutopilotDeploymentProfile",
          "windowsEnrollmentStatusPage",
          "mobileApp",
          "managedDeviceAppConfiguration",
          "policySet",
          "conditionalAccessPolicy",
          "endpointSecurityPolicy",
          "securityBaselinePolicy",
          "enrollmentRestriction",
          "assignmentFilter",
          "roleScopeTag",
          "notificationMessageTemplate",
          "termsAndConditions",
          "deviceCategory",
          "namedLocation");

  private static final List<String> TENANT_FIRST =
      List.of(
          "Alder",
          "Brightwater",
          "Cobalt",
          "Dunmore",
          "Eastgate",
          "Fairhaven",
          "Granite",
          "Hollis",
          "Ironbridge");
  private static final List<String> TENANT_SECOND =
      List.of("Logistics", "Health", "Insurance", "Schools", "Engineering", "Retail", "Energy");
  private static final List<String> PLATFORMS =
      List.of("Windows", "macOS", "iOS", "Android", "Linux");
  private static final List<String> SUBJECTS =
      List.of(
          "Baseline",
          "BitLocker",
          "Firewall",
          "Wi-Fi",
          "VPN",
          "Browser",
          "Updates",
          "Kiosk",
          "Defender",
          "Pilot");
  private static final List<String> RINGS =
      List.of("All", "Ring 0", "Ring 1", "Ring 2", "Executives", "Shared devices");

  private Picks() {}

  public static <T> T one(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  public static boolean chance(Random random, double probability) {
    return random.nextDouble() < probability;
  }

  /** A version 4 UUID, as Microsoft Graph's ids are. */
  public static String graphId(Random random) {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /** Distinct for the first 63 positions. */
  public static String tenantName(int position) {
    return TENANT_FIRST.get(position % TENANT_FIRST.size())
        + " "
        + TENANT_SECOND.get(position % TENANT_SECOND.size())
        + (position < 63 ? "" : " " + (position / 63 + 1));
  }

  public static String policyName(Random random) {
    return one(random, PLATFORMS) + " - " + one(random, SUBJECTS) + " - " + one(random, RINGS);
  }

  /** The type of an operation that is not a drift scan. */
  public static String operationType(Random random) {
    return one(
        random,
        List.of(
            "inventory.sync",
            "inventory.sync",
            "inventory.sync",
            "policy.sync",
            "policy.sync",
            "policy.capture_snapshot",
            "backup.run",
            "backup_set.add_policies",
            "restore.execute",
            "entra_group.sync",
            "provider.connection.check",
            "tenant.verification"));
  }

  static String scanType(Random random) {
    return chance(random, 0.5) ? "drift.scan" : "drift.generate";
  }

  public static boolean isVerification(String operationType) {
    return operationType.equals("provider.connection.check")
        || operationType.equals("tenant.verification");
  }

  public static String outcome(Random random) {
    return weighted(
        random, "succeeded", 80, "partial", 8, "failed", 9, "cancelled", 2, "blocked", 1);
  }

  public static String syncResult(Random random) {
    return weighted(random, "success", 82, "partial", 8, "failed", 8, "skipped", 2);
  }

  public static String severity(Random random) {
    return weighted(random, "low", 40, "medium", 38, "high", 20, "critical", 2);
  }

  public static String findingStatus(Random random) {
    return weighted(random, "closed", 60, "acknowledged", 15, "open", 15, "new", 10);
  }

  /** Values, each followed by its weight. */
  public static String weighted(Random random, Object... valuesAndWeights) {
    int total = 0;
    for (int i = 1; i < valuesAndWeights.length; i += 2) {
      total += (Integer) valuesAndWeights[i];
    }
    int left = random.nextInt(total);
    int at = 0;
    while (left >= (Integer) valuesAndWeights[at + 1]) {
      left -= (Integer) valuesAndWeights[at + 1];
      at += 2;
    }
    return (String) valuesAndWeights[at];
  }
}
