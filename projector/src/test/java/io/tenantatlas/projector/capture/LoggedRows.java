package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The captured tables as the change log says them, read as naively as possible, and as SQL on the
 * source says them. A row is a text, under {@code table/id}.
 */
final class LoggedRows {

  private LoggedRows() {}

  /** What the log says up to its last mark that every partition has. */
  static Map<String, String> of(List<ProducerRecord<byte[], byte[]>> log) {
    Map<String, String> rows = new TreeMap<>();
    for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
      int number = partition;
      rows.putAll(
          ofPartition(log.stream().filter(record -> record.partition() == number).toList()));
    }
    return rows;
  }

  private static Map<String, String> ofPartition(List<ProducerRecord<byte[], byte[]>> log) {
    Map<String, Map<String, String>> rows = new HashMap<>();
    Map<String, String> marked = new HashMap<>();
    for (ProducerRecord<byte[], byte[]> record : log) {
      if (record.value() == null) {
        continue; // follows a deletion
      }
      JsonNode value = JsonMapper.shared().readTree(record.value());
      if (value.has("mark")) {
        marked = new HashMap<>();
        for (var row : rows.entrySet()) {
          marked.put(row.getKey(), new TreeMap<>(row.getValue()).toString());
        }
      } else {
        apply(value, rows);
      }
    }
    return marked;
  }

  private static void apply(JsonNode value, Map<String, Map<String, String>> rows) {
    String table = value.path("source").path("table").asString();
    switch (value.path("op").asString()) {
      case "t" -> rows.keySet().removeIf(key -> key.startsWith(table + "/"));
      case "d" -> rows.remove(table + "/" + value.path("before").path("id").asLong());
      default -> {
        JsonNode after = value.path("after");
        String key = table + "/" + after.path("id").asLong();
        Map<String, String> before = rows.getOrDefault(key, Map.of());
        Set<String> unchanged = new HashSet<>();
        value.path("unchanged").forEach(name -> unchanged.add(name.asString()));
        Map<String, String> row = new TreeMap<>();
        for (Column column : SourceTable.byName(table).orElseThrow().columns()) {
          String name = column.name();
          row.put(
              name,
              unchanged.contains(name)
                  ? before.getOrDefault(name, "?")
                  : text(column, after.get(name)));
        }
        rows.put(key, row);
      }
    }
  }

  private static String text(Column column, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "null";
    }
    if (column.type() == Column.Type.INSTANT) {
      return Long.toString(
          ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value.asString())));
    }
    return value.isString() ? value.asString() : value.toString();
  }

  /** What SQL on the source says. */
  static Map<String, String> of(JdbcTemplate source, String schema) {
    Map<String, String> rows = new TreeMap<>();
    for (SourceTable table : SourceTable.values()) {
      String columns =
          Stream.concat(Stream.of("id"), table.columns().stream().map(column -> value(column)))
              .collect(Collectors.joining(", "));
      source.query(
          "select " + columns + " from " + SourceSettings.quote(schema) + "." + table.tableName(),
          row -> {
            Map<String, String> values = new TreeMap<>();
            for (Column column : table.columns()) {
              values.put(column.name(), String.valueOf(row.getString(column.name())));
            }
            rows.put(table.tableName() + "/" + row.getLong("id"), values.toString());
          });
    }
    return rows;
  }

  private static String value(Column column) {
    return switch (column.type()) {
      case INSTANT ->
          "(extract(epoch from %1$s::timestamp) * 1000000)::bigint::text as %1$s"
              .formatted(column.name());
      case BOOLEAN ->
          "case %1$s when true then 'true' when false then 'false' end as %1$s"
              .formatted(column.name());
      case INTEGER, TEXT, JSON -> "%1$s::text as %1$s".formatted(column.name());
    };
  }
}
