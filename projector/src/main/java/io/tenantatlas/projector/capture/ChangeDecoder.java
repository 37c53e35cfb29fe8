package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.IsoInstants;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads records of the change log: Debezium's JSON envelope of a captured table, a tombstone, or a
 * mark. Total: any bytes give a record or a {@link MalformedRecordException}. Stateless.
 */
public final class ChangeDecoder {

  /**
   * Debezium's stand-in for a large value that did not change; a column may have it as its value.
   */
  static final String UNAVAILABLE = "__debezium_unavailable_value";

  /** The envelope's member that names the columns whose large values did not change. */
  static final String UNCHANGED = "unchanged";

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final String MARK = "mark";
  private static final String HISTORY = "history";
  private static final String SOURCE = "source";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String TABLE = "table";
  private static final String OP = "op";
  private static final String LSN = "lsn";
  private static final String AT_MS = "at_ms";
  private static final String GENERATION = "generation";
  private static final String EXPECTED_ROWS = "expected_rows";

  /** The members that are read of a record. */
  private static final Set<String> READ =
      Set.of(
          MARK,
          HISTORY,
          LSN,
          AT_MS,
          GENERATION,
          EXPECTED_ROWS,
          UNCHANGED,
          BEFORE,
          AFTER,
          SOURCE,
          OP,
          TABLE,
          SourceTable.ID);

  /** The members that are read of those members that are objects. */
  private static final Map<String, Set<String>> READ_OF =
      Map.of(
          SOURCE, Set.of(TABLE), BEFORE, Set.of(SourceTable.ID), AFTER, idAndColumnsOfAllTables());

  /** Stands for a value that is nowhere expected. */
  private static final Object OTHER = new Object();

  private final JsonMapper json = JsonMapper.shared();

  /**
   * The record that key and value say.
   *
   * @param value null for a tombstone, which says that the key's row is gone
   * @throws MalformedRecordException when they say none
   */
  public LogRecord decode(byte @Nullable [] key, byte @Nullable [] value)
      throws MalformedRecordException {
    try {
      return value == null ? tombstone(read(key, "key")) : decode(read(value, "value"));
    } catch (JacksonException e) {
      throw new MalformedRecordException("not JSON");
    }
  }

  private Map<String, @Nullable Object> read(byte @Nullable [] bytes, String what)
      throws MalformedRecordException {
    Map<String, @Nullable Object> members = bytes == null ? null : read(bytes);
    if (members == null) {
      throw new MalformedRecordException("%s: expected a JSON object".formatted(what));
    }
    return members;
  }

  /**
   * The members that are read of the only value, in one pass; null when it is no object. The table
   * may be said behind the row, so a row's values are read by their own types.
   */
  private @Nullable Map<String, @Nullable Object> read(byte[] bytes)
      throws MalformedRecordException {
    try (JsonParser parser = json.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      Map<String, @Nullable Object> members = null;
      if (first == JsonToken.START_OBJECT) {
        members = members(parser, READ);
      }
      parser.skipChildren();
      if (first != null && parser.nextToken() != null) {
        throw new MalformedRecordException("not JSON");
      }
      return members;
    }
  }

