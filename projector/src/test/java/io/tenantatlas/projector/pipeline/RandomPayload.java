package io.tenantatlas.projector.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Random external ids of items, and payloads that refer to them: few ids, so that they meet, and
 * sometimes what is no reference at all.
 */
final class RandomPayload {

  private static final List<String> EXTERNAL_IDS = List.of("p1", "p2", "p3", "p4", "p5", "P1");

  /** Those of 255 characters are the longest that take part in links. */
  private static final List<String> ODD_EXTERNAL_IDS =
      List.of("x".repeat(255), "x".repeat(256), "😀".repeat(255), "", "\ue000", "😀");

  private static final String ZERO_GUID = "00000000-0000-0000-0000-000000000000";

  private static final List<Object> NO_REFERENCES =
      List.of("", " ", ZERO_GUID, "y".repeat(256), 7, true, List.of("p1"), Map.of("id", "p1"));

  private static final List<String> TARGETS =
      List.of(
          "groupAssignmentTarget",
          "groupAssignmentTarget",
          "exclusionGroupAssignmentTarget",
          "allDevicesAssignmentTarget",
          "allLicensedUsersAssignmentTarget",
          "configurationManagerCollectionAssignmentTarget");

  private static final List<Object> FILTER_TYPES =
      List.of("include", "exclude", "none", "Exclude", "unknown", 1);

  private final Random random;

  RandomPayload(Random random) {
    this.random = random;
  }

  String externalId() {
    return oneOf(random.nextInt(14) == 0 ? ODD_EXTERNAL_IDS : EXTERNAL_IDS);
  }

  /** A payload as JSON. */
  String json() {
    return random.nextInt(25) == 0
        ? oneOf(List.of("null", "[]", "\"text\"", "7"))
        : JsonMapper.shared().writeValueAsString(policy());
  }

  private Map<String, @Nullable Object> policy() {
    Map<String, @Nullable Object> policy = new LinkedHashMap<>();
    policy.put("displayName", "😀");
    sometimes(policy, "depends_on", () -> many(this::reference));
    sometimes(policy, "assignments", () -> many(this::assignment));
    sometimes(policy, "roleScopeTagIds", this::scopeTags);
    sometimes(policy, "deviceCategoryIds", () -> many(this::reference));
    sometimes(policy, "deviceCategoryId", this::reference);
    sometimes(policy, "notificationTemplateId", this::reference);
    sometimes(policy, "scheduledActionsForRule", () -> many(this::rule));
    sometimes(policy, "deviceComplianceScriptId", this::reference);
    sometimes(policy, "deviceCompliancePolicyScript", () -> with("deviceComplianceScriptId"));
    sometimes(policy, "selectedMobileAppIds", () -> many(this::reference));
    sometimes(policy, "items", () -> many(() -> with("payloadId")));
    sometimes(policy, "relationships", () -> many(() -> with("targetId")));
    return policy;
  }

  private void sometimes(
      Map<String, @Nullable Object> object, String name, Supplier<Object> value) {
    int chance = random.nextInt(100);
    if (chance < 20) {
      object.put(name, value.get());
    } else if (chance < 22) {
      object.put(name, chance == 20 ? null : oneOf(NO_REFERENCES));
    }
  }

  private List<Object> many(Supplier<Object> element) {
    List<Object> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(random.nextInt(40) == 0 ? oneOf(NO_REFERENCES) : element.get());
    }
    return elements;
  }

  /** Sometimes more than an item can have. */
  private List<Object> scopeTags() {
    List<Object> tags = many(this::reference);
    if (random.nextInt(10) == 0) {
      for (int i = 40 + random.nextInt(20); i > 0; i--) {
        tags.add("tag" + i);
      }
    }
    return tags;
  }

  private Object reference() {
    return switch (random.nextInt(24)) {
      case 0 -> oneOf(NO_REFERENCES);
      case 1 -> oneOf(ODD_EXTERNAL_IDS);
      case 2, 3 -> "nowhere" + random.nextInt(2);
      default -> oneOf(EXTERNAL_IDS);
    };
  }

  private Object rule() {
    Map<String, @Nullable Object> rule = new LinkedHashMap<>();
    rule.put("ruleName", "x");
    sometimes(
        rule, "scheduledActionConfigurations", () -> many(() -> with("notificationTemplateId")));
    return rule;
  }

  private Object with(String name) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("displayName", "x");
    object.put(name, reference());
    return object;
  }

  private Object assignment() {
    Map<String, @Nullable Object> target = new LinkedHashMap<>();
    if (random.nextInt(20) != 0) {
      target.put(
          "@odata.type", (random.nextBoolean() ? "#" : "") + "microsoft.graph." + oneOf(TARGETS));
    }
    if (random.nextInt(8) != 0) {
      target.put("groupId", reference());
    }
    if (random.nextInt(3) == 0) {
      target.put("deviceAndAppManagementAssignmentFilterId", reference());
    }
    if (random.nextInt(3) != 0) {
      target.put("deviceAndAppManagementAssignmentFilterType", oneOf(FILTER_TYPES));
    }
    return Map.of("target", random.nextInt(40) == 0 ? oneOf(NO_REFERENCES) : target);
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
