package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row image as the JSON that is stored: the kept columns; instants in ISO 8601, to the
 * microsecond.
 */
final class ImageJson {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private ImageJson() {}

  static String write(RowImage row) {
    ObjectNode json = MAPPER.createObjectNode();
    row.values().forEach((name, value) -> put(json, name, value));
    return json.toString();
  }

  private static void put(ObjectNode json, String name, @Nullable Object value) {
    switch (value) {
      case null -> json.putNull(name);
      case Long number -> json.put(name, number);
      case Boolean bool -> json.put(name, bool);
      default -> json.put(name, value.toString());
    }
  }

  static RowImage read(RowKey key, String text) {
    JsonNode json = MAPPER.readTree(text);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column.Kept column : key.table().keptColumns()) {
      values.put(column.name(), value(column, json.get(column.name())));
    }
    return new RowImage(key, values);
  }

  private static @Nullable Object value(Column.Kept column, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return switch (column.type()) {
      case INTEGER -> node.asLong();
      case BOOLEAN -> node.asBoolean();
      case INSTANT -> Instant.parse(node.asString());
      case TEXT, JSON -> node.asString();
    };
  }
}
