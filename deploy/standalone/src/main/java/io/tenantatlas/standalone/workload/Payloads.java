package io.tenantatlas.standalone.workload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The JSON that the application keeps: the safe part of Microsoft Graph payloads, and what its
 * operations report.
 */
public final class Payloads {
  private static final int GROUPS = 12;
  private static final int FILTERS = 4;

  private Payloads() {}

  /**
   * One policy as Graph gives it, with its assignments, scope tags and references.
   *
   * @param others external ids of other items of the tenant, which this one may refer to
   */
  public static String policy(
      Random random,
      long tenantId,
      String type,
      String externalId,
      String name,
      List<String> others) {
    List<String> members = new ArrayList<>();
    members.add("\"@odata.type\": \"#microsoft.graph." + type + "\"");
    members.add("\"id\": \"" + externalId + "\"");
    members.add("\"displayName\": \"" + name + "\"");
    members.add("\"version\": " + random.nextInt(1, 40));
    members.add(
        "\"roleScopeTagIds\": " + (Picks.chance(random, 0.2) ? "[\"0\", \"1\"]" : "[\"0\"]"));
    members.add("\"assignments\": [" + assignments(random, tenantId) + "]");
    if (!others.isEmpty()) {
      reference(random, type, others, members);
    }
    return "{" + String.join(", ", members) + "}";
  }

  private static String assignments(Random random, long tenantId) {
    List<String> assignments = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      assignments.add(
          "{\"id\": \""
              + Picks.graphId(random)
              + "\", \"target\": {"
              + target(random, tenantId)
              + "}}");
    }
    return String.join(", ", assignments);
  }

  private static String target(Random random, long tenantId) {
    String kind =
        Picks.weighted(
            random,
            "groupAssignment",
            70,
            "exclusionGroupAssignment",
            12,
            "allDevicesAssignment",
            10,
            "allLicensedUsersAssignment",
            8,
            "configurationManagerCollectionAssignment",
            2);
    String target = "\"@odata.type\": \"#microsoft.graph." + kind + "Target\"";
    if (kind.endsWith("roupAssignment")) {
      target += ", \"groupId\": \"" + sharedId(tenantId, "aaaa", random.nextInt(GROUPS)) + "\"";
    }
    if (kind.startsWith("configurationManager")) {
      // Nothing that is looked for: shows as a warning of the item's links.
      target += String.format(Locale.ROOT, ", \"collectionId\": \"SMS%05d\"", random.nextInt(10));
    }
    if (Picks.chance(random, 0.15)) {
      target +=
          ", \"deviceAndAppManagementAssignmentFilterId\": \""
              + sharedId(tenantId, "ffff", random.nextInt(FILTERS))
              + "\", \"deviceAndAppManagementAssignmentFilterType\": \""
              + (Picks.chance(random, 0.7) ? "include" : "exclude")
              + "\"";
    }
    return target;
  }

  /** The id of one of the few groups or filters of a tenant, which many of its policies share. */
  private static String sharedId(long tenantId, String kind, int number) {
    return String.format(Locale.ROOT, "%08x-%s-4000-8000-%012x", tenantId, kind, number);
  }

  private static void reference(
      Random random, String type, List<String> others, List<String> members) {
    String other = Picks.one(random, others);
    switch (type) {
      case "deviceCompliancePolicy" ->
          members.add(
              """
              "scheduledActionsForRule": [{"ruleName": "PasswordRequired", "scheduledActionConfigurations": \
              [{"actionType": "notification", "gracePeriodHours": 24, "notificationTemplateId": "%s"}]}]\
              """
                  .formatted(other));
      case "policySet" ->
          members.add("\"items\": [{\"payloadId\": \"" + other + "\", \"itemType\": \"policy\"}]");
      case "mobileApp" ->
          members.add(
              "\"relationships\": [{\"targetId\": \"" + other + "\", \"targetType\": \"child\"}]");
      case "windowsEnrollmentStatusPage" ->
          members.add("\"selectedMobileAppIds\": [\"" + other + "\"]");
      case "enrollmentRestriction" ->
          members.add(
              "\"deviceCategoryIds\": [\"" + sharedId(0, "cccc", random.nextInt(3)) + "\"]");
      default -> {
        if (Picks.chance(random, 0.05)) {
          members.add("\"depends_on\": [\"" + other + "\"]");
        }
      }
    }
  }

  public static String counts(Random random, String outcome) {
    int total = random.nextInt(1, 120);
    int failed =
        switch (outcome) {
          case "failed" -> total;
          case "partial" -> random.nextInt(total) + 1;
          default -> 0;
        };
    return String.format(
        Locale.ROOT,
        "{\"total\": %d, \"processed\": %d, \"succeeded\": %d, \"failed\": %d}",
        total,
        total,
        total - failed,
        failed);
  }

  public static String failures(String outcome) {
    return switch (outcome) {
      case "failed" ->
          """
          [{"code": "graph.throttled", "message": "Microsoft Graph answered 429 after all retries."}]\
          """;
      case "partial" ->
          """
          [{"code": "graph.forbidden", "message": "Some items need a permission that was not granted."}]\
          """;
      case "blocked" ->
          """
          [{"code": "provider.not_ready", "message": "The provider connection is not ready."}]\
          """;
      default -> "[]";
    };
  }

  /** The report of a verification run, as a part of its context. */
  public static String verificationReport(String outcome, Instant at) {
    boolean passed = outcome.equals("succeeded");
    return String.format(
        Locale.ROOT,
        """
    {"verification_report": {"schema_version": "1.0", "flow": "tenant_verification", "generated_at": "%s", \
    "summary": {"overall": "%s", "counts": {"total": 3, "pass": %d, "fail": %d, "warn": 0}}, "checks": [\
    {"key": "provider.connection", "title": "Provider connection", "status": "pass", "blocking": false}, \
    {"key": "permissions.delegated", "title": "Delegated permissions", "status": "pass", "blocking": false}, \
    {"key": "permissions.application", "title": "Application permissions", "status": "%s", "blocking": %b}]}}\
    """,
        at,
        passed ? "ready" : "blocked",
        passed ? 3 : 2,
        passed ? 0 : 1,
        passed ? "pass" : "fail",
        !passed);
  }
}
