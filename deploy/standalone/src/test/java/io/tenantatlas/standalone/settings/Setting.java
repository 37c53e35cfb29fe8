package io.tenantatlas.standalone.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One setting of the code's metadata, as the reference shows it.
 *
 * @param name in the form of a file
 * @param source the record that it is a component of; null for a name of an earlier release
 * @param type as Java names it
 * @param defaultValue empty if there is none
 * @param description as the record's Javadoc has it
 * @param replacement of a name of an earlier release; null for a setting that is one
 */
record Setting(
    String name,
    @Nullable Class<?> source,
    String type,
    String defaultValue,
    String description,
    @Nullable String replacement) {

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("java.lang.String", "text"),
          Map.entry("java.lang.Boolean", "true or false"),
          Map.entry("java.lang.Short", "whole number"),
          Map.entry("java.lang.Integer", "whole number"),
          Map.entry("java.lang.Long", "whole number"),
          Map.entry("java.lang.Double", "number"),
          Map.entry("java.time.Duration", "duration"),
          Map.entry("java.net.URI", "URI"),
          Map.entry("org.springframework.util.unit.DataSize", "size"));

  static Setting of(JsonNode property) {
    JsonNode deprecation = property.path("deprecation");
    String replacement =
        deprecation.path("level").asString("").equals("error")
            ? deprecation.path("replacement").asString("")
            : null;
    return new Setting(
        property.path("name").asString(),
        replacement == null ? type(property.path("sourceType").asString()) : null,
        property.path("type").asString(""),
        value(property.path("defaultValue")),
        property.path("description").asString(""),
        replacement);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the metadata name a class that is not there", e);
    }
  }

  /** A list comes in brackets, in which nobody writes it. */
  private static String value(JsonNode value) {
    return value.asString("").replaceAll("^\\[|]$", "");
  }

  /** The record of a setting that there is. */
  Class<?> settings() {
    return Objects.requireNonNull(source);
  }

  /** The section that it stands in: its name without the last part. */
  String section() {
    return name.substring(0, name.lastIndexOf('.'));
  }

  String variable() {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", "");
  }

  /** What its value is, in words. */
  String kind() {
    return kind(type);
  }

  private static String kind(String type) {
    int of = type.indexOf('<');
    if (of >= 0) {
      String elements = type.substring(of + 1, type.length() - 1);
      return type.startsWith("java.util.Map") ? "names and values" : "list: " + kind(elements);
    }
    String known = TYPES.get(type);
    if (known != null) {
      return known;
    }
    Class<?> other = type(type);
    if (!other.isEnum()) {
      throw new IllegalStateException("what is a " + type + " in words?");
    }
    return Arrays.stream(other.getEnumConstants())
        .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
        .collect(Collectors.joining(", "));
  }
}
