package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the engine's records: row changes, transaction ends and heartbeats. A row that does not
 * have all used columns, of the types that are read, is a breach of what capture relies on; nothing
 * is guessed.
 *
 * <p>Positions: the end of a transaction carries the end of its commit record, a heartbeat the end
 * of its own record; all commits before either have been delivered.
 */
final class EventReader {

  /** The source's clock in ms, behind the run's token. */
  private static final Pattern CLOCK = Pattern.compile("([0-9]{1,15})");

  private final String token;
  private final String schema;

  /** Of these only deletions are read; other changes may not be readable. */
  private final Set<SourceTable> deletionsOnly;

  /** The schema of each table's rows that was found right. */
  private final Map<SourceTable, Schema> known = new EnumMap<>(SourceTable.class);

  /**
   * @param token of this run: what heartbeats begin with, and what stands for large values that did
   *     not change. Nobody else knows it
   * @param schema of the captured tables
   * @param deletionsOnly tables of which only deletions matter
   */
  EventReader(String token, String schema, Set<SourceTable> deletionsOnly) {
    this.token = token;
    this.schema = schema;
    this.deletionsOnly = deletionsOnly;
  }

  Event read(SourceRecord record) {
    Struct value = (Struct) record.value();
    if (value == null) {
      return new Event.Other();
    }
    return switch (value.schema().field("op")) {
      case null -> signal(record, value);
      case Object op -> change(record, value, value.getString("op"));
    };
  }

  private static Event signal(SourceRecord record, Struct value) {
    if (value.schema().field("status") == null || !"END".equals(value.getString("status"))) {
      return new Event.Other();
    }
    Instant at = Instant.ofEpochMilli(value.getInt64("ts_ms"));
    return new Event.Boundary(position(record), at, Landmark.commit(at));
  }

  private Event change(SourceRecord record, Struct value, String op) {
    if ("m".equals(op)) {
      return message(record, value.getStruct("message"));
    }
    Struct source = value.getStruct("source");
    SourceTable table = SourceTable.byName(source.getString("table")).orElse(null);
    if (table == null || !schema.equals(source.getString("schema"))) {
      return new Event.Other();
    }
    if (deletionsOnly.contains(table) && !"d".equals(op)) {
      return new Event.Other();
    }
    Long transaction = source.getInt64("txId");
    long id = transaction == null ? 0 : transaction;
    return switch (op) {
      case "t" -> new Event.TableTruncated(table, id, record);
      case "d" -> new Event.RowDeleted(key(table, (Struct) record.key()), id, record);
      default -> upsert(table, "c".equals(op), value.getStruct("after"), id, record);
    };
  }

  private Event upsert(
      SourceTable table, boolean inserted, Struct after, long transaction, SourceRecord record) {
    check(table, after.schema());
    Number tenant = (Number) after.getWithoutDefault(table.tenantColumn());
    List<Column> lacking =
        table.columns().stream()
            .filter(Column::mayBeLarge)
            .filter(column -> token.equals(after.getWithoutDefault(column.name())))
            .toList();
    return new Event.RowChanged(
        key(table, after),
        tenant == null ? null : tenant.longValue(),
        inserted,
        lacking,
        transaction,
        record);
  }

  private static RowKey key(SourceTable table, @Nullable Struct struct) {
    Field field = struct == null ? null : struct.schema().field(SourceTable.ID);
    Object id = field == null || struct == null ? null : struct.getWithoutDefault(field.name());
    if (id instanceof Number number) {
      return new RowKey(table, number.longValue());
    }
    throw new ContractBreachException(
        List.of(table), "the stream does not tell the id of a changed row of " + table.tableName());
  }

  private void check(SourceTable table, Schema row) {
    if (known.get(table) == row) {
      return;
    }
    for (Column column : table.columns()) {
      Field field = row.field(column.name());
      if (field == null || !isOf(column.type(), field.schema())) {
        throw new ContractBreachException(
            List.of(table),
            "the stream has no column %s.%s of the expected type"
                .formatted(table.tableName(), column.name()));
      }
    }
    known.put(table, row);
  }

  private static boolean isOf(Column.Type type, Schema schema) {
    return switch (type) {
      case INTEGER ->
          schema.type() == Schema.Type.INT64
              || schema.type() == Schema.Type.INT32
              || schema.type() == Schema.Type.INT16;
      case BOOLEAN -> schema.type() == Schema.Type.BOOLEAN;
      case TEXT, INSTANT, JSON -> schema.type() == Schema.Type.STRING;
    };
  }

  private static SourcePosition position(SourceRecord record) {
    Map<String, ?> offset = record.sourceOffset();
    if (!(offset.get("lsn_commit") instanceof Number lsn)) {
      throw new IllegalStateException("a transaction's end came without its position");
    }
    return new SourcePosition(lsn.longValue());
  }

  /** Ours only with this run's token; anybody may write any other. */
  private Event message(SourceRecord record, Struct message) {
    String content = content(message.get("content"));
    Matcher clock =
        CLOCK.matcher(content.startsWith(token + " ") ? content.substring(token.length() + 1) : "");
    return clock.matches()
        ? new Event.Boundary(
            position(record),
            Instant.ofEpochMilli(Long.parseLong(clock.group(1))),
            Landmark.heartbeat(content))
        : new Event.Foreign();
  }

  private static String content(@Nullable Object content) {
    return switch (content) {
      case byte[] array -> new String(array, StandardCharsets.ISO_8859_1);
      case ByteBuffer buffer -> StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
      case null, default -> "";
    };
  }
}
