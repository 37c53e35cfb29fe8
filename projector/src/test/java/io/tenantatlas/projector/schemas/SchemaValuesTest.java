package io.tenantatlas.projector.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.badge.BadgeDomain;
import io.tenantatlas.projector.projection.link.FilterMode;
import io.tenantatlas.projector.projection.link.FoundationType;
import io.tenantatlas.projector.projection.link.Relationship;
import io.tenantatlas.projector.projection.surface.CallToAction;
import io.tenantatlas.projector.projection.surface.State;
import io.tenantatlas.projector.projection.surface.Surface;
import io.tenantatlas.projector.projection.surface.Surfaces;
import io.tenantatlas.projector.projection.view.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Closed sets of values are the same in the schemas and in the code. */
class SchemaValuesTest {

  private static JsonNode definition(String file, String name) throws IOException {
    String text = Files.readString(AsyncApi.DIRECTORY.resolve("schemas/" + file + ".json"));
    return JsonMapper.shared().readTree(text).at("/$defs/" + name);
  }

  private static List<String> values(JsonNode schema) {
    return schema.get("enum").valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void ofEdges() throws IOException {
    assertThat(values(definition("link", "RelationshipType")))
        .containsExactlyElementsOf(
            Stream.of(Relationship.values()).map(Relationship::relationshipName).toList());
    assertThat(values(definition("link", "FoundationType")))
        .containsExactlyElementsOf(
            Stream.of(FoundationType.values()).map(FoundationType::foundationName).toList());
    assertThat(values(definition("link", "Edge").at("/properties/metadata/properties/filter_mode")))
        .containsExactlyElementsOf(
            Stream.of(FilterMode.values()).map(FilterMode::modeName).toList());
  }

  @Test
  void ofSurfaces() throws IOException {
    assertThat(values(definition("surface", "CallToActionKind")))
        .containsExactlyElementsOf(
            Stream.of(CallToAction.values()).map(CallToAction::kind).toList());
    var surfaces = new Surfaces(new Links("/{id}", "/"), 100);
    assertStates(surfaces.recentOperations(), "RecentOperations");
    assertStates(surfaces.verification(), "Verification");
    assertStates(surfaces.onboardingVerification(), "OnboardingVerification");
  }

  private static void assertStates(Surface surface, String definition) throws IOException {
    JsonNode members = definition("surface", definition).get("properties");
    assertThat(members.at("/surface/const").asString()).isEqualTo(surface.name());
    assertThat(values(members.get("state")))
        .containsExactlyInAnyOrderElementsOf(surface.states().stream().map(State::name).toList());
  }

  @Test
  void ofBadges() throws IOException {
    assertThat(values(definition("common", "Badge").at("/properties/color")))
        .containsAll(
            Arrays.stream(BadgeDomain.values())
                .flatMap(domain -> domain.badges().stream())
                .map(badge -> badge.color())
                .distinct()
                .toList());
    JsonNode latest = definition("badge", "LatestBadges").get("properties");
    assertThat(latest.propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(BadgeDomain.values())
                .map(BadgeDomain::entity)
                .filter(entity -> !SourceTable.TENANTS.tableName().equals(entity + "s"))
                .distinct()
                .toList());
  }
}