  /** Of members of the same name the last one is meant. */
  private static Map<String, @Nullable Object> members(JsonParser parser, Set<String> names) {
    Map<String, @Nullable Object> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (names.contains(name)) {
        members.put(name, names == READ ? member(parser, name) : scalar(parser));
      }
      parser.skipChildren();
    }
    return members;
  }

  private static @Nullable Object member(JsonParser parser, String name) {
    Set<String> names = READ_OF.get(name);
    if (names != null && parser.currentToken() == JsonToken.START_OBJECT) {
      return members(parser, names);
    }
    if (name.equals(UNCHANGED) && parser.currentToken() == JsonToken.START_ARRAY) {
      return elements(parser);
    }
    return scalar(parser);
  }

  private static List<@Nullable Object> elements(JsonParser parser) {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(scalar(parser));
      parser.skipChildren();
    }
    return elements;
  }

  private static @Nullable Object scalar(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? OTHER
              : parser.getLongValue();
      default -> OTHER;
    };
  }

  private static Set<String> idAndColumnsOfAllTables() {
    return Stream.concat(
            Stream.of(SourceTable.ID),
            Arrays.stream(SourceTable.values())
                .flatMap(table -> table.columns().stream())
                .map(Column::name))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The member of a member; null when either is not there. */
  private static @Nullable Object inside(
      Map<String, @Nullable Object> value, String object, String name) {
    return value.get(object) instanceof Map<?, ?> members ? members.get(name) : null;
  }

  private static LogRecord tombstone(Map<String, @Nullable Object> key)
      throws MalformedRecordException {
    SourceTable table = table(key.get(TABLE), "key.table");
    return new LogRecord.Delete(new RowKey(table, id(table, key.get(SourceTable.ID))));
  }

  private static LogRecord decode(Map<String, @Nullable Object> value)
      throws MalformedRecordException {
    if (value.containsKey(MARK)) {
      return mark(value);
    }
    SourceTable table = table(inside(value, SOURCE, TABLE), "source.table");
    String op = string(value.get(OP), table.tableName() + ": op");
    return switch (op) {
      case "c", "u", "r" -> new LogRecord.Upsert(row(table, value.get(AFTER), unchanged(value)));
      case "d" ->
          new LogRecord.Delete(new RowKey(table, id(table, inside(value, BEFORE, SourceTable.ID))));
      case "t" -> new LogRecord.Truncate(table);
      default ->
          throw new MalformedRecordException(
              "%s: op: expected one of c, u, r, d, t".formatted(table.tableName()));
    };
  }

  private static LogRecord mark(Map<String, @Nullable Object> value)
      throws MalformedRecordException {
    String kind = string(value.get(MARK), "mark");
    return switch (kind) {
      case Marks.PROGRESS -> new LogRecord.ProgressMark(position(value), at(value), history(value));
      case Marks.SNAPSHOT_STARTED ->
          new LogRecord.SnapshotStarted(
              number(value.get(GENERATION), "mark: generation"),
              number(value.get(EXPECTED_ROWS), "mark: expected_rows"),
              history(value));
      case Marks.SNAPSHOT_COMPLETED ->
          new LogRecord.SnapshotCompleted(
              number(value.get(GENERATION), "mark: generation"),
              position(value),
              at(value),
              history(value));
      default -> throw new MalformedRecordException("mark: unknown kind");
    };
  }

  private static SourcePosition position(Map<String, @Nullable Object> value)
      throws MalformedRecordException {
    try {
      return SourcePosition.parse(string(value.get(LSN), "mark: lsn"));
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException("mark: lsn: " + e.getMessage());
    }
  }

  private static Instant at(Map<String, @Nullable Object> value) throws MalformedRecordException {
    return Instant.ofEpochMilli(number(value.get(AT_MS), "mark: at_ms"));
  }

  /** Marks of earlier releases name none: they must not stop or park anything. */
  private static SourceHistory history(Map<String, @Nullable Object> value)
      throws MalformedRecordException {
    if (!value.containsKey(HISTORY)) {
      return SourceHistory.UNKNOWN;
    }
    try {
      return new SourceHistory(string(value.get(HISTORY), "mark: history"));
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException("mark: history: " + e.getMessage());
    }
  }

  private static Set<String> unchanged(Map<String, @Nullable Object> value)
      throws MalformedRecordException {
    if (!value.containsKey(UNCHANGED)) {
      return Set.of();
    }
    if (!(value.get(UNCHANGED) instanceof List<?> names)) {
      throw new MalformedRecordException("unchanged: expected an array of columns");
    }
    Set<String> unchanged = new HashSet<>();
    for (Object name : names) {
      unchanged.add(string(name, "unchanged"));
    }
    return unchanged;
  }

  private static RowImage row(SourceTable table, @Nullable Object after, Set<String> unchanged)
      throws MalformedRecordException {
    if (!(after instanceof Map<?, ?> row)) {
      throw new MalformedRecordException(
          "%s: after: expected an object".formatted(table.tableName()));
    }
    RowKey key = new RowKey(table, id(table, row.get(SourceTable.ID)));
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    try {
      for (Column column : table.columns()) {
        if (!unchanged.contains(column.name())) {
          put(key, column, row.get(column.name()), values);
        }
      }
    } catch (MalformedRecordException e) {
      throw e.of(key, row.get(table.tenantColumn()) instanceof Long tenant ? tenant : null);
    }
    return new RowImage(key, values);
  }

  /** Puts what is kept of the column into {@code values}. */
  private static void put(
      RowKey key, Column column, @Nullable Object found, Map<String, @Nullable Object> values)
      throws MalformedRecordException {
    Place where = new Place(key, column);
    Object value = found == null ? null : value(column, found, where);
    if (column.type() == Column.Type.JSON) {
      JsonMembers.put(column, (String) value, where, values);
      if (column.references()) {
        values.put(column.keptReferences().name(), PayloadJson.references((String) value));
      }
    } else {
      values.put(column.name(), value);
    }
  }

  private static Object value(Column column, Object found, Object where)
      throws MalformedRecordException {
    return switch (column.type()) {
      case INTEGER -> number(found, where);
      case BOOLEAN -> bool(found, where);
      case INSTANT -> instant(found, where);
      case TEXT, JSON -> string(found, where);
    };
  }

  /** A column's place, as errors say it; as text only then, since every value has one. */
  private record Place(RowKey key, Column column) {
    @Override
    public String toString() {
      return key.table().tableName() + " id " + key.id() + ": " + column.name();
    }
  }

  private static SourceTable table(@Nullable Object found, String where)
      throws MalformedRecordException {
    String name = string(found, where);
    return SourceTable.byName(name)
        .orElseThrow(
            () -> new MalformedRecordException("%s: not a captured table".formatted(where)));
  }

  private static long id(SourceTable table, @Nullable Object found)
      throws MalformedRecordException {
    return number(found, table.tableName() + ": id");
  }

  private static Long number(@Nullable Object found, Object where) throws MalformedRecordException {
    if (found instanceof Long number) {
      return number;
    }
    throw new MalformedRecordException("%s: expected a whole number".formatted(where));
  }

  private static Boolean bool(Object found, Object where) throws MalformedRecordException {
    if (found instanceof Boolean bool) {
      return bool;
    }
    throw new MalformedRecordException("%s: expected true or false".formatted(where));
  }

  private static String string(@Nullable Object found, Object where)
      throws MalformedRecordException {
    if (found instanceof String text) {
      return text;
    }
    throw new MalformedRecordException("%s: expected a string".formatted(where));
  }

  private static Instant instant(Object found, Object where) throws MalformedRecordException {
    try {
      Instant instant = IsoInstants.parse(string(found, where));
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
