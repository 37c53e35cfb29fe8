package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All measures of the documents, by name, which is how they are kept. A name is the kind of
 * document and the path of the first field that uses the measure; of a tally, its column. Two equal
 * measures are one, and two rankings of one order too. Immutable.
 */
public final class Measures {

  /** Between a tally's name and a value. */
  private static final char VALUE = '=';

  private final Map<Measure, String> names = new LinkedHashMap<>();

  /** The same for the fields' own measures: a measure's hash code is a long way. */
  private final IdentityHashMap<Measure, String> namesOfInstances = new IdentityHashMap<>();

  private final Map<String, Measure.Additive> additive = new LinkedHashMap<>();
  private final Map<String, Measure.Tally> tallies = new LinkedHashMap<>();
  private final Map<String, Measure.Ranking> rankings = new LinkedHashMap<>();
  private final Map<SourceTable, Map<String, Measure>> byTable = new EnumMap<>(SourceTable.class);
  private final Map<SourceTable, String> rowCounts = new EnumMap<>(SourceTable.class);

  Measures(List<DocumentDefinition> definitions) {
    for (DocumentDefinition definition : definitions) {
      for (Field field : definition.fields()) {
        String path = definition.kind().kindName() + ":" + field.path();
        field.measures().forEach(measure -> add(measure, name(measure, path)));
      }
    }
    for (SourceTable table : SourceTable.values()) {
      Measure.Count count = new Measure.Count(table, Condition.always(), null);
      add(count, "rows:" + table.tableName());
      rowCounts.put(table, nameOf(count));
    }
  }

  private static String name(Measure measure, String path) {
    return measure instanceof Measure.Tally tally
        ? "values:" + tally.table().tableName() + "." + tally.column()
        : path;
  }

  private void add(Measure measure, String path) {
    String name = names.get(order(measure));
    if (name == null) {
      name = unusedName(path);
      names.put(order(measure), name);
    }
    namesOfInstances.put(measure, name);
    byTable.computeIfAbsent(measure.table(), table -> new LinkedHashMap<>()).put(name, measure);
    switch (measure) {
      case Measure.Additive sum -> additive.put(name, sum);
      case Measure.Tally tally -> tallies.put(name, tally);
      case Measure.Ranking ranking -> rankings.merge(name, ranking, Measures::longer);
    }
  }

  private String unusedName(String path) {
    String name = path;
    for (int i = 2; names.containsValue(name); i++) {
      name = path + "#" + i;
    }
    return name;
  }

  private static Measure order(Measure measure) {
    return switch (measure) {
      case Measure.Ranking ranking -> ranking.unlimited();
      case Measure.Additive sum -> sum;
      case Measure.Tally tally -> tally;
    };
  }

  private static Measure.Ranking longer(Measure.Ranking one, Measure.Ranking other) {
    return one.limit() >= other.limit() ? one : other;
  }

  /** All additive measures by name. */
  public Map<String, Measure.Additive> additive() {
    return Collections.unmodifiableMap(additive);
  }

  /** All tallies by name; their counters have the value in their names. */
  public Map<String, Measure.Tally> tallies() {
    return Collections.unmodifiableMap(tallies);
  }

  /** All rankings by name. */
  public Map<String, Measure.Ranking> rankings() {
    return Collections.unmodifiableMap(rankings);
  }

  /** The measures of a table's rows by name. */
  Map<String, Measure> of(SourceTable table) {
    return byTable.getOrDefault(table, Map.of());
  }

  /** The name under which the measure is kept. */
  String nameOf(Measure measure) {
    String name = namesOfInstances.get(measure);
    return name != null
        ? name
        : Objects.requireNonNull(names.get(order(measure)), "not a measure of any document");
  }

  /** How many rows of the table there are. */
  long rowCount(SourceTable table, Map<String, Long> sums) {
    return sums.getOrDefault(Objects.requireNonNull(rowCounts.get(table)), 0L);
  }

  /** The name of a tally's counter for a value. */
  public static String counter(String tally, @Nullable String value) {
    return value == null ? tally : tally + VALUE + value;
  }

  /** Everything that the kept state depends on. */
  List<String> described() {
    List<String> described = new ArrayList<>();
    names.forEach((measure, name) -> described.add(name + " " + measure));
    return described;
  }

  /** The measured values from what is kept under the measures' names. */
  Measured measured(Map<String, Long> sums, Map<String, List<RowImage>> ranked, Instant asOf) {
    Map<String, Map<@Nullable String, Long>> byTally = new HashMap<>();
    sums.forEach((name, count) -> tally(name, count, byTally));
    return new Measured(this, sums, byTally, ranked, asOf);
  }

  private void tally(String name, long count, Map<String, Map<@Nullable String, Long>> byTally) {
    int end = name.indexOf(VALUE);
    String tally = end < 0 ? name : name.substring(0, end);
    if (tallies.containsKey(tally)) {
      byTally
          .computeIfAbsent(tally, absent -> new HashMap<>())
          .put(end < 0 ? null : name.substring(end + 1), count);
    }
  }
}
