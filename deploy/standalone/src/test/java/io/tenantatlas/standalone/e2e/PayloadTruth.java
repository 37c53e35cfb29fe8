package io.tenantatlas.standalone.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a payload refers to, written once more from the definitions, sharing nothing with the
 * product.
 */
final class PayloadTruth {

  private static final int MOST = 50;
  private static final String ZERO = "00000000-0000-0000-0000-000000000000";
  private static final String FILTER = "deviceAndAppManagementAssignmentFilter";

  /** The known targets of assignments: relationship, and the group that is meant without an id. */
  private static final Map<String, List<String>> TARGETS =
      Map.of(
          "groupAssignmentTarget", List.of("assigned_to_include"),
          "exclusionGroupAssignmentTarget", List.of("assigned_to_exclude"),
          "allDevicesAssignmentTarget",
              List.of("assigned_to", "adadadad-808e-44e2-905a-0b7873a8a531", "All devices"),
          "allLicensedUsersAssignmentTarget",
              List.of("assigned_to", "acacacac-9df4-4c7d-9d50-4ef0226f57a9", "All users"));

  private final Map<List<@Nullable String>, Reference> references = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * A reference; foundation, mode and name are null where there is none.
   *
   * @param foundation what the target is; null of an item
   */
  record Reference(
      String relationship,
      @Nullable String foundation,
      String id,
      String raw,
      @Nullable String mode,
      @Nullable String name) {}

  PayloadTruth(@Nullable JsonNode payload) {
    if (payload == null || payload.isNull()) {
      return;
    }
    if (!payload.isObject()) {
      warn(payload);
      return;
    }
    each(payload, "assignments", assignment -> member(assignment, "target", this::target));
    each(payload, "roleScopeTagIds", id -> add("scoped_by", "scope_tag", id));
    each(payload, "deviceCategoryIds", id -> add("targets", "device_category", id));
    member(payload, "deviceCategoryId", id -> add("targets", "device_category", id));
    member(payload, "notificationTemplateId", this::itemOrNone);
    each(
        payload,
        "scheduledActionsForRule",
        rule ->
            each(
                rule,
                "scheduledActionConfigurations",
                action -> member(action, "notificationTemplateId", this::itemOrNone)));
    member(payload, "deviceComplianceScriptId", this::item);
    member(
        payload,
        "deviceCompliancePolicyScript",
        script -> member(script, "deviceComplianceScriptId", this::item));
    each(payload, "selectedMobileAppIds", this::item);
    each(payload, "items", element -> member(element, "payloadId", this::item));
    each(payload, "relationships", element -> member(element, "targetId", this::item));
    each(payload, "depends_on", this::item);
  }

  /** At most 50, in order, each edge once. */
  List<Reference> references() {
    return references.values().stream().limit(MOST).toList();
  }

  int truncated() {
    return Math.max(0, references.size() - MOST);
  }

  /** The {@code raw_ref} of every warning. */
  List<String> warnings() {
    return warnings;
  }

  private void target(JsonNode target) {
    if (!target.isObject()) {
      warn(target);
      return;
    }
    assigned(target, target.path("@odata.type"));
    filter(target.path(FILTER + "Id"), target.path(FILTER + "Type"));
  }

  private void assigned(JsonNode target, JsonNode type) {
    String written = type.isString() ? type.asString() : "";
    String name = written.replaceFirst("^#", "");
    List<String> known = TARGETS.get(name.replaceFirst("^microsoft\\.graph\\.", ""));
    JsonNode group = target.path("groupId");
    if (known == null || !name.startsWith("microsoft.graph.")) {
      warn(isNothing(type) ? target : type);
    } else if (known.size() > 1) {
      add(
          new Reference(
              known.getFirst(), "aad_group", known.get(1), written, null, known.getLast()));
    } else if (isNothing(group) || isBlank(group)) {
      warn(type);
    } else {
      add(known.getFirst(), "aad_group", group);
    }
  }

  private void filter(JsonNode id, JsonNode type) {
    String mode = type.isString() ? type.asString().toLowerCase(Locale.ROOT) : null;
    if (isNothing(id) || isNone(id) || "none".equals(mode)) {
      return;
    }
    if (!isId(id)) {
      warn(id);
    } else if (mode == null && !isNothing(type)) {
      warn(type);
    } else {
      String known = mode != null && Set.of("include", "exclude").contains(mode) ? mode : null;
      add(
          new Reference(
              "uses_assignment_filter",
              "assignment_filter",
              id.asString(),
              id.asString(),
              known,
              null));
    }
  }

  private void itemOrNone(JsonNode id) {
    if (!isNone(id)) {
      item(id);
    }
  }

  private void item(JsonNode id) {
    add("depends_on", null, id);
  }

  private void add(String relationship, @Nullable String foundation, JsonNode id) {
    if (isId(id)) {
      add(new Reference(relationship, foundation, id.asString(), id.asString(), null, null));
    } else {
      warn(id);
    }
  }

  private void add(Reference reference) {
    references.putIfAbsent(
        Arrays.asList(reference.relationship, reference.foundation, reference.id), reference);
  }

  private void warn(JsonNode found) {
    if (found.isObject() || found.isArray()) {
      warnings.add(found.isObject() ? "object" : "array");
    } else {
      String text = found.asString();
      warnings.add(text.substring(0, Math.min(200, text.length())));
    }
  }

  private static boolean isId(JsonNode id) {
    return id.isString() && !id.asString().isBlank() && id.asString().length() <= 255;
  }

  private static boolean isNone(JsonNode id) {
    return isBlank(id) || (id.isString() && id.asString().equals(ZERO));
  }

  private static boolean isBlank(JsonNode id) {
    return id.isString() && id.asString().isBlank();
  }

  private static boolean isNothing(JsonNode value) {
    return value.isNull() || value.isMissingNode();
  }

  /** A member that is there; a warning when there cannot be members. */
  private void member(JsonNode object, String name, Consumer<JsonNode> action) {
    if (!object.isObject()) {
      warn(object);
    } else if (!isNothing(object.path(name))) {
      action.accept(object.get(name));
    }
  }

  private void each(JsonNode object, String name, Consumer<JsonNode> action) {
    member(
        object,
        name,
        elements -> {
          if (!elements.isArray()) {
            warn(elements);
            return;
          }
          elements.values().stream().filter(element -> !element.isNull()).forEach(action);
        });
  }
}
