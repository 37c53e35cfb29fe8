package io.tenantatlas.projector.projection.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random payloads: realistic ones, realistic ones with faults, and trees of any form. */
final class RandomPayloads {

  private static final List<String> NAMES =
      List.of(
          "assignments",
          "target",
          "@odata.type",
          "groupId",
          "deviceAndAppManagementAssignmentFilterId",
          "deviceAndAppManagementAssignmentFilterType",
          "roleScopeTagIds",
          "deviceCategoryIds",
          "deviceCategoryId",
          "notificationTemplateId",
          "scheduledActionsForRule",
          "scheduledActionConfigurations",
          "deviceComplianceScriptId",
          "deviceCompliancePolicyScript",
          "selectedMobileAppIds",
          "items",
          "payloadId",
          "relationships",
          "targetId",
          "depends_on",
          "displayName",
          "assignments[]",
          "assignments[].target");

  private static final List<String> TYPES =
      List.of(
          "groupAssignmentTarget",
          "groupAssignmentTarget",
          "exclusionGroupAssignmentTarget",
          "allDevicesAssignmentTarget",
          "allLicensedUsersAssignmentTarget",
          "scopeTagGroupAssignmentTarget",
          "GroupAssignmentTarget");

  private static final List<String> FILTER_TYPES =
      List.of("include", "exclude", "none", "Include", "EXCLUDE", "NONE", "", "unknown");

  private static final List<String> ODD_IDS =
      List.of(
          "",
          "  ",
          PayloadFixture.ZERO_GUID,
          "a\0b",
          "\ud83d",
          "\ud83d\ude00",
          "x".repeat(255),
          "x".repeat(256));

  private final Random random;

  RandomPayloads(long seed) {
    random = new Random(seed);
  }

  @Nullable Object next() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> policy();
      case 3, 4, 5, 6 -> mutated();
      case 7, 8 -> object(1 + random.nextInt(4));
      default -> anything(random.nextInt(5));
    };
  }

  private Map<String, @Nullable Object> policy() {
    Map<String, @Nullable Object> policy = new LinkedHashMap<>();
    policy.put("id", id());
    sometimes(policy, "depends_on", () -> many(this::id));
    sometimes(policy, "assignments", () -> many(this::assignment));
    sometimes(policy, "roleScopeTagIds", () -> many(this::id));
    sometimes(policy, "deviceCategoryIds", () -> many(this::id));
    sometimes(policy, "deviceCategoryId", this::id);
    sometimes(policy, "notificationTemplateId", this::id);
    sometimes(policy, "scheduledActionsForRule", () -> many(this::rule));
    sometimes(policy, "deviceComplianceScriptId", this::id);
    sometimes(policy, "deviceCompliancePolicyScript", () -> one("deviceComplianceScriptId"));
    sometimes(policy, "selectedMobileAppIds", () -> many(this::id));
    sometimes(policy, "items", () -> many(() -> one("payloadId")));
    sometimes(policy, "relationships", () -> many(() -> one("targetId")));
    return policy;
  }

  private Map<String, @Nullable Object> assignment() {
    Map<String, @Nullable Object> target = new LinkedHashMap<>();
    String type = TYPES.get(random.nextInt(TYPES.size()));
    target.put("@odata.type", (random.nextInt(4) == 0 ? "" : "#") + "microsoft.graph." + type);
    sometimes(target, "groupId", this::id);
    sometimes(target, "deviceAndAppManagementAssignmentFilterId", this::id);
    sometimes(
        target,
        "deviceAndAppManagementAssignmentFilterType",
        () -> FILTER_TYPES.get(random.nextInt(FILTER_TYPES.size())));
    Map<String, @Nullable Object> assignment = new LinkedHashMap<>();
    assignment.put("id", id());
    assignment.put("target", target);
    return assignment;
  }

  private Map<String, @Nullable Object> rule() {
    Map<String, @Nullable Object> rule = new LinkedHashMap<>();
    sometimes(
        rule, "scheduledActionConfigurations", () -> many(() -> one("notificationTemplateId")));
    return rule;
  }

  private Map<String, @Nullable Object> one(String name) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("displayName", "x");
    sometimes(object, name, this::id);
    return object;
  }

  private void sometimes(
      Map<String, @Nullable Object> object, String name, Supplier<@Nullable Object> value) {
    if (random.nextInt(3) != 0) {
      object.put(name, value.get());
    }
  }

  private List<@Nullable Object> many(Supplier<@Nullable Object> element) {
    int size = random.nextInt(20) == 0 ? random.nextInt(130) : random.nextInt(5);
    List<@Nullable Object> array = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      array.add(element.get());
    }
    return array;
  }

  private String id() {
    return switch (random.nextInt(20)) {
      case 0 -> ODD_IDS.get(random.nextInt(ODD_IDS.size()));
      case 1, 2, 3, 4, 5, 6 -> "id-" + random.nextInt(8);
      default -> "id-" + random.nextInt(1000);
    };
  }

  private Map<String, @Nullable Object> mutated() {
    Map<String, @Nullable Object> policy = policy();
    List<String> names = List.copyOf(policy.keySet());
    for (int i = random.nextInt(4); i >= 0; i--) {
      String name = names.get(random.nextInt(names.size()));
      policy.put(name, mutated(policy.get(name)));
    }
    return policy;
  }

  /** The value with some of what is in it replaced; the way there stops anywhere. */
  @SuppressWarnings("unchecked")
  private @Nullable Object mutated(@Nullable Object value) {
    if (random.nextInt(4) != 0) {
      if (value instanceof Map<?, ?> object && !object.isEmpty()) {
        List<String> names = new ArrayList<>(((Map<String, @Nullable Object>) object).keySet());
        ((Map<String, @Nullable Object>) object)
            .computeIfPresent(
                names.get(random.nextInt(names.size())), (_, member) -> mutated(member));
        return object;
      }
      if (value instanceof List<?> array && !array.isEmpty()) {
        ((List<@Nullable Object>) array).replaceAll(this::mutatedSometimes);
        return array;
      }
    }
    return anything(random.nextInt(3));
  }

  private @Nullable Object mutatedSometimes(@Nullable Object element) {
    return random.nextInt(3) == 0 ? mutated(element) : element;
  }

  private @Nullable Object anything(int depth) {
    int kind = random.nextInt(depth == 0 ? 6 : 12);
    return switch (kind) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> random.nextInt() / 8.0;
      case 4 -> id();
      case 5 -> FILTER_TYPES.get(random.nextInt(FILTER_TYPES.size()));
      case 6, 7, 8 -> many(() -> anything(depth - 1));
      default -> object(depth);
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      object.put(NAMES.get(random.nextInt(NAMES.size())), anything(depth - 1));
    }
    return object;
  }
}
