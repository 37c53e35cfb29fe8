package io.tenantatlas.standalone.e2e;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON with every digit, and compares it by meaning: the order of members does not matter.
 */
final class Json {

  /** In an expected document: any text that is not blank. */
  static final String ANY_TEXT = "(any text)";

  /** Users' own JSON, whose numbers keep their digits: 1.10 is not 1.1 there. */
  private static final Set<String> VERBATIM = Set.of("report");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** Every path at which the two differ, with both values. */
  static List<String> differences(JsonNode expected, JsonNode actual) {
    List<String> differences = new ArrayList<>();
    compare("", false, expected, actual, differences);
    return differences;
  }

  private static void compare(
      String path,
      boolean verbatim,
      @Nullable JsonNode expected,
      @Nullable JsonNode actual,
      List<String> found) {
    if (expected == null || actual == null) {
      found.add("%s: expected %s, found %s".formatted(path, expected, actual));
    } else if (expected.isObject() && actual.isObject()) {
      Set<String> names = new TreeSet<>(expected.propertyNames());
      names.addAll(actual.propertyNames());
      for (String name : names) {
        boolean own = verbatim || VERBATIM.contains(name);
        compare(path + "." + name, own, expected.get(name), actual.get(name), found);
      }
    } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "[" + i + "]", verbatim, expected.get(i), actual.get(i), found);
      }
    } else if (!same(expected, actual, verbatim)) {
      found.add("%s: expected %s, found %s".formatted(path, expected, actual));
    }
  }

  private static boolean same(JsonNode expected, JsonNode actual, boolean verbatim) {
    if (expected.isString() && expected.asString().equals(ANY_TEXT)) {
      return actual.isString() && !actual.asString().isBlank();
    }
    if (expected.isNumber() && actual.isNumber()) {
      BigDecimal one = expected.decimalValue();
      BigDecimal other = actual.decimalValue();
      return one.compareTo(other) == 0 && (!verbatim || one.scale() == other.scale());
    }
    return expected.equals(actual);
  }
}
