package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.projection.view.RawJson;
import io.tenantatlas.projector.projection.view.Rfc3339;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents as JSON text: members in the maps' order, instants in RFC 3339 in UTC with milliseconds
 * (what is finer is cut off), decimals and found JSON as they are. The same document always gives
 * the same text.
 */
public final class DocumentJson {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private DocumentJson() {}

  /** An object. */
  public static String write(Map<String, @Nullable Object> document) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      value(json, document);
    }
    return text.toString();
  }

  static String writeList(List<Map<String, @Nullable Object>> list) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      value(json, list);
    }
    return text.toString();
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach(
            (name, member) -> {
              json.writeName(String.valueOf(name));
              value(json, member);
            });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(element -> value(json, element));
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Instant instant -> json.writeString(Rfc3339.millis(instant));
      case Boolean bool -> json.writeBoolean(bool);
      case RawJson raw -> json.writeRawValue(raw.text());
      case Long number -> json.writeNumber(number);
      case BigDecimal decimal -> json.writeNumber(decimal);
      default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
    }
  }
}
