package io.tenantatlas.projector.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The description of the topics keeps to what it says itself. */
class AsyncApiTest {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

  private final JsonNode description = AsyncApi.read();

  @Test
  void whatItRefersToIsThere() {
    List<String> references =
        description.findValues("$ref").stream().map(JsonNode::asString).toList();
    assertThat(references).hasSizeGreaterThan(20);
    for (String reference : references) {
      if (reference.startsWith("#")) {
        assertThat(description.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
      } else {
        assertThat(AsyncApi.DIRECTORY.resolve(reference)).isRegularFile();
      }
    }
  }

  @Test
  void thereAreThreeTopics() {
    String prefix = description.at("/components/parameters/prefix/default").asString();
    assertThat(description.get("channels").valueStream())
        .extracting(channel -> channel.get("address").asString().replace("{prefix}", prefix))
        .containsExactly("atlas.kpi.v1", "atlas.badge.v1", "atlas.link.v1");
  }

  @ParameterizedTest
  @CsvSource({"kpiChanged, kpi.v1", "badgeChanged, badge.v1", "edgeChanged, link.v1"})
  void itsExamplesAreAsTheirSchemasSay(String message, String schema) {
    assertThat(
            description.at("/components/messages/" + message + "/payload/schema/$ref").asString())
        .isEqualTo("schemas/" + schema + ".json");
    JsonNode example = AsyncApi.example(message);
    assertThat(Schemas.errors(schema + ".json", example.get("payload").toString())).isEmpty();
    assertThat(headersOf(message).validate(example.get("headers"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"kpiChanged", "badgeChanged", "edgeChanged"})
  void aHeaderThatIsMissingOrAnotherIsNoticed(String message) {
    JsonNode headers = AsyncApi.example(message).get("headers");
    for (String name : headers.propertyNames()) {
      ObjectNode without = (ObjectNode) headers.deepCopy();
      without.remove(name);
      assertThat(headersOf(message).validate(without).isEmpty())
          .as(name)
          .isEqualTo(name.equals("ce_sourceat"));
    }
    ObjectNode other = ((ObjectNode) headers.deepCopy()).put("ce_type", "io.tenantatlas.other");
    assertThat(headersOf(message).validate(other)).isNotEmpty();
  }

  private com.networknt.schema.Schema headersOf(String message) {
    JsonNode reference = description.at("/components/messages/" + message + "/headers");
    ObjectNode schema = (ObjectNode) reference.deepCopy();
    schema.set("components", description.get("components"));
    return REGISTRY.getSchema(schema);
  }

  @Test
  void theKeyOfAnEdgeIsAsItsSchemaSays() {
    String key =
        description.at("/components/messageBindings/keyedByEdge/kafka/key/examples/0").asString();
    assertThat(Schemas.errors("link-key.v1.json", key)).isEmpty();
    assertThat(Schemas.errors("link-key.v1.json", key.replace("true", "\"true\""))).isNotEmpty();
  }

  @Test
  void everyMessageSchemaIsShipped() throws Exception {
    try (var files = Files.list(AsyncApi.DIRECTORY.resolve("schemas"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.contains(".v1.")))
          .containsExactlyInAnyOrder(
              "kpi.v1.json", "badge.v1.json", "link.v1.json", "link-key.v1.json");
    }
  }
}
