package io.tenantatlas.projector.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of inventory items as the log has them, read by the decoder. */
final class DecodedItems {

  private static final String NOT_SENT = "__debezium_unavailable_value";
  private static final ChangeDecoder DECODER = new ChangeDecoder();

  private DecodedItems() {}

  /** The item has these values; a column that is absent was not sent. */
  static LogRecord.Change upsert(long id, Map<String, @Nullable Object> columns) {
    ObjectNode value = NaiveJson.object().put("op", "u");
    value.putObject("source").put("table", SourceTable.INVENTORY_ITEMS.tableName());
    ArrayNode unchanged = value.putArray("unchanged");
    ObjectNode after = value.putObject("after").put("id", id);
    for (Column column : SourceTable.INVENTORY_ITEMS.columns()) {
      String name = column.name();
      if (columns.containsKey(name)) {
        put(after, name, columns.get(name));
      } else {
        after.put(name, NOT_SENT);
        unchanged.add(name);
      }
    }
    try {
      return (LogRecord.Change) DECODER.decode(null, value.toString().getBytes(UTF_8));
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  private static void put(ObjectNode into, String name, @Nullable Object value) {
    switch (value) {
      case null -> into.putNull(name);
      case Long number -> into.put(name, number);
      case Instant instant -> into.put(name, instant.toString());
      default -> into.put(name, value.toString());
    }
  }
}
