package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads the engine's records: row changes, transaction ends, heartbeats and the end of the
 * snapshot.
 *
 * <p>Positions: the end of a transaction carries the end of its commit record, a heartbeat the end
 * of its own record; all commits before either have been delivered. The snapshot's is where the
 * replication slot began.
 */
final class EventReader {

  private static final String SNAPSHOT = "Initial Snapshot";

  private long snapshotLsn;

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

  private Event signal(SourceRecord record, Struct value) {
    if (value.schema().field("status") != null) {
      return "END".equals(value.getString("status"))
          ? new Event.TransactionEnded(
              position(record), Instant.ofEpochMilli(value.getInt64("ts_ms")))
          : new Event.Other();
    }
    boolean snapshotCompleted =
        value.schema().field("aggregate_type") != null
            && SNAPSHOT.equals(value.getString("aggregate_type"))
            && "COMPLETED".equals(value.getString("type"));
    return snapshotCompleted
        ? new Event.SnapshotCompleted(new SourcePosition(snapshotLsn(record)))
        : new Event.Other();
  }

  private long snapshotLsn(SourceRecord record) {
    return record.sourceOffset().get("lsn") instanceof Number lsn ? lsn.longValue() : snapshotLsn;
  }

  private Event change(SourceRecord record, Struct value, String op) {
    if ("m".equals(op)) {
      return new Event.TransactionEnded(
          position(record), heartbeatClock(value.getStruct("message")));
    }
    String name = value.getStruct("source").getString("table");
    SourceTable table =
        SourceTable.byName(name)
            .orElseThrow(() -> new IllegalStateException("captured a table that is not: " + name));
    return switch (op) {
      case "t" -> new Event.TableTruncated(table, record);
      case "d" -> new Event.RowDeleted(key(table, (Struct) record.key()), record);
      default -> upsert(table, "c".equals(op), value.getStruct("after"), record);
    };
  }

  private Event upsert(SourceTable table, boolean inserted, Struct after, SourceRecord record) {
    if (record.sourceOffset().get("snapshot") != null
        && record.sourceOffset().get("lsn") instanceof Number lsn) {
      snapshotLsn = lsn.longValue();
    }
    Number tenant = (Number) after.getWithoutDefault(table.tenantColumn());
    List<Column> lacking =
        table.columns().stream()
            .filter(Column::mayBeLarge)
            .filter(column -> ChangeDecoder.UNAVAILABLE.equals(after.get(column.name())))
            .toList();
    return new Event.RowChanged(
        key(table, after),
        tenant == null ? null : tenant.longValue(),
        inserted,
        Event.Lack.of(table, lacking),
        record);
  }

  private static RowKey key(SourceTable table, Struct struct) {
    return new RowKey(table, ((Number) struct.get(SourceTable.ID)).longValue());
  }

  private static SourcePosition position(SourceRecord record) {
    Map<String, ?> offset = record.sourceOffset();
    if (!(offset.get("lsn_commit") instanceof Number lsn)) {
      throw new IllegalStateException("a transaction's end came without its position");
    }
    return new SourcePosition(lsn.longValue());
  }

  private static Instant heartbeatClock(Struct message) {
    Object content = message.get("content");
    ByteBuffer bytes =
        content instanceof byte[] array
            ? ByteBuffer.wrap(array)
            : ((ByteBuffer) content).duplicate();
    return Instant.ofEpochMilli(Long.parseLong(StandardCharsets.UTF_8.decode(bytes).toString()));
  }
}
