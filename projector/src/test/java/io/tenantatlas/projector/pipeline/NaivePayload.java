package io.tenantatlas.projector.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the payload of an item refers to, by the definitions in words. */
final class NaivePayload {

  private static final int MOST_EDGES = 50;
  private static final String ZERO_GUID = "00000000-0000-0000-0000-000000000000";

  /** The edges in the payload's order, by what makes them one; no more than an item can have. */
  final Map<Edge, Said> edges = new LinkedHashMap<>();

  final List<Warned> warnings = new ArrayList<>();
  int truncated;

  /**
   * What makes two references one edge.
   *
   * @param foundation the kind of foundation object; empty for an item
   */
  record Edge(String relationship, String foundation, String id) {}

  /** What else a reference says. */
  record Said(String rawRef, @Nullable String filterMode, @Nullable String name) {}

  /** A place that is not understood, and what is shown of it. */
  record Warned(String place, String rawRef) {}

  /** Of the column as JSON; null for NULL. */
  NaivePayload(@Nullable String json) {
    if (json != null) {
      read(NaiveJson.MAPPER.readTree(json));
    }
  }

  private void read(JsonNode payload) {
    if (!payload.isObject()) {
      if (!payload.isNull()) {
        warn("payload", payload);
      }
      return;
    }
    each(payload, "", "assignments", this::assignment);
    each(payload, "", "roleScopeTagIds", (id, at) -> foundation("scoped_by", "scope_tag", id, at));
    each(payload, "", "deviceCategoryIds", this::category);
    one(payload, "", "deviceCategoryId", this::category);
    one(payload, "", "notificationTemplateId", this::itemOrNone);
    each(payload, "", "scheduledActionsForRule", this::rule);
    one(payload, "", "deviceComplianceScriptId", this::item);
    one(
        payload,
        "",
        "deviceCompliancePolicyScript",
        (script, at) -> one(script, at, "deviceComplianceScriptId", this::item));
    each(payload, "", "selectedMobileAppIds", this::item);
    each(payload, "", "items", (item, at) -> one(item, at, "payloadId", this::item));
    each(payload, "", "relationships", (app, at) -> one(app, at, "targetId", this::item));
    each(payload, "", "depends_on", this::item);
  }

  // --- where things are

  /** Takes what is at a place. */
  private interface Reading {
    void read(JsonNode value, String place);
  }

  private void one(JsonNode object, String place, String member, Reading reading) {
    if (!object.isObject()) {
      warn(place, object);
    } else if (object.hasNonNull(member)) {
      reading.read(object.get(member), place.isEmpty() ? member : place + "." + member);
    }
  }

  private void each(JsonNode object, String place, String member, Reading reading) {
    one(
        object,
        place,
        member,
        (array, at) -> {
          if (!array.isArray()) {
            warn(at, array);
          }
          for (int i = 0; array.isArray() && i < array.size(); i++) {
            reading.read(array.get(i), at + "[" + i + "]");
          }
        });
  }

  // --- what they mean

  private void assignment(JsonNode assignment, String place) {
    one(
        assignment,
        place,
        "target",
        (target, at) -> {
          if (target.isObject()) {
            group(target, at);
            filter(target, at);
          } else {
            warn(at, target);
          }
        });
  }

  private void group(JsonNode target, String place) {
    JsonNode type = target.path("@odata.type");
    String name = type.asString("").replaceFirst("^#", "");
    switch (name) {
      case "microsoft.graph.allDevicesAssignmentTarget" ->
          everyone("adadadad-808e-44e2-905a-0b7873a8a531", type.asString(), "All devices");
      case "microsoft.graph.allLicensedUsersAssignmentTarget" ->
          everyone("acacacac-9df4-4c7d-9d50-4ef0226f57a9", type.asString(), "All users");
      case "microsoft.graph.groupAssignmentTarget" ->
          group("assigned_to_include", target, place + ".groupId");
      case "microsoft.graph.exclusionGroupAssignmentTarget" ->
          group("assigned_to_exclude", target, place + ".groupId");
      default -> warn(place + ".@odata.type", type.isMissingNode() ? target : type);
    }
  }

  private void everyone(String id, String type, String name) {
    add(new Edge("assigned_to", "aad_group", id), new Said(type, null, name));
  }

  private void group(String relationship, JsonNode target, String place) {
    JsonNode id = target.path("groupId");
    boolean without = id.isMissingNode() || (id.isString() && id.asString().isBlank());
    if (without) {
      warn(place, target.get("@odata.type"));
    } else {
      foundation(relationship, "aad_group", id, place);
    }
  }

  private void filter(JsonNode target, String place) {
    JsonNode id = target.path("deviceAndAppManagementAssignmentFilterId");
    JsonNode type = target.path("deviceAndAppManagementAssignmentFilterType");
    String mode = type.asString("").toLowerCase(Locale.ROOT);
    if (id.isMissingNode() || isNone(id) || (type.isString() && mode.equals("none"))) {
      return;
    }
    if (isId(id) && !type.isString() && !type.isMissingNode()) {
      warn(place + ".deviceAndAppManagementAssignmentFilterType", type);
      return;
    }
    boolean known = mode.equals("include") || mode.equals("exclude");
    Said said = new Said(id.asString(""), known ? mode : null, null);
    String at = place + ".deviceAndAppManagementAssignmentFilterId";
    reference("uses_assignment_filter", "assignment_filter", id, at, said);
  }

  private void rule(JsonNode rule, String place) {
    each(
        rule,
        place,
        "scheduledActionConfigurations",
        (action, at) -> one(action, at, "notificationTemplateId", this::itemOrNone));
  }

  private void category(JsonNode id, String place) {
    foundation("targets", "device_category", id, place);
  }

  private void itemOrNone(JsonNode id, String place) {
    if (!isNone(id)) {
      item(id, place);
    }
  }

  private void item(JsonNode id, String place) {
    foundation("depends_on", "", id, place);
  }

  private void foundation(String relationship, String foundation, JsonNode id, String place) {
    reference(relationship, foundation, id, place, new Said(id.asString(""), null, null));
  }

  private void reference(
      String relationship, String foundation, JsonNode id, String place, Said said) {
    if (isId(id)) {
      add(new Edge(relationship, foundation, id.asString()), said);
    } else {
      warn(place, id);
    }
  }

  private static boolean isNone(JsonNode id) {
    return id.isString() && (id.asString().isBlank() || id.asString().equals(ZERO_GUID));
  }

  private static boolean isId(JsonNode id) {
    return id.isString()
        && !id.asString().isBlank()
        && id.asString().codePointCount(0, id.asString().length()) <= 255;
  }

  private final List<Edge> over = new ArrayList<>();

  private void add(Edge edge, Said said) {
    if (edges.containsKey(edge) || over.contains(edge)) {
      return;
    }
    if (edges.size() < MOST_EDGES) {
      edges.put(edge, said);
    } else {
      over.add(edge);
      truncated++;
    }
  }

  private void warn(String place, JsonNode value) {
    String shown = value.isObject() ? "object" : value.isArray() ? "array" : value.asString();
    warnings.add(new Warned(place, shown.substring(0, Math.min(200, shown.length()))));
  }
}
