package io.tenantatlas.projector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which values of a document are said to have changed. */
class ChangedValuesTest {

  private static final long SEED =
      Long.getLong("changed.seed", ThreadLocalRandom.current().nextLong(1_000_000_000L));
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final List<String> NAMES = List.of("a", "b_1", "1", "", "it's", "ä", "a.b");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | {\"a\":1} | []",
        "{\"a\":1,\"b\":2} | {\"b\":2,\"a\":1} | []",
        "{\"a\":1} | {\"a\":2} | [{\"path\":\"$.a\",\"old\":1,\"new\":2}]",
        "{\"a\":71.4} | {\"a\":100.0} | [{\"path\":\"$.a\",\"old\":71.4,\"new\":100.0}]",
        "{\"a\":null} | {\"a\":\"x\"} | [{\"path\":\"$.a\",\"old\":null,\"new\":\"x\"}]",
        "{\"a\":true} | {\"a\":false} | [{\"path\":\"$.a\",\"old\":true,\"new\":false}]",
        "{\"a\":{\"b\":{\"c\":1,\"d\":2}}} | {\"a\":{\"b\":{\"c\":3,\"d\":4}}}"
            + " | [{\"path\":\"$.a.b.c\",\"old\":1,\"new\":3},{\"path\":\"$.a.b.d\",\"old\":2,\"new\":4}]",
        "{\"a\":[1]} | {\"a\":[1,2]} | [{\"path\":\"$.a\"}]",
        "{\"a\":[{\"b\":1}]} | {\"a\":[{\"b\":1}]} | []",
        "{\"a\":null} | {\"a\":{\"b\":1}} | [{\"path\":\"$.a\",\"old\":null}]",
        "{\"a\":{\"b\":1}} | {\"a\":null} | [{\"path\":\"$.a\",\"new\":null}]",
        "{\"a\":1} | {\"b\":2} | [{\"path\":\"$.b\",\"new\":2},{\"path\":\"$.a\",\"old\":1}]",
        "{\"a\":{}} | {\"a\":[]} | [{\"path\":\"$.a\"}]",
      })
  void aChangeIsSaidOfEachValueThatDiffers(String before, String after, String changes) {
    assertThat(ChangedValues.between(before, after)).isEqualTo(changes);
  }

  @Test
  void ofADocumentThatIsNewTheWholeHasChanged() {
    assertThat(ChangedValues.between(null, "{\"a\":1}")).isEqualTo("[{\"path\":\"$\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "failed_7d | $.failed_7d",
        "_x | $._x",
        "ä😀 | $.ä😀",
        "7d | $['7d']",
        "a.b | $['a.b']",
        "a b | $['a b']",
        "it's | $['it\\'s']",
        "a\"b | $['a\"b']",
      })
  void aNameThatIsNoIdentifierStandsInBrackets(String name, String path) {
    assertThat(paths(name)).containsExactly(path);
  }

  @Test
  void bracketsEscapeWhatRfc9535WantsEscaped() {
    assertThat(paths("")).containsExactly("$['']");
    assertThat(paths("\\\b\t\n\f\r\u0001\u001f"))
        .containsExactly("$['\\\\\\b\\t\\n\\f\\r\\u0001\\u001f']");
  }

  private static List<String> paths(String name) {
    String before = MAPPER.createObjectNode().put(name, 1).toString();
    String after = MAPPER.createObjectNode().put(name, 2).toString();
    return MAPPER
        .readTree(ChangedValues.between(before, after))
        .valueStream()
        .map(change -> change.get("path").asString())
        .toList();
  }

  /**
   * Scalars can be brought from the one to the other by nothing but the changes, and a look at what
   * is no scalar.
   */
  @Test
  void changesOfRandomDocumentsAreThoseOfTheirScalars() {
    Random random = new Random(SEED);
    for (int i = 0; i < 5000; i++) {
      ObjectNode before = object(random, 0);
      ObjectNode after = random.nextInt(4) == 0 ? before.deepCopy() : object(random, 0);
      JsonNode changes =
          MAPPER.readTree(ChangedValues.between(before.toString(), after.toString()));
      assertThat(changes.isEmpty()).as("seed %d", SEED).isEqualTo(before.equals(after));
      Map<String, JsonNode> scalars = scalars(before);
      for (JsonNode change : changes) {
        apply(change, scalars, scalars(after));
      }
      assertThat(scalars).as("seed %d, %s to %s", SEED, before, after).isEqualTo(scalars(after));
    }
  }

  /** Documents that differ in a few places, and texts of one document that differ. */
  @Test
  void changesOfRandomTextsAreThoseOfTheirTrees() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      ObjectNode document = object(random, 0);
      ObjectNode next = document.deepCopy();
      for (int change = random.nextInt(3); change > 0; change--) {
        change(random, next);
      }
      String before = text(random, document);
      String after = text(random, next);
      assertThat(ChangedValues.between(before, after))
          .as("seed %d, %s to %s", SEED, before, after)
          .isEqualTo(ChangedValues.betweenTrees(before, after));
    }
  }

  /** Somewhere in the object: another value, one member less, or one at the end. */
  private static void change(Random random, ObjectNode object) {
    List<String> names = List.copyOf(object.propertyNames());
    String name = names.isEmpty() ? "new" : names.get(random.nextInt(names.size()));
    if (object.get(name) instanceof ObjectNode inner && random.nextBoolean()) {
      change(random, inner);
    } else {
      switch (random.nextInt(8)) {
        case 0 -> object.remove(name);
        case 1 -> object.set("x" + random.nextInt(3), value(random, 2));
        default -> object.set(name, value(random, 1));
      }
    }
  }

  /** Mostly compact; often with another form of the same values. */
  private static String text(Random random, ObjectNode document) {
    String text = random.nextInt(8) == 0 ? document.toPrettyString() : document.toString();
    return switch (random.nextInt(8)) {
      case 0 -> text.replace("text1", "te\\u0078t1");
      case 1 -> text.replace(":1", ":1.0").replace(":2", ":2.50");
      case 2 -> text.replace("text1", "t\\\"}],{[\\\\").replace(":1", ":12");
      case 3 -> text.replace("\"a", "\"\\u0061");
      default -> text;
    };
  }

  private static void apply(
      JsonNode change, Map<String, JsonNode> scalars, Map<String, JsonNode> after) {
    String path = change.get("path").asString();
    JsonNode old = change.get("old");
    assertThat(scalars.get(path)).as(path).isEqualTo(old);
    scalars.keySet().removeIf(scalar -> isAtOrBelow(path, scalar));
    JsonNode now = change.get("new");
    if (now != null) {
      scalars.put(path, now);
    } else {
      after.forEach(
          (scalar, value) -> {
            if (isAtOrBelow(path, scalar)) {
              scalars.put(scalar, value);
            }
          });
    }
  }

  private static boolean isAtOrBelow(String path, String scalar) {
    return scalar.equals(path) || scalar.startsWith(path + ".") || scalar.startsWith(path + "[");
  }

  /** By their paths; arrays and what is in them are left out. */
  private static Map<String, JsonNode> scalars(ObjectNode document) {
    Map<String, JsonNode> scalars = new TreeMap<>();
    collect("$", document, scalars);
    return scalars;
  }

  private static void collect(String path, JsonNode value, Map<String, JsonNode> into) {
    if (value instanceof ObjectNode object) {
      for (String name : object.propertyNames()) {
        collect(path + naiveSegment(name), object.get(name), into);
      }
    } else if (!(value instanceof ArrayNode)) {
      into.put(path, value);
    }
  }

  private static String naiveSegment(String name) {
    return name.matches("[a-zä_][a-z0-9ä_]*") ? "." + name : "['" + name.replace("'", "\\'") + "']";
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = MAPPER.createObjectNode();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        object.set(name, value(random, depth));
      }
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    List<JsonNode> scalars = new ArrayList<>();
    scalars.add(MAPPER.valueToTree(random.nextInt(3)));
    scalars.add(MAPPER.valueToTree("text" + random.nextInt(3)));
    scalars.add(MAPPER.nullNode());
    scalars.add(MAPPER.valueToTree(random.nextBoolean()));
    scalars.add(MAPPER.createArrayNode().add(random.nextInt(2)));
    return random.nextInt(3) == 0 && depth < 3
        ? object(random, depth + 1)
        : scalars.get(random.nextInt(scalars.size()));
  }
}
