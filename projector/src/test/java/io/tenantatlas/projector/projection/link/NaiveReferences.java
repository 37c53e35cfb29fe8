package io.tenantatlas.projector.projection.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a payload references, once more: the payload as a list of places, and one rule after the
 * other over all of them. Knows only the definitions in words.
 */
final class NaiveReferences {

  private static final int DEEPEST = 6;

  private static final Set<String> ARRAYS =
      Set.of(
          "/assignments",
          "/roleScopeTagIds",
          "/deviceCategoryIds",
          "/scheduledActionsForRule",
          "/scheduledActionsForRule/*/scheduledActionConfigurations",
          "/selectedMobileAppIds",
          "/items",
          "/relationships",
          "/depends_on");

  private static final Set<String> OBJECTS =
      Set.of(
          "",
          "/assignments/*",
          "/assignments/*/target",
          "/scheduledActionsForRule/*",
          "/scheduledActionsForRule/*/scheduledActionConfigurations/*",
          "/deviceCompliancePolicyScript",
          "/items/*",
          "/relationships/*");

  /** Path, edge, and whether an empty text and the zero GUID are none. */
  private static final List<List<String>> IDS =
      List.of(
          List.of("/roleScopeTagIds/*", "scoped_by scope_tag", ""),
          List.of("/deviceCategoryIds/*", "targets device_category", ""),
          List.of("/deviceCategoryId", "targets device_category", ""),
          List.of("/notificationTemplateId", "depends_on item", "none"),
          List.of(
              "/scheduledActionsForRule/*/scheduledActionConfigurations/*/notificationTemplateId",
              "depends_on item",
              "none"),
          List.of("/deviceComplianceScriptId", "depends_on item", ""),
          List.of("/deviceCompliancePolicyScript/deviceComplianceScriptId", "depends_on item", ""),
          List.of("/selectedMobileAppIds/*", "depends_on item", ""),
          List.of("/items/*/payloadId", "depends_on item", ""),
          List.of("/relationships/*/targetId", "depends_on item", ""),
          List.of("/depends_on/*", "depends_on item", ""));

  /** The edges, each once, as {@link PayloadFixture#edge} writes them. */
  final List<String> edges = new ArrayList<>();

  /** The places that are warned of. */
  final List<String> warned = new ArrayList<>();

  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> known = new TreeSet<>();

  private record Node(String pattern, String place, Object value) {}

  NaiveReferences(@Nullable Object payload) {
    flatten("", "", payload, 0);
    for (Node node : nodes) {
      boolean wrong =
          (ARRAYS.contains(node.pattern) && !(node.value instanceof List))
              || (OBJECTS.contains(node.pattern) && !(node.value instanceof Map));
      if (wrong) {
        warned.add(node.place.isEmpty() ? "payload" : node.place);
      }
    }
    for (Node node : nodes) {
      if (node.pattern.equals("/assignments/*/target") && node.value instanceof Map<?, ?> target) {
        assignment(target, node.place + ".");
      }
    }
    for (List<String> rule : IDS) {
      for (Node node : nodes) {
        if (node.pattern.equals(rule.get(0))) {
          id(node, rule.get(1), rule.get(2).equals("none"));
        }
      }
    }
  }

  private void flatten(String pattern, String place, @Nullable Object value, int depth) {
    if (value == null || depth > DEEPEST) {
      return;
    }
    nodes.add(new Node(pattern, place, value));
    if (value instanceof Map<?, ?> object) {
      for (Map.Entry<?, ?> member : object.entrySet()) {
        String name = member.getKey().toString().replace('/', '?');
        String memberPlace = place.isEmpty() ? name : place + "." + name;
        flatten(pattern + "/" + name, memberPlace, member.getValue(), depth + 1);
      }
    } else if (value instanceof List<?> array) {
      for (int i = 0; i < array.size(); i++) {
        flatten(pattern + "/*", place + "[" + i + "]", array.get(i), depth + 1);
      }
    }
  }

  private void assignment(Map<?, ?> target, String place) {
    String type = String.valueOf(target.get("@odata.type"));
    boolean text = target.get("@odata.type") instanceof String;
    String name = text ? type.replaceFirst("^#?microsoft\\.graph\\.", "/") : "";
    Object group = target.get("groupId");
    if (name.equals("/allDevicesAssignmentTarget")) {
      virtual("adadadad-808e-44e2-905a-0b7873a8a531", type, "All devices");
    } else if (name.equals("/allLicensedUsersAssignmentTarget")) {
      virtual("acacacac-9df4-4c7d-9d50-4ef0226f57a9", type, "All users");
    } else if (!Set.of("/groupAssignmentTarget", "/exclusionGroupAssignmentTarget")
        .contains(name)) {
      warned.add(place + "@odata.type");
    } else if (!usable(group)) {
      warned.add(place + "groupId");
    } else {
      String how = name.startsWith("/group") ? "include" : "exclude";
      String edge = "assigned_to_" + how + " aad_group " + group;
      add(edge, edge);
    }
    filter(target, place);
  }

  private void virtual(String id, String type, String name) {
    String edge = "assigned_to aad_group " + id;
    add(edge, edge + " raw " + type + " name " + name);
  }

  private void filter(Map<?, ?> target, String place) {
    Object id = target.get("deviceAndAppManagementAssignmentFilterId");
    Object type = target.get("deviceAndAppManagementAssignmentFilterType");
    String mode = type instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
    if (mode.equals("none") || id == null || none(id)) {
      return;
    }
    if (!usable(id)) {
      warned.add(place + "deviceAndAppManagementAssignmentFilterId");
    } else if (type != null && !(type instanceof String)) {
      warned.add(place + "deviceAndAppManagementAssignmentFilterType");
    } else {
      String edge = "uses_assignment_filter assignment_filter " + id;
      boolean known = mode.equals("include") || mode.equals("exclude");
      add(edge, known ? edge + " mode " + mode : edge);
    }
  }

  private void id(Node node, String edge, boolean mayBeNone) {
    if (usable(node.value) && !(mayBeNone && none(node.value))) {
      add(edge + " " + node.value, edge + " " + node.value);
    } else if (!mayBeNone || !none(node.value)) {
      warned.add(node.place);
    }
  }

  private void add(String key, String edge) {
    if (known.add(key)) {
      edges.add(edge);
    }
  }

  private static boolean none(Object value) {
    return value instanceof String text
        && (text.strip().isEmpty() || text.matches("0{8}-0{4}-0{4}-0{4}-0{12}"));
  }

  private static boolean usable(@Nullable Object value) {
    return value instanceof String text
        && !text.strip().isEmpty()
        && text.codePointCount(0, text.length()) <= 255
        && !text.contains("\0")
        && !text.matches("(?s).*[\\ud800-\\udfff].*");
  }
}
