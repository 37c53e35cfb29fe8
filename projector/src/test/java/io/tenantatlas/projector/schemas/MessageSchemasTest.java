package io.tenantatlas.projector.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of the messages allow what is meant, and nothing else. */
class MessageSchemasTest {

  /** The members of the examples that need not be there. */
  private static final Set<String> OPTIONAL = Set.of("old", "new");

  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest
  @CsvSource({
    "kpiChanged, kpi.v1.json",
    "badgeChanged, badge.v1.json",
    "edgeChanged, link.v1.json"
  })
  void whateverIsMissingTooMuchOrOfAnotherTypeIsNoticed(String message, String schema) {
    JsonNode good = AsyncApi.example(message).get("payload");
    List<String> unnoticed = new ArrayList<>();
    mutations(good)
        .forEach(
            mutation -> {
              if (Schemas.errors(schema, mutation.json()).isEmpty()) {
                unnoticed.add(mutation.what());
              }
            });
    assertThat(unnoticed).isEmpty();
  }

  private record Mutation(String what, String json) {}

  /** One for every object and every value inside of it. */
  private static List<Mutation> mutations(JsonNode good) {
    List<Mutation> mutations = new ArrayList<>();
    for (String path : objects(good, "")) {
      mutations.add(mutation(good, path, "unknown added", object -> object.put("unknown", 1)));
      for (String name : good.at(path).propertyNames()) {
        if (!OPTIONAL.contains(name)) {
          mutations.add(mutation(good, path, name + " removed", object -> object.remove(name)));
        }
        ArrayNode wrong = JSON.createArrayNode().add(JSON.createArrayNode());
        mutations.add(mutation(good, path, name + " is [[]]", object -> object.set(name, wrong)));
      }
    }
    return mutations;
  }

  private static Mutation mutation(
      JsonNode good, String path, String what, java.util.function.Consumer<ObjectNode> change) {
    JsonNode copy = good.deepCopy();
    change.accept((ObjectNode) copy.at(path));
    return new Mutation(path + " " + what, copy.toString());
  }

  private static List<String> objects(JsonNode node, String path) {
    List<String> found = new ArrayList<>();
    if (node.isObject()) {
      found.add(path);
      node.forEachEntry((name, value) -> found.addAll(objects(value, path + "/" + name)));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      found.addAll(objects(node.get(i), path + "/" + i));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version            | 0",
        "version            | 1.5",
        "version            | \"1881\"",
        "changed_at         | \"2026-11-21T20:00:00Z\"",
        "changed_at         | \"2026-11-21T20:00:00.000+00:00\"",
        "changed_at         | \"2026-13-21T20:00:00.000Z\"",
        "inventory/total_items      | -1",
        "inventory/coverage_percent | 100.1",
        "inventory/coverage_percent | \"71.4\"",
        "dashboard/drift/stale      | null",
        "dashboard/recent_findings/0/badges/status/color | \"red\"",
        "changed/0/path             | \"dashboard\"",
        "changed/0/old              | {}"
      })
  void aValueOutOfRangeIsNoticed(String path, String value) {
    assertThat(Schemas.errors("kpi.v1.json", changed(path, value))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inventory/coverage_percent | null",
        "inventory/last_sync        | null",
        "operations/avg_duration_ms_7d  | null",
        "dashboard/drift/last_scan_at   | null",
        "dashboard/recent_findings/0/severity   | \"an unseen one\"",
        "dashboard/recent_findings/0/status     | null",
        "dashboard/recent_findings/0/created_at | null",
        "changed                    | []",
        "changed                    | [{\"path\":\"$\"}]",
        "tenant_id                  | 9223372036854775807"
      })
  void whatTheSourceMaySayIsAllowed(String path, String value) {
    assertThat(Schemas.errors("kpi.v1.json", changed(path, value))).isEmpty();
  }

  private static String changed(String path, String value) {
    JsonNode message = AsyncApi.example("kpiChanged").get("payload").deepCopy();
    int slash = path.lastIndexOf('/');
    JsonNode object = slash < 0 ? message : message.at("/" + path.substring(0, slash));
    ((ObjectNode) object).set(path.substring(slash + 1), JSON.readTree(value));
    return message.toString();
  }

  @Test
  void anEdgeIsOneOfThreeKinds() {
    ObjectNode edge = (ObjectNode) AsyncApi.example("edgeChanged").get("payload").deepCopy();
    assertThat(Schemas.errors("link.v1.json", edge.putNull("target_id").toString())).isNotEmpty();
    edge.put("target_type", "missing");
    assertThat(Schemas.errors("link.v1.json", edge.toString())).isEmpty();
    edge.put("target_type", "inventory_item");
    assertThat(Schemas.errors("link.v1.json", edge.toString())).isNotEmpty();
    edge.put("target_id", "other");
    assertThat(Schemas.errors("link.v1.json", edge.toString())).isEmpty();
  }
}
