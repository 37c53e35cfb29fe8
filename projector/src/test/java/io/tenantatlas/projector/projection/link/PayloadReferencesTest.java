package io.tenantatlas.projector.projection.link;

import static io.tenantatlas.projector.projection.link.FoundationType.AAD_GROUP;
import static io.tenantatlas.projector.projection.link.FoundationType.ASSIGNMENT_FILTER;
import static io.tenantatlas.projector.projection.link.PayloadFixture.ZERO_GUID;
import static io.tenantatlas.projector.projection.link.PayloadFixture.assignedTo;
import static io.tenantatlas.projector.projection.link.PayloadFixture.edges;
import static io.tenantatlas.projector.projection.link.PayloadFixture.extracted;
import static io.tenantatlas.projector.projection.link.PayloadFixture.numbered;
import static io.tenantatlas.projector.projection.link.Relationship.ASSIGNED_TO;
import static io.tenantatlas.projector.projection.link.Relationship.ASSIGNED_TO_EXCLUDE;
import static io.tenantatlas.projector.projection.link.Relationship.ASSIGNED_TO_INCLUDE;
import static io.tenantatlas.projector.projection.link.Relationship.USES_ASSIGNMENT_FILTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReferencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"notificationTemplateId": "x"}                                                | depends_on item x
          {"scheduledActionsForRule": [{"scheduledActionConfigurations": [{"notificationTemplateId": "x"}]}]} | depends_on item x
          {"deviceComplianceScriptId": "x"}                                              | depends_on item x
          {"deviceCompliancePolicyScript": {"deviceComplianceScriptId": "x"}}            | depends_on item x
          {"selectedMobileAppIds": ["x"]}                                                | depends_on item x
          {"items": [{"payloadId": "x"}]}                                                | depends_on item x
          {"relationships": [{"targetId": "x"}]}                                         | depends_on item x
          {"depends_on": ["x"]}                                                          | depends_on item x
          {"roleScopeTagIds": ["0"]}                                                     | scoped_by scope_tag 0
          {"deviceCategoryIds": ["x"]}                                                   | targets device_category x
          {"deviceCategoryId": "x"}                                                      | targets device_category x
          """)
  void anIdIsAReference(String payload, String edge) {
    Extraction extraction = extracted(payload);
    assertThat(edges(extraction)).containsExactly(edge);
    assertThat(extraction.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"#microsoft.graph.", "microsoft.graph."})
  void aTargetIsToldByItsTypeWithOrWithoutTheHash(String prefix) {
    assertThat(edges(target(prefix + "groupAssignmentTarget")))
        .containsExactly("assigned_to_include aad_group g");
    assertThat(edges(target(prefix + "exclusionGroupAssignmentTarget")))
        .containsExactly("assigned_to_exclude aad_group g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#microsoft.graph.", "microsoft.graph."})
  void allDevicesAndAllUsersAreGroupsOfIntune(String prefix) {
    String devices = prefix + "allDevicesAssignmentTarget";
    String users = prefix + "allLicensedUsersAssignmentTarget";
    assertThat(edges(target(devices)))
        .containsExactly(
            "assigned_to aad_group adadadad-808e-44e2-905a-0b7873a8a531 raw "
                + devices
                + " name All devices");
    assertThat(edges(target(users)))
        .containsExactly(
            "assigned_to aad_group acacacac-9df4-4c7d-9d50-4ef0226f57a9 raw "
                + users
                + " name All users");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'\"include\"', mode include",
        "'\"Include\"', mode include",
        "'\"exclude\"', mode exclude",
        "'\"EXCLUDE\"', mode exclude",
        "'\"something\"', -",
        "'\"\"', -",
        "null, -"
      })
  void aFilterIsUsedAsItsTypeSays(String type, String mode) {
    String filter = "uses_assignment_filter assignment_filter f" + (mode == null ? "" : " " + mode);
    Extraction extraction = filter("\"f\"", type);
    assertThat(edges(extraction)).containsExactly("assigned_to_include aad_group g", filter);
    assertThat(extraction.warnings()).isEmpty();
  }

  @Test
  void aFilterWithoutATypeHasNoMode() {
    Extraction extraction =
        extracted(
            assignedTo(
                """
                {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g",
                 "deviceAndAppManagementAssignmentFilterId": "f"}
                """));
    assertThat(edges(extraction))
        .containsExactly(
            "assigned_to_include aad_group g", "uses_assignment_filter assignment_filter f");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"f\"', '\"none\"'",
    "'\"f\"', '\"NONE\"'",
    "7, '\"none\"'",
    "null, '\"include\"'",
    "'\"\"', '\"include\"'",
    "'\" \"', '\"include\"'",
    "'\"00000000-0000-0000-0000-000000000000\"', '\"include\"'",
    "null, 7"
  })
  void noFilterIsNothing(String id, String type) {
    Extraction extraction = filter(id, type);
    assertThat(edges(extraction)).containsExactly("assigned_to_include aad_group g");
    assertThat(extraction.warnings()).isEmpty();
  }

  @Test
  void aFilterCountsWhateverTheTargetIs() {
    Extraction extraction =
        extracted(
            assignedTo(
                """
                {"deviceAndAppManagementAssignmentFilterId": "f",
                 "deviceAndAppManagementAssignmentFilterType": "exclude"}
                """));
    assertThat(edges(extraction))
        .containsExactly("uses_assignment_filter assignment_filter f mode exclude");
    assertThat(extraction.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", ZERO_GUID})
  void noNotificationTemplateIsNothing(String none) {
    String template = "\"notificationTemplateId\": \"%s\"".formatted(none);
    Extraction extraction =
        extracted(
            """
            {%s, "scheduledActionsForRule": [{"scheduledActionConfigurations": [{%s}]}]}
            """
                .formatted(template, template));
    assertThat(extraction).isEqualTo(Extraction.NONE);
  }

  @Test
  void theZeroGuidIsAnIdWhereItDoesNotMeanNone() {
    Extraction extraction = extracted("{\"depends_on\": [\"%s\"]}".formatted(ZERO_GUID));
    assertThat(edges(extraction)).containsExactly("depends_on item " + ZERO_GUID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"displayName\": \"x\", \"settings\": [[1, {}], null]}",
        "{\"assignments\": null, \"items\": [], \"deviceCompliancePolicyScript\": {}}",
        "{\"assignments\": [null, {}, {\"target\": null}], \"roleScopeTagIds\": [null]}",
        "{\"items\": [{\"payloadId\": null}], \"deviceCategoryId\": null}",
        "{\"scheduledActionsForRule\": [{\"scheduledActionConfigurations\": null}]}"
      })
  void whatIsAbsentOrNullIsNothing(String payload) {
    assertThat(extracted(payload)).isEqualTo(Extraction.NONE);
  }

  @Test
  void referencesAreInTheDeclaredOrderAndFiltersWithTheirAssignment() {
    Extraction extraction =
        extracted(
            """
            {
              "depends_on": ["d1", "d2"],
              "relationships": [{"targetId": "r"}],
              "items": [{"payloadId": "p"}],
              "selectedMobileAppIds": ["m2", "m1"],
              "deviceCompliancePolicyScript": {"deviceComplianceScriptId": "s2"},
              "deviceComplianceScriptId": "s1",
              "scheduledActionsForRule": [
                {"scheduledActionConfigurations": [
                  {"notificationTemplateId": "n2"}, {"notificationTemplateId": "n3"}]},
                {"scheduledActionConfigurations": [{"notificationTemplateId": "n4"}]}],
              "notificationTemplateId": "n1",
              "deviceCategoryId": "c2",
              "deviceCategoryIds": ["c1"],
              "roleScopeTagIds": ["1", "0"],
              "assignments": [
                {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g1",
                  "deviceAndAppManagementAssignmentFilterId": "f1"}},
                {"target": {"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget",
                  "groupId": "g2"}},
                {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g3",
                  "deviceAndAppManagementAssignmentFilterId": "f3"}}]
            }
            """);
    assertThat(extraction.references().stream().map(reference -> reference.target().id()))
        .containsExactly(
            "g1", "f1", "g2", "g3", "f3", "1", "0", "c1", "c2", "n1", "n2", "n3", "n4", "s1", "s2",
            "m2", "m1", "p", "r", "d1", "d2");
  }

  @Test
  void theSameEdgeTwiceCollapsesToTheFirst() {
    Extraction extraction =
        extracted(
            """
            {
              "assignments": [
                {"target": {"@odata.type": "microsoft.graph.allDevicesAssignmentTarget",
                  "deviceAndAppManagementAssignmentFilterId": "f",
                  "deviceAndAppManagementAssignmentFilterType": "include"}},
                {"target": {"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget",
                  "deviceAndAppManagementAssignmentFilterId": "f",
                  "deviceAndAppManagementAssignmentFilterType": "exclude"}}],
              "deviceCategoryIds": ["c"],
              "deviceCategoryId": "c",
              "notificationTemplateId": "x",
              "depends_on": ["x", "y", "x"]
            }
            """);
    assertThat(edges(extraction))
        .containsExactly(
            "assigned_to aad_group adadadad-808e-44e2-905a-0b7873a8a531"
                + " raw microsoft.graph.allDevicesAssignmentTarget name All devices",
            "uses_assignment_filter assignment_filter f mode include",
            "targets device_category c",
            "depends_on item x",
            "depends_on item y");
    assertThat(extraction.truncatedEdges()).isZero();
  }

  @Test
  void oneIdInDifferentRolesIsDifferentEdges() {
    Extraction extraction =
        extracted(
            """
            {
              "assignments": [
                {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "x",
                  "deviceAndAppManagementAssignmentFilterId": "x"}},
                {"target": {"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget",
                  "groupId": "x"}}],
              "roleScopeTagIds": ["x", "X"],
              "deviceCategoryId": "x",
              "depends_on": ["x"]
            }
            """);
    assertThat(edges(extraction))
        .containsExactly(
            "assigned_to_include aad_group x",
            "uses_assignment_filter assignment_filter x",
            "assigned_to_exclude aad_group x",
            "scoped_by scope_tag x",
            "scoped_by scope_tag X",
            "targets device_category x",
            "depends_on item x");
  }

  @Test
  void atMostFiftyReferencesAreKeptAndTheOthersCounted() {
    Extraction fifty = extracted("{\"depends_on\": %s}".formatted(numbered("d", 50)));
    assertThat(fifty.references()).hasSize(50);
    assertThat(fifty.truncatedEdges()).isZero();
    Extraction more =
        extracted(
            """
            {"roleScopeTagIds": %s, "depends_on": %s}
            """
                .formatted(numbered("t", 49), numbered("d", 4)));
    assertThat(more.references()).hasSize(50);
    assertThat(edges(more)).endsWith("scoped_by scope_tag t49", "depends_on item d1");
    assertThat(more.truncatedEdges()).isEqualTo(3);
  }

  @Test
  void whatIsOverTheLimitCollapsesToo() {
    Extraction extraction =
        extracted(
            """
            {"roleScopeTagIds": %s, "selectedMobileAppIds": %s, "depends_on": %s}
            """
                .formatted(numbered("t", 60), numbered("d", 3), numbered("d", 5)));
    assertThat(extraction.references()).hasSize(50);
    assertThat(extraction.truncatedEdges()).isEqualTo(15);
  }

  @Test
  void allReferencesOfARelationshipPointToOneKindOfTarget() {
    Map<Relationship, Set<Optional<FoundationType>>> kinds = new EnumMap<>(Relationship.class);
    for (Extractor extractor : PayloadReferences.EXTRACTORS) {
      switch (extractor) {
        case AssignmentExtractor _ -> {
          kinds.put(ASSIGNED_TO, Set.of(Optional.of(AAD_GROUP)));
          kinds.put(ASSIGNED_TO_INCLUDE, Set.of(Optional.of(AAD_GROUP)));
          kinds.put(ASSIGNED_TO_EXCLUDE, Set.of(Optional.of(AAD_GROUP)));
          kinds.put(USES_ASSIGNMENT_FILTER, Set.of(Optional.of(ASSIGNMENT_FILTER)));
        }
        case IdExtractor ids ->
            kinds
                .computeIfAbsent(ids.relationship(), _ -> new HashSet<>())
                .add(Optional.ofNullable(ids.foundation()));
      }
    }
    assertThat(kinds).containsOnlyKeys(Relationship.values());
    assertThat(kinds.values()).allMatch(kind -> kind.size() == 1);
  }

  @Test
  void everyExtractorIsDeclaredInWords() {
    assertThat(PayloadReferences.declared())
        .doesNotHaveDuplicates()
        .hasSameSizeAs(PayloadReferences.EXTRACTORS)
        .first()
        .asString()
        .contains("assignments[].target");
  }

  private static Extraction target(String type) {
    return extracted(assignedTo("{\"@odata.type\": \"%s\", \"groupId\": \"g\"}".formatted(type)));
  }

  private static Extraction filter(String id, String type) {
    return extracted(
        assignedTo(
            """
            {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g",
             "deviceAndAppManagementAssignmentFilterId": %s,
             "deviceAndAppManagementAssignmentFilterType": %s}
            """
                .formatted(id, type)));
  }
}
