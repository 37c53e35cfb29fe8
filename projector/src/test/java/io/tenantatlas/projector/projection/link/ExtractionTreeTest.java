package io.tenantatlas.projector.projection.link;

import static io.tenantatlas.projector.projection.link.PayloadFixture.extracted;
import static io.tenantatlas.projector.projection.link.PayloadFixture.json;
import static io.tenantatlas.projector.projection.link.PayloadFixture.numbered;
import static io.tenantatlas.projector.projection.link.PayloadFixture.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractionTreeTest {

  @Test
  void theFormIsStable() {
    Extraction extraction =
        extracted(
            """
            {"assignments": [{"target": {
               "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget",
               "deviceAndAppManagementAssignmentFilterId": "f",
               "deviceAndAppManagementAssignmentFilterType": "Include"}}],
             "roleScopeTagIds": [0],
             "depends_on": ["d"]}
            """);
    assertThat(json(ExtractionTree.write(extraction)))
        .isEqualTo(
            """
            {"references":[\
            {"relationship":"assigned_to","foundation_type":"aad_group",\
            "id":"adadadad-808e-44e2-905a-0b7873a8a531",\
            "raw_ref":"#microsoft.graph.allDevicesAssignmentTarget",\
            "last_known_name":"All devices"},\
            {"relationship":"uses_assignment_filter","foundation_type":"assignment_filter",\
            "id":"f","filter_mode":"include"},\
            {"relationship":"depends_on","id":"d"}],\
            "warnings":[{"raw_ref":"0",\
            "reason":"roleScopeTagIds[0]: expected an id, found a number"}]}""");
    assertThat(readBack(extraction)).isEqualTo(extraction);
  }

  @Test
  void nothingIsAnEmptyTree() {
    assertThat(ExtractionTree.write(Extraction.NONE)).isEmpty();
    assertThat(ExtractionTree.read(Map.of())).isEqualTo(Extraction.NONE);
  }

  @Test
  void countsAreKept() {
    Extraction extraction =
        extracted(
            "{\"roleScopeTagIds\": %s, \"items\": %s}"
                .formatted(numbered("t", 57), numbered("i", 104)));
    assertThat(ExtractionTree.write(extraction))
        .containsEntry("truncated_edges", 7L)
        .containsEntry("truncated_warnings", 4L);
    assertThat(ExtractionTree.read(ExtractionTree.write(extraction))).isEqualTo(extraction);
    assertThat(readBack(extraction)).isEqualTo(extraction);
  }

  @ParameterizedTest
  @EnumSource
  void everyRelationshipIsReadBack(Relationship relationship) {
    for (FoundationType type : FoundationType.values()) {
      for (FilterMode mode : FilterMode.values()) {
        Target target = new Target.Foundation(type, "x");
        Reference reference = new Reference(relationship, target, "raw", mode, "name");
        Extraction extraction = new Extraction(List.of(reference), 0, List.of(), 0);
        assertThat(readBack(extraction)).isEqualTo(extraction);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"references\": {}}",
        "{\"references\": [7]}",
        "{\"references\": [{\"id\": \"x\"}]}",
        "{\"references\": [{\"relationship\": \"depends_on\"}]}",
        "{\"references\": [{\"relationship\": \"DEPENDS_ON\", \"id\": \"x\"}]}",
        "{\"references\": [{\"relationship\": \"depends_on\", \"id\": 7}]}",
        "{\"references\": [{\"relationship\": \"targets\", \"id\": \"x\", \"foundation_type\": \"y\"}]}",
        "{\"warnings\": [{\"raw_ref\": \"x\"}]}",
        "{\"truncated_edges\": \"7\"}"
      })
  void anotherTreeIsRefused(String tree) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(tree));
  }

  private static Extraction readBack(Extraction extraction) {
    return read(json(ExtractionTree.write(extraction)));
  }

  private static Extraction read(String json) {
    return ExtractionTree.read((Map<?, ?>) Objects.requireNonNull(tree(json)));
  }
}
