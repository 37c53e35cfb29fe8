package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** The values of the change log's records: Debezium's envelopes as JSON. For one thread. */
final class LogValues {

  private final JsonConverter json = new JsonConverter();

  LogValues() {
    // A null stays null also in a column that has a default.
    json.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
  }

  /**
   * The envelope of a deletion: Debezium's own, or, for a row that moved to another tenant, one
   * like it, with only the key.
   */
  byte[] deletion(RowKey key, SourceRecord record) {
    Struct envelope = (Struct) record.value();
    if ("d".equals(envelope.getString("op"))) {
      return of(record);
    }
    Struct source = envelope.getStruct("source");
    String sourceJson =
        new String(json.fromConnectData(record.topic(), source.schema(), source), UTF_8);
    return ("{\"before\":{\"id\":"
            + key.id()
            + "},\"after\":null,\"source\":"
            + sourceJson
            + ",\"op\":\"d\",\"ts_ms\":"
            + envelope.getInt64("ts_ms")
            + "}")
        .getBytes(UTF_8);
  }

  /**
   * Large values that did not change are written as Debezium's usual stand-in. One more member of
   * the envelope names their columns, since a column may have just that text.
   */
  byte[] row(Event.RowChanged changed) {
    List<Column> lacking = changed.lacking();
    if (lacking.isEmpty()) {
      return of(changed.record());
    }
    Map<String, @Nullable String> standIns = new HashMap<>();
    lacking.forEach(column -> standIns.put(column.name(), ChangeDecoder.UNAVAILABLE));
    String names =
        lacking.stream()
            .map(column -> "\"" + column.name() + "\"")
            .collect(Collectors.joining(",", "{\"" + ChangeDecoder.UNCHANGED + "\":[", "],"));
    String value = new String(of(LargeValues.with(changed.record(), standIns)), UTF_8);
    return (names + value.substring(1)).getBytes(UTF_8);
  }

  /** Debezium's envelope as it is. */
  byte[] of(SourceRecord record) {
    return json.fromConnectData(record.topic(), record.valueSchema(), record.value());
  }
}
