package io.tenantatlas.standalone.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Random payloads of items, which refer to one another, to groups, filters, scope tags and
 * categories, or to nothing that is understood; with external ids that are few enough to be met
 * again. For one thread.
 */
final class RandomPayloads {

  /** Items of all tenants have these external ids. */
  private static final int ITEMS = 60;

  private static final String GRAPH = "microsoft.graph.";
  private static final String ZERO = "\"00000000-0000-0000-0000-000000000000\"";

  private static final List<String> NO_IDS =
      List.of("null", "\"\"", "\" \"", ZERO, "7", "1.5", "true", "[]", "{\"id\": \"a\"}");
  private static final List<String> TARGETS =
      List.of(
          "groupAssignmentTarget",
          "groupAssignmentTarget",
          "exclusionGroupAssignmentTarget",
          "allDevicesAssignmentTarget",
          "allLicensedUsersAssignmentTarget",
          "configurationManagerCollectionAssignmentTarget");
  private static final List<String> MODES =
      List.of("\"include\"", "\"exclude\"", "\"Include\"", "\"none\"", "\"other\"", "null", "3");
  private static final List<String> NO_PAYLOADS =
      List.of("{}", "null", "[]", "\"text\"", "1.5", "{\"assignments\": {}, \"items\": 7}");

  private final SourceValues values;

  RandomPayloads(SourceValues values) {
    this.values = values;
  }

  /** An external id; some with characters that addresses do not have as they are. */
  String externalId() {
    int number = values.below(ITEMS);
    return switch (number % 12) {
      case 0 -> "item ü %" + number;
      case 1 -> "item?&#/;+\"" + number;
      default -> "item-" + number;
    };
  }

  /** A payload as JSON. */
  String payload() {
    if (values.oneIn(12)) {
      return values.pick(NO_PAYLOADS);
    }
    List<String> members = new ArrayList<>();
    add(members, 2, "assignments", () -> array(4, this::assignment));
    add(members, 3, "roleScopeTagIds", () -> array(3, () -> id("tag", 3)));
    add(members, 6, "deviceCategoryIds", () -> array(2, () -> id("category", 3)));
    add(members, 8, "deviceCategoryId", () -> id("category", 3));
    add(members, 5, "notificationTemplateId", this::item);
    add(members, 5, "scheduledActionsForRule", () -> array(2, this::rule));
    add(members, 6, "deviceComplianceScriptId", this::item);
    add(members, 6, "deviceCompliancePolicyScript", () -> in("deviceComplianceScriptId"));
    add(members, 5, "selectedMobileAppIds", () -> array(3, this::item));
    add(members, 5, "items", () -> array(3, () -> in("payloadId")));
    add(members, 5, "relationships", () -> array(3, () -> in("targetId")));
    add(members, 4, "depends_on", () -> array(values.oneIn(10) ? 150 : 4, this::item));
    add(members, 4, "large", () -> "\"" + values.large() + "\"");
    return "{" + String.join(", ", members) + "}";
  }

  private void add(List<String> members, int chances, String name, Supplier<String> value) {
    if (values.oneIn(chances)) {
      members.add("\"%s\": %s".formatted(name, value.get()));
    }
  }

  private String array(int most, Supplier<String> element) {
    return Stream.generate(element)
        .limit(values.below(most + 1))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String assignment() {
    return switch (values.below(15)) {
      case 0 -> "null";
      case 1 -> "{\"target\": \"text\"}";
      case 2 -> "7";
      default -> "{\"id\": \"a\", \"target\": {%s}}".formatted(target());
    };
  }

  private String target() {
    List<String> members = new ArrayList<>();
    if (!values.oneIn(15)) {
      String type = (values.oneIn(3) ? "" : "#") + GRAPH + values.pick(TARGETS);
      members.add("\"@odata.type\": \"%s\"".formatted(type));
    }
    add(members, 1 + values.below(2), "groupId", () -> id("group", 6));
    add(members, 3, "deviceAndAppManagementAssignmentFilterId", () -> id("filter", 3));
    add(members, 3, "deviceAndAppManagementAssignmentFilterType", () -> values.pick(MODES));
    return String.join(", ", members);
  }

  private String rule() {
    return "{\"scheduledActionConfigurations\": %s}"
        .formatted(array(2, () -> in("notificationTemplateId")));
  }

  private String in(String member) {
    return values.oneIn(12) ? values.pick(NO_IDS) : "{\"%s\": %s}".formatted(member, item());
  }

  /** The external id of an item, which may be there or not, or of none, or something else. */
  private String item() {
    return values.oneIn(12)
        ? values.pick(NO_IDS)
        : "\"" + externalId().replace("\"", "\\\"") + "\"";
  }

  private String id(String kind, int different) {
    return values.oneIn(12)
        ? values.pick(NO_IDS)
        : String.format(Locale.ROOT, "\"%s-%d\"", kind, values.below(different));
  }
}
