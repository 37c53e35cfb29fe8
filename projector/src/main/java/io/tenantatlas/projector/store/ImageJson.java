package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.IsoInstants;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row image as the JSON that is stored: the kept columns; instants in ISO 8601, to the
 * microsecond.
 */
final class ImageJson {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private ImageJson() {}

  static String write(RowImage row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      json.writeStartObject();
      row.values()
          .forEach(
              (name, value) -> {
                json.writeName(name);
                write(json, value);
              });
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Boolean bool -> json.writeBoolean(bool);
      case Instant instant -> json.writeString(IsoInstants.text(instant));
      default -> json.writeString(value.toString());
    }
  }

  static RowImage read(RowKey key, String text) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    key.table().keptColumns().forEach(column -> values.put(column.name(), null));
    try (JsonParser json = MAPPER.createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        for (Column.Kept column : key.table().keptColumns()) {
          if (column.name().equals(name)) {
            values.put(name, value(column, json));
          }
        }
        json.skipChildren();
      }
    }
    return new RowImage(key, values);
  }

  private static @Nullable Object value(Column.Kept column, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (column.type()) {
      case INTEGER -> json.getLongValue();
      case BOOLEAN -> json.getBooleanValue();
      case INSTANT -> IsoInstants.parse(json.getString());
      case TEXT, JSON -> json.getString();
    };
  }
}
