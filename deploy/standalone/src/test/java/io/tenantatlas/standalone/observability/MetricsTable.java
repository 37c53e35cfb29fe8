package io.tenantatlas.standalone.observability;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The metrics that {@code METRICS.md} lists: ours by name and type, and the libraries', where
 * {@code `a_b`, `_c`} stands for {@code a_b} and {@code a_c}, and {@code `a_*`} for all that begin
 * so.
 */
final class MetricsTable {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(atlas_\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);
  private static final Pattern LIBRARY_ROW =
      Pattern.compile("^\\| (`[^|]*`[^|]*) \\| [^|]* \\| [^|]* \\|$", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final Set<String> TIMED = Set.of("_count", "_sum", "_max");
  private static final Map<String, Set<String>> SUFFIXES =
      Map.of(
          "gauge", Set.of(""),
          "counter", Set.of(""),
          "timer", TIMED,
          "summary", TIMED,
          "histogram", Set.of("_bucket", "_count", "_sum", "_max"));

  private final Map<String, String> typesByName = new TreeMap<>();
  private final List<String> libraries = new ArrayList<>();

  private MetricsTable() {}

  static MetricsTable read() throws IOException {
    String text = ObservabilityFiles.text("observability/METRICS.md");
    MetricsTable table = new MetricsTable();
    ROW.matcher(text).results().forEach(row -> table.typesByName.put(row.group(1), row.group(2)));
    String libraries = text.substring(text.indexOf("## From libraries"));
    LIBRARY_ROW.matcher(libraries).results().forEach(table::addLibrary);
    return table;
  }

  private void addLibrary(MatchResult row) {
    String stem = "";
    for (MatchResult code : CODE.matcher(row.group(1)).results().toList()) {
      String name = code.group(1);
      if (name.startsWith("_")) {
        libraries.add(stem + name);
      } else {
        libraries.add(name);
        stem = name.substring(0, name.lastIndexOf('_'));
      }
    }
  }

  /** Our metrics, without the suffixes of their series. */
  Set<String> ours() {
    return typesByName.keySet();
  }

  /** Whether a metric of which series are asked for by this name is listed. */
  boolean has(String series) {
    return typesByName.entrySet().stream().anyMatch(row -> isOf(series, row.getKey(), row))
        || libraries.stream().anyMatch(name -> isOfLibrary(series, name));
  }

  private static boolean isOf(String series, String name, Map.Entry<String, String> row) {
    Set<String> suffixes = SUFFIXES.getOrDefault(row.getValue(), Set.of());
    return suffixes.stream().anyMatch(suffix -> series.equals(name + suffix));
  }

  private static boolean isOfLibrary(String series, String name) {
    return name.endsWith("*")
        ? series.startsWith(name.substring(0, name.length() - 1))
        : series.equals(name) || TIMED.stream().anyMatch(each -> series.equals(name + each));
  }
}
