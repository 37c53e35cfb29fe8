package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records as the Debezium engine emits them, with our settings, from a source whose JSON columns
 * are {@code not null}, and whose status is nullable with a default.
 */
final class SourceEvents {

  static final long CLOCK_MILLIS = 1_772_366_400_123L;

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("version", Schema.STRING_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.TransactionMetadataValue")
          .field("status", Schema.STRING_SCHEMA)
          .field("id", Schema.STRING_SCHEMA)
          .field("event_count", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .build();

  private static final Schema MESSAGE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Message")
          .field("prefix", Schema.OPTIONAL_STRING_SCHEMA)
          .field("content", Schema.OPTIONAL_BYTES_SCHEMA)
          .build();

  private static final Schema MESSAGE_ENVELOPE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.MessageValue")
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .field("source", SOURCE)
          .field("message", MESSAGE)
          .build();

  /** Of a column that is declared as {@code status varchar default 'new'}. */
  private static final Schema STATUS =
      SchemaBuilder.string().optional().defaultValue("new").build();

  private SourceEvents() {}

  static SourceRecord inserted(SourceTable table, long id, @Nullable Object... columnsAndValues) {
    return change("c", table, id, Map.of("lsn", 1L), columnsAndValues);
  }

  static SourceRecord updated(SourceTable table, long id, @Nullable Object... columnsAndValues) {
    return change("u", table, id, Map.of("lsn", 1L), columnsAndValues);
  }

  /** The change as one of this source transaction. */
  static SourceRecord in(long transaction, SourceRecord change) {
    ((Struct) change.value()).getStruct("source").put("txId", transaction);
    return change;
  }

  /** With the default replica identity: of the row that was, only the key. */
  static SourceRecord deleted(SourceTable table, long id) {
    Struct envelope = envelope(table, "d").put("before", row(table, id));
    return record(table, id, Map.of("lsn", 1L), envelope);
  }

  static SourceRecord truncated(SourceTable table) {
    Struct envelope = envelope(table, "t");
    return new SourceRecord(Map.of(), Map.of("lsn", 1L), topic(table), envelope.schema(), envelope);
  }

  static SourceRecord transactionBegan() {
    return transaction("BEGIN", Map.of("lsn", 1L));
  }

  /** The end of a transaction whose commit record ends at the position. */
  static SourceRecord transactionEnded(long position) {
    return transaction("END", Map.of("lsn", 1L, "lsn_commit", position));
  }

  static SourceRecord transaction(String status, Map<String, ?> offset) {
    Struct value =
        new Struct(TRANSACTION).put("status", status).put("id", "1:1").put("ts_ms", CLOCK_MILLIS);
    return new SourceRecord(Map.of(), offset, "tenantatlas.transaction", TRANSACTION, value);
  }

  /** A heartbeat message; the connector hands its content over as an array or as a buffer. */
  static SourceRecord heartbeat(long position, boolean asBuffer) {
    return message(position, WrittenLog.TOKEN + " " + CLOCK_MILLIS, asBuffer);
  }

  /** A message with the heartbeats' prefix. */
  static SourceRecord message(long position, String text, boolean asBuffer) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    Struct value =
        new Struct(MESSAGE_ENVELOPE)
            .put("op", "m")
            .put("ts_ms", 1L)
            .put("source", source("", null))
            .put(
                "message",
                new Struct(MESSAGE)
                    .put("prefix", SourceSession.HEARTBEAT_PREFIX)
                    .put("content", asBuffer ? ByteBuffer.wrap(content) : content));
    return new SourceRecord(
        Map.of(), Map.of("lsn_commit", position), "tenantatlas.message", MESSAGE_ENVELOPE, value);
  }

  private static SourceRecord change(
      String op,
      SourceTable table,
      long id,
      Map<String, ?> offset,
      @Nullable Object... columnsAndValues) {
    Struct row = row(table, id);
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      row.put(String.valueOf(columnsAndValues[i]), columnsAndValues[i + 1]);
    }
    return record(table, id, offset, envelope(table, op).put("after", row));
  }

  private static SourceRecord record(
      SourceTable table, long id, Map<String, ?> offset, Struct envelope) {
    Schema keySchema =
        SchemaBuilder.struct().name("Key").field(SourceTable.ID, Schema.INT64_SCHEMA).build();
    return new SourceRecord(
        Map.of("server", "tenantatlas"),
        new HashMap<>(offset),
        topic(table),
        keySchema,
        new Struct(keySchema).put(SourceTable.ID, id),
        envelope.schema(),
        envelope);
  }

  private static Struct envelope(SourceTable table, String op) {
    Schema row = rowSchema(table);
    Schema schema =
        SchemaBuilder.struct()
            .name(topic(table) + ".Envelope")
            .field("before", row)
            .field("after", row)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    return new Struct(schema)
        .put("source", source(table.tableName(), 1L))
        .put("op", op)
        .put("ts_ms", CLOCK_MILLIS);
  }

  private static Struct source(String table, @Nullable Long lsn) {
    return new Struct(SOURCE)
        .put("version", "3.6.1.Final")
        .put("schema", "public")
        .put("table", table)
        .put("lsn", lsn);
  }

  private static Struct row(SourceTable table, long id) {
    Struct row = new Struct(rowSchema(table)).put(SourceTable.ID, id);
    for (Column column : table.columns()) {
      if (column.type() == Column.Type.JSON) {
        row.put(column.name(), "{}");
      }
    }
    return row;
  }

  private static Schema rowSchema(SourceTable table) {
    SchemaBuilder row = SchemaBuilder.struct().name(topic(table) + ".Value").optional();
    row.field(SourceTable.ID, Schema.INT64_SCHEMA);
    for (Column column : table.columns()) {
      row.field(column.name(), column.name().equals("status") ? STATUS : schema(column.type()));
    }
    return row.build();
  }

  private static Schema schema(Column.Type type) {
    return switch (type) {
      case INTEGER -> Schema.OPTIONAL_INT64_SCHEMA;
      case TEXT -> Schema.OPTIONAL_STRING_SCHEMA;
      case BOOLEAN -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
      case INSTANT ->
          SchemaBuilder.string().name("io.debezium.time.IsoTimestamp").optional().build();
      case JSON -> SchemaBuilder.string().name("io.debezium.data.Json").build();
    };
  }

  private static String topic(SourceTable table) {
    return "tenantatlas.public." + table.tableName();
  }
}
