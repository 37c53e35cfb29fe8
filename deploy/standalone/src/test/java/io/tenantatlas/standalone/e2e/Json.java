package io.tenantatlas.standalone.e2e;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares JSON by meaning: member order and the form of numbers do not matter. */
final class Json {

  private static final Set<String> NOT_COMPARED = Set.of("badge", "badges");

  private Json() {}

  /** Every path at which the two differ, with both values; badges are not compared. */
  static List<String> differences(JsonNode expected, JsonNode actual) {
    List<String> differences = new ArrayList<>();
    compare("", expected, actual, differences);
    return differences;
  }

  private static void compare(
      String path, @Nullable JsonNode expected, @Nullable JsonNode actual, List<String> found) {
    if (expected == null || actual == null) {
      found.add("%s: expected %s, found %s".formatted(path, expected, actual));
    } else if (expected.isObject() && actual.isObject()) {
      Set<String> names = new TreeSet<>(expected.propertyNames());
      names.addAll(actual.propertyNames());
      names.removeAll(NOT_COMPARED);
      names.forEach(
          name -> compare(path + "." + name, expected.get(name), actual.get(name), found));
    } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "[" + i + "]", expected.get(i), actual.get(i), found);
      }
    } else if (!scalar(expected).equals(scalar(actual))) {
      found.add("%s: expected %s, found %s".formatted(path, expected, actual));
    }
  }

  private static String scalar(JsonNode node) {
    return node.isNumber()
        ? new BigDecimal(node.asString()).stripTrailingZeros().toPlainString()
        : node.toString();
  }
}
