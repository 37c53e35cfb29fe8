package io.tenantatlas.standalone.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All settings of the product as Markdown: a table for each section, program by program. */
final class SettingsReference {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final String PACKAGE = "io.tenantatlas.";

  /** By the package of their records. */
  private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

  static {
    PROGRAMS.put("service", "All programs");
    PROGRAMS.put("projector", "Projector");
    PROGRAMS.put("query", "Query API");
    PROGRAMS.put("standalone", "Standalone run");
  }

  private SettingsReference() {}

  /** Those under {@code atlas} that the metadata on the class path tell, in order of their name. */
  static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    try {
      ClassLoader loader = SettingsReference.class.getClassLoader();
      for (URL metadata : Collections.list(loader.getResources(METADATA))) {
        try (InputStream in = metadata.openStream()) {
          for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
            if (property.path("name").asString().startsWith("atlas.")) {
              settings.add(Setting.of(property));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.sort(Comparator.comparing(Setting::name));
    return settings;
  }

  static String markdown(List<Setting> settings) {
    StringBuilder text = new StringBuilder();
    PROGRAMS.forEach(
        (program, title) -> {
          List<Setting> own =
              settings.stream()
                  .filter(each -> each.source() != null)
                  .filter(each -> isOf(program, each.settings()))
                  .toList();
          if (!own.isEmpty()) {
            text.append("\n## ").append(title).append("\n");
            sections(own).forEach((name, section) -> append(text, name, section));
          }
        });
    appendRemoved(text, settings.stream().filter(each -> each.replacement() != null).toList());
    return text.toString();
  }

  private static boolean isOf(String program, Class<?> source) {
    return source.getName().startsWith(PACKAGE + program + ".");
  }

  private static Map<String, List<Setting>> sections(List<Setting> settings) {
    return settings.stream()
        .collect(Collectors.groupingBy(Setting::section, TreeMap::new, Collectors.toList()));
  }

  private static void append(StringBuilder text, String name, List<Setting> section) {
    text.append("\n### ").append(code(name)).append("\n\n");
    row(text, "setting", "environment variable", "default", "value", "description");
    row(text, "---", "---", "---", "---", "---");
    for (Setting each : section) {
      row(
          text,
          code(each.name().substring(name.length() + 1)),
          code(each.variable()),
          each.defaultValue().isEmpty() ? "" : code(each.defaultValue()),
          value(each),
          each.description());
    }
    section.stream()
        .map(Setting::settings)
        .distinct()
        .flatMap(source -> Bounds.rules(source).stream())
        .forEach(rule -> text.append("\nRule: ").append(escaped(rule)).append("\n"));
  }

  private static String value(Setting setting) {
    String bounds = Bounds.of(setting.settings(), setting.name());
    return Stream.of(setting.kind(), bounds)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static void appendRemoved(StringBuilder text, List<Setting> removed) {
    if (removed.isEmpty()) {
      return;
    }
    text.append("\n## Names of earlier releases\nA start that finds one of them names the new one");
    text.append(" and ends.\n\n");
    row(text, "name", "now");
    row(text, "---", "---");
    removed.forEach(
        each -> {
          String now = Objects.requireNonNull(each.replacement());
          row(text, code(each.name()), now.isEmpty() ? "" : code(now));
        });
  }

  private static void row(StringBuilder text, String... cells) {
    text.append(
        Stream.of(cells)
            .map(SettingsReference::escaped)
            .collect(Collectors.joining(" | ", "| ", " |")));
    text.append("\n");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** As a cell of a table, with Javadoc's code as Markdown's. */
  private static String escaped(String text) {
    return text.replaceAll("\\{@(?:code|link) ((?:[^{}]|\\{[^{}]*\\})*)\\}", "`$1`")
        .replaceAll("\\s+", " ")
        .replace("|", "\\|");
  }
}
