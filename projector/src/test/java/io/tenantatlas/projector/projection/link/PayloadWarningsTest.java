package io.tenantatlas.projector.projection.link;

import static io.tenantatlas.projector.projection.link.PayloadFixture.assignedTo;
import static io.tenantatlas.projector.projection.link.PayloadFixture.extracted;
import static io.tenantatlas.projector.projection.link.PayloadFixture.json;
import static io.tenantatlas.projector.projection.link.PayloadFixture.numbered;
import static io.tenantatlas.projector.projection.link.PayloadFixture.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadWarningsTest {

  private static final String GROUP = "\"@odata.type\": \"#microsoft.graph.groupAssignmentTarget\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{}]                                    | payload: expected an object, found an array (array)
          "text"                                  | payload: expected an object, found another string (text)
          7                                       | payload: expected an object, found a number (7)
          false                                   | payload: expected an object, found a boolean (false)
          {"assignments": {}}                     | assignments: expected an array, found an object (object)
          {"assignments": "x"}                    | assignments: expected an array, found another string (x)
          {"assignments": [null, 1]}              | assignments[1]: expected an object, found a number (1)
          {"assignments": [{"target": []}]}       | assignments[0].target: expected an object, found an array (array)
          {"assignments": [{"target": "x"}]}      | assignments[0].target: expected an object, found another string (x)
          {"roleScopeTagIds": "0"}                | roleScopeTagIds: expected an array, found another string (0)
          {"roleScopeTagIds": [0]}                | roleScopeTagIds[0]: expected an id, found a number (0)
          {"roleScopeTagIds": [""]}               | roleScopeTagIds[0]: expected an id, found an empty string ()
          {"deviceCategoryIds": {}}               | deviceCategoryIds: expected an array, found an object (object)
          {"deviceCategoryIds": [[]]}             | deviceCategoryIds[0]: expected an id, found an array (array)
          {"deviceCategoryId": true}              | deviceCategoryId: expected an id, found a boolean (true)
          {"deviceCategoryId": ["x"]}             | deviceCategoryId: expected an id, found an array (array)
          {"notificationTemplateId": 0}           | notificationTemplateId: expected an id, found a number (0)
          {"scheduledActionsForRule": {}}         | scheduledActionsForRule: expected an array, found an object (object)
          {"scheduledActionsForRule": [[]]}       | scheduledActionsForRule[0]: expected an object, found an array (array)
          {"deviceComplianceScriptId": {}}        | deviceComplianceScriptId: expected an id, found an object (object)
          {"deviceComplianceScriptId": ""}        | deviceComplianceScriptId: expected an id, found an empty string ()
          {"deviceCompliancePolicyScript": "x"}   | deviceCompliancePolicyScript: expected an object, found another string (x)
          {"deviceCompliancePolicyScript": []}    | deviceCompliancePolicyScript: expected an object, found an array (array)
          {"selectedMobileAppIds": 1.50}          | selectedMobileAppIds: expected an array, found a number (1.5)
          {"selectedMobileAppIds": [" "]}         | selectedMobileAppIds[0]: expected an id, found an empty string ( )
          {"items": {}}                           | items: expected an array, found an object (object)
          {"items": ["x"]}                        | items[0]: expected an object, found another string (x)
          {"items": [{"payloadId": 1}]}           | items[0].payloadId: expected an id, found a number (1)
          {"relationships": [{"targetId": {}}]}   | relationships[0].targetId: expected an id, found an object (object)
          {"depends_on": "x"}                     | depends_on: expected an array, found another string (x)
          {"depends_on": [{"id": "x"}]}           | depends_on[0]: expected an id, found an object (object)
          """)
  void whatIsSomethingElseGivesAWarningAndNoReference(String payload, String warning) {
    Extraction extraction = extracted(payload);
    assertThat(warnings(extraction).stream().map(String::strip)).containsExactly(warning);
    assertThat(extraction.references()).isEmpty();
  }

  @Test
  void wrongTypesInsideScheduledActionsAreFound() {
    Extraction extraction =
        extracted(
            """
            {"scheduledActionsForRule": [
              {"scheduledActionConfigurations": {}},
              {"scheduledActionConfigurations": ["x", {"notificationTemplateId": false}]}]}
            """);
    assertThat(warnings(extraction))
        .containsExactly(
            "scheduledActionsForRule[0].scheduledActionConfigurations:"
                + " expected an array, found an object (object)",
            "scheduledActionsForRule[1].scheduledActionConfigurations[0]:"
                + " expected an object, found another string (x)",
            "scheduledActionsForRule[1].scheduledActionConfigurations[1].notificationTemplateId:"
                + " expected an id, found a boolean (false)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                       | nothing (object)
          {"groupId": "g"}         | nothing (object)
          {"@odata.type": 7}       | a number (7)
          {"@odata.type": ["x"]}   | an array (array)
          {"@odata.type": ""}      | an empty string ()
          {"@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget"} | another string (#microsoft.graph.scopeTagGroupAssignmentTarget)
          {"@odata.type": "groupAssignmentTarget"} | another string (groupAssignmentTarget)
          {"@odata.type": "#microsoft.graph.GroupAssignmentTarget"} | another string (#microsoft.graph.GroupAssignmentTarget)
          {"@odata.type": "##microsoft.graph.groupAssignmentTarget"} | another string (##microsoft.graph.groupAssignmentTarget)
          """)
  void anotherAssignmentTargetGivesAWarning(String target, String found) {
    Extraction extraction = extracted(assignedTo(target));
    assertThat(warnings(extraction))
        .containsExactly(
            "assignments[0].target.@odata.type: expected a supported assignment target, found "
                + found);
    assertThat(extraction.references()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', nothing, #microsoft.graph.groupAssignmentTarget",
    "', \"groupId\": null', nothing, #microsoft.graph.groupAssignmentTarget",
    "', \"groupId\": \"\"', an empty string, #microsoft.graph.groupAssignmentTarget",
    "', \"groupId\": \"  \"', an empty string, #microsoft.graph.groupAssignmentTarget",
    "', \"groupId\": 5', a number, 5",
    "', \"groupId\": {}', an object, object"
  })
  void aGroupWithoutItsIdGivesAWarning(String id, String found, String shown) {
    Extraction extraction = extracted(assignedTo("{" + GROUP + id + "}"));
    assertThat(warnings(extraction))
        .containsExactly(
            "assignments[0].target.groupId: expected an id, found %s (%s)".formatted(found, shown));
    assertThat(extraction.references()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          5   | "include" | FilterId: expected an id, found a number (5)
          []  | null      | FilterId: expected an id, found an array (array)
          "f" | 5         | FilterType: expected a string, found a number (5)
          "f" | {}        | FilterType: expected a string, found an object (object)
          """)
  void aFilterOfAWrongTypeGivesAWarningAndOnlyTheGroup(String id, String type, String warning) {
    Extraction extraction =
        extracted(
            assignedTo(
                """
                {%s, "groupId": "g", "deviceAndAppManagementAssignmentFilterId": %s,
                 "deviceAndAppManagementAssignmentFilterType": %s}
                """
                    .formatted(GROUP, id, type)));
    assertThat(warnings(extraction))
        .containsExactly("assignments[0].target.deviceAndAppManagementAssignment" + warning);
    assertThat(PayloadFixture.edges(extraction)).containsExactly("assigned_to_include aad_group g");
  }

  @Test
  void aWarningDoesNotStopTheRest() {
    Extraction extraction =
        extracted(
            """
            {"assignments": 1, "roleScopeTagIds": ["1", 2, "3"], "items": [7, {"payloadId": "p"}]}
            """);
    assertThat(PayloadFixture.edges(extraction))
        .containsExactly("scoped_by scope_tag 1", "scoped_by scope_tag 3", "depends_on item p");
    assertThat(extraction.warnings()).hasSize(3);
  }

  @Test
  void anIdMayHaveFiveHundredCharacters() {
    String longest = "x".repeat(255);
    assertThat(extracted("{\"depends_on\": [\"%s\"]}".formatted(longest)).references()).hasSize(1);
    Extraction over = extracted("{\"depends_on\": [\"%sx\"]}".formatted(longest));
    assertThat(over.references()).isEmpty();
    assertThat(warnings(over))
        .containsExactly(
            "depends_on[0]: expected an id, found a string of more than 255 characters ("
                + "x".repeat(200)
                + ")");
  }

  @Test
  void anIdThatCannotBeStoredGivesAWarningThatCan() {
    Extraction extraction =
        PayloadReferences.extract(
            Map.of("depends_on", List.of("a\u0000b", "\ud83d", "b\ude00c", "\ud83d\ude00")));
    assertThat(PayloadFixture.edges(extraction)).containsExactly("depends_on item \ud83d\ude00");
    assertThat(extraction.warnings().stream().map(Warning::rawRef))
        .containsExactly("a\ufffdb", "\ufffd", "b\ufffdc");
  }

  @Test
  void theCharactersBesideTheSurrogatesCanBeStored() {
    Extraction extraction =
        PayloadReferences.extract(
            Map.of("depends_on", List.of("\ud7ff", "\ud800", "\udfff", "\ue000")));
    assertThat(PayloadFixture.edges(extraction))
        .containsExactly("depends_on item \ud7ff", "depends_on item \ue000");
    assertThat(extraction.warnings()).hasSize(2);
  }

  @Test
  void aShownTextIsNotCutInsideACharacter() {
    String text = "x".repeat(199) + "\ud83d\ude00";
    Extraction extraction = PayloadReferences.extract(text);
    assertThat(extraction.warnings().getFirst().rawRef()).isEqualTo("x".repeat(199) + "\ufffd");
  }

  @Test
  void numbersAreShownWhateverTheirType() {
    Extraction extraction =
        PayloadReferences.extract(
            Map.of("depends_on", List.of(7, 8L, new BigDecimal("1.50"), 2.5d, 'c')));
    assertThat(extraction.warnings().stream().map(Warning::rawRef))
        .containsExactly("7", "8", "1.50", "2.5", "no JSON value");
  }

  @Test
  void atMostAHundredWarningsAreKeptAndTheOthersCounted() {
    String hundred = json(Collections.nCopies(100, 7));
    Extraction exactly = extracted("{\"depends_on\": %s}".formatted(hundred));
    assertThat(exactly.warnings()).hasSize(100);
    assertThat(exactly.truncatedWarnings()).isZero();
    Extraction more =
        extracted(
            """
            {"roleScopeTagIds": %s, "depends_on": [1, 2, 3, "x"], "items": %s}
            """
                .formatted(hundred, numbered("i", 2)));
    assertThat(more.warnings())
        .isEqualTo(extracted("{\"roleScopeTagIds\": %s}".formatted(hundred)).warnings());
    assertThat(more.truncatedWarnings()).isEqualTo(5);
    assertThat(more.references()).hasSize(1);
  }

  @Test
  void depthIsNoMatter() {
    Object deep = "x";
    for (int i = 0; i < 1_000_000; i++) {
      deep = i % 2 == 0 ? List.of(deep) : Map.of("target", deep);
    }
    Map<String, Object> payload =
        Map.of(
            "assignments", List.of(Map.of("target", deep), deep),
            "roleScopeTagIds", List.of(deep),
            "deviceCategoryId", deep,
            "items", deep,
            "settings", deep);
    assertThat(PayloadReferences.extract(payload).references()).isEmpty();
    assertThat(PayloadReferences.extract(payload).warnings()).hasSize(5);
  }

  @Test
  void aPayloadThatContainsItselfEnds() {
    List<Object> items = new ArrayList<>();
    items.add(items);
    assertThat(warnings(PayloadReferences.extract(Map.of("items", items))))
        .containsExactly("items[0]: expected an object, found an array (array)");
  }
}
