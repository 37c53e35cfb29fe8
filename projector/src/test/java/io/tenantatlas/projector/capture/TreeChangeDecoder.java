package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowFixture;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same as {@link ChangeDecoder} in the plainest way, by a tree of the whole record. What it
 * says is right.
 */
final class TreeChangeDecoder {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final JsonMapper json = JsonMapper.shared();

  LogRecord decode(byte @Nullable [] key, byte @Nullable [] value) throws MalformedRecordException {
    try {
      return value == null ? tombstone(parse(key, "key")) : decode(parse(value, "value"));
    } catch (JacksonException e) {
      throw new MalformedRecordException("not JSON");
    }
  }

  private JsonNode parse(byte @Nullable [] bytes, String what) throws MalformedRecordException {
    JsonNode node = bytes == null ? null : json.readTree(bytes);
    if (node == null || !node.isObject()) {
      throw new MalformedRecordException("%s: expected a JSON object".formatted(what));
    }
    return node;
  }

  private static LogRecord tombstone(JsonNode key) throws MalformedRecordException {
    SourceTable table = table(key.get("table"), "key.table");
    return new LogRecord.Delete(new RowKey(table, id(table, key.get(SourceTable.ID))));
  }

  private static LogRecord decode(JsonNode value) throws MalformedRecordException {
    if (value.has("mark")) {
      return mark(value);
    }
    SourceTable table = table(value.path("source").get("table"), "source.table");
    String op = string(value.get("op"), table.tableName() + ": op");
    return switch (op) {
      case "c", "u", "r" -> new LogRecord.Upsert(row(table, value.get("after"), unchanged(value)));
      case "d" ->
          new LogRecord.Delete(
              new RowKey(table, id(table, value.path("before").get(SourceTable.ID))));
      case "t" -> new LogRecord.Truncate(table);
      default ->
          throw new MalformedRecordException(
              "%s: op: expected one of c, u, r, d, t".formatted(table.tableName()));
    };
  }

  private static LogRecord mark(JsonNode value) throws MalformedRecordException {
    String kind = string(value.get("mark"), "mark");
    return switch (kind) {
      case Marks.PROGRESS -> new LogRecord.ProgressMark(position(value), at(value), history(value));
      case Marks.SNAPSHOT_STARTED ->
          new LogRecord.SnapshotStarted(
              number(value.get("generation"), "mark: generation"),
              number(value.get("expected_rows"), "mark: expected_rows"),
              history(value));
      case Marks.SNAPSHOT_COMPLETED ->
          new LogRecord.SnapshotCompleted(
              number(value.get("generation"), "mark: generation"),
              position(value),
              at(value),
              history(value));
      default -> throw new MalformedRecordException("mark: unknown kind");
    };
  }

  private static SourcePosition position(JsonNode value) throws MalformedRecordException {
    try {
      return SourcePosition.parse(string(value.get("lsn"), "mark: lsn"));
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException("mark: lsn: " + e.getMessage());
    }
  }

  private static Instant at(JsonNode value) throws MalformedRecordException {
    return Instant.ofEpochMilli(number(value.get("at_ms"), "mark: at_ms"));
  }

  /** Marks of earlier releases name none: they must not stop or park anything. */
  private static SourceHistory history(JsonNode value) throws MalformedRecordException {
    if (!value.has("history")) {
      return SourceHistory.UNKNOWN;
    }
    try {
      return new SourceHistory(string(value.get("history"), "mark: history"));
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException("mark: history: " + e.getMessage());
    }
  }

  private static Set<String> unchanged(JsonNode value) throws MalformedRecordException {
    JsonNode names = value.get(ChangeDecoder.UNCHANGED);
    Set<String> unchanged = new HashSet<>();
    if (names != null && !names.isArray()) {
      throw new MalformedRecordException("unchanged: expected an array of columns");
    }
    for (JsonNode name : names == null ? List.<JsonNode>of() : names) {
      unchanged.add(string(name, "unchanged"));
    }
    return unchanged;
  }

  private static RowImage row(SourceTable table, @Nullable JsonNode after, Set<String> unchanged)
      throws MalformedRecordException {
    if (after == null || !after.isObject()) {
      throw new MalformedRecordException(
          "%s: after: expected an object".formatted(table.tableName()));
    }
    long id = id(table, after.get(SourceTable.ID));
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      if (!unchanged.contains(column.name())) {
        put(new RowKey(table, id), column, after.get(column.name()), values);
      }
    }
    return RowFixture.image(new RowKey(table, id), values);
  }

  /** Puts what is kept of the column into {@code values}. */
  private static void put(
      RowKey key, Column column, @Nullable JsonNode node, Map<String, @Nullable Object> values)
      throws MalformedRecordException {
    String where =
        String.format(
            Locale.ROOT, "%s id %d: %s", key.table().tableName(), key.id(), column.name());
    Object value = node == null || node.isNull() ? null : value(column, node, where);
    if (column.type() == Column.Type.JSON) {
      JsonMembers.put(column, (String) value, where, values);
      if (column.references()) {
        values.put(column.keptReferences().name(), PayloadJson.references((String) value));
      }
    } else {
      values.put(column.name(), value);
    }
  }

  private static Object value(Column column, JsonNode node, String where)
      throws MalformedRecordException {
    return switch (column.type()) {
      case INTEGER -> number(node, where);
      case BOOLEAN -> bool(node, where);
      case INSTANT -> instant(node, where);
      case TEXT, JSON -> string(node, where);
    };
  }

  private static SourceTable table(@Nullable JsonNode node, String where)
      throws MalformedRecordException {
    String name = string(node, where);
    return SourceTable.byName(name)
        .orElseThrow(
            () -> new MalformedRecordException("%s: not a captured table".formatted(where)));
  }

  private static long id(SourceTable table, @Nullable JsonNode node)
      throws MalformedRecordException {
    return number(node, table.tableName() + ": id");
  }

  private static long number(@Nullable JsonNode node, String where)
      throws MalformedRecordException {
    if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new MalformedRecordException("%s: expected a whole number".formatted(where));
    }
    return node.asLong();
  }

  private static boolean bool(JsonNode node, String where) throws MalformedRecordException {
    if (!node.isBoolean()) {
      throw new MalformedRecordException("%s: expected true or false".formatted(where));
    }
    return node.asBoolean();
  }

  private static String string(@Nullable JsonNode node, String where)
      throws MalformedRecordException {
    if (node == null || !node.isString()) {
      throw new MalformedRecordException("%s: expected a string".formatted(where));
    }
    return node.asString();
  }

  private static Instant instant(JsonNode node, String where) throws MalformedRecordException {
    try {
      Instant instant = Instant.parse(string(node, where));
      if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Said below, without the content.
    }
    throw new MalformedRecordException(
        "%s: expected an ISO 8601 instant of the years 1 to 9999".formatted(where));
  }
}
