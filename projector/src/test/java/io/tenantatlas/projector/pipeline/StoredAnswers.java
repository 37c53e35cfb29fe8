package io.tenantatlas.projector.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents that actors get from a stored content, rebuilt as whole ones. */
final class StoredAnswers {

  private StoredAnswers() {}

  /** Of a document that is the same for everyone. */
  static Map<String, JsonNode> same(String content) {
    return Map.of("", NaiveJson.MAPPER.readTree(content));
  }

  /**
   * Of a surface: each actor's members and those that are shared, by the actor's scopes.
   *
   * @throws AssertionError when the content is not of that form
   */
  static Map<String, JsonNode> ofSurface(String content) {
    ObjectNode stored = (ObjectNode) NaiveJson.MAPPER.readTree(content);
    require(names(stored).equals(List.of("scopes", "actors", "shared")), "members of", content);
    ObjectNode actors = (ObjectNode) stored.get("actors");
    ObjectNode shared = (ObjectNode) stored.get("shared");
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    for (String scopes : names(actors)) {
      ObjectNode answer = (ObjectNode) actors.get(scopes);
      for (String name : names(shared)) {
        require(!answer.has(name), "twice " + name + " in", content);
        answer.set(name, shared.get(name));
      }
      answers.put(scopes, answer);
    }
    String all =
        stored.get("scopes").valueStream().map(JsonNode::asString).collect(Collectors.joining(" "));
    require(answers.containsKey(all), "no actor with all scopes in", content);
    return answers;
  }

  private static List<String> names(ObjectNode object) {
    return List.copyOf(object.propertyNames());
  }

  private static void require(boolean holds, String what, String content) {
    if (!holds) {
      throw new AssertionError(what + " " + content);
    }
  }
}
