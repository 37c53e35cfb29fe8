package io.tenantatlas.projector.publish;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The values in which two contents of a document differ, as JSON: {@code [{"path":
 * "$.operations.active", "old": 1, "new": 2}]}. Paths are those of RFC 9535. Objects are descended
 * into, an array is one value. {@code old} and {@code new} are there where that side is a scalar or
 * null; neither is where the side has no such member, an array or an object.
 */
final class ChangedValues {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String ROOT = "$";
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private ChangedValues() {}

  /**
   * From one content to the next, in the order of the next; what it no longer has at the end of
   * each object.
   *
   * @param before null when it is not known: the whole document has changed
   */
  static String between(@Nullable String before, String after) {
    ArrayNode changes = MAPPER.createArrayNode();
    if (before == null) {
      changes.addObject().put("path", ROOT);
      return changes.toString();
    }
    TextsInStep texts =
        new TextsInStep(
            before,
            after,
            (path, one, other) ->
                compare(path(path), MAPPER.readTree(one), MAPPER.readTree(other), changes));
    return texts.compare() ? changes.toString() : betweenTrees(before, after);
  }

  /** The same for any texts, by their trees. */
  static String betweenTrees(String before, String after) {
    ArrayNode changes = MAPPER.createArrayNode();
    compare(ROOT, MAPPER.readTree(before), MAPPER.readTree(after), changes);
    return changes.toString();
  }

  private static String path(List<String> names) {
    return names.stream().map(ChangedValues::segment).collect(Collectors.joining("", ROOT, ""));
  }

  private static void compare(
      String path, @Nullable JsonNode before, @Nullable JsonNode after, ArrayNode changes) {
    if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
      Set<String> names = new LinkedHashSet<>(other.propertyNames());
      names.addAll(one.propertyNames());
      names.forEach(name -> compare(path + segment(name), one.get(name), other.get(name), changes));
    } else if (before == null || !before.equals(after)) {
      ObjectNode change = changes.addObject().put("path", path);
      putScalar(change, "old", before);
      putScalar(change, "new", after);
    }
  }

  private static void putScalar(ObjectNode change, String name, @Nullable JsonNode value) {
    if (value != null && value.isValueNode()) {
      change.set(name, value);
    }
  }

  /** A member's part of the path: {@code .name}, or in brackets where that is not allowed. */
  private static String segment(String name) {
    boolean plain =
        !name.isEmpty()
            && !isDigit(name.codePointAt(0))
            && name.codePoints().allMatch(ChangedValues::isPlain);
    return plain ? "." + name : "['" + escaped(name) + "']";
  }

  private static boolean isPlain(int character) {
    return character == '_'
        || isDigit(character)
        || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character >= FIRST_BEYOND_ASCII;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static String escaped(String name) {
    StringBuilder escaped = new StringBuilder();
    name.chars().forEach(character -> escaped.append(escaped((char) character)));
    return escaped.toString();
  }

  private static String escaped(char character) {
    return switch (character) {
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      case '\'' -> "\\'";
      case '\\' -> "\\\\";
      default ->
          character < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) character) : "" + character;
    };
  }
}
