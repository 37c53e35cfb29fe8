package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SourceSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills in large values that a change left out since they did not change (unchanged TOAST). It is
 * needed only where nobody has an earlier image of the row: it moves to another tenant's partition,
 * or its primary key was changed. The values are read from the source as they are now. Should they
 * have changed since, a later change in the stream says so; no position before that may be marked.
 */
final class LargeValues {

  private static final Duration LOOK = Duration.ofMillis(5);

  private final SourceSession source;

  /** The transaction that was waited for last. */
  private long visible;

  LargeValues(SourceSession source) {
    this.source = source;
  }

  /**
   * The change with all values; as it is when the row no longer exists, since its deletion follows.
   * The stream tells of a transaction before others see it, with a synchronous standby long before:
   * that is waited for.
   */
  Event.RowChanged complete(Event.RowChanged changed) {
    awaitVisible(changed.transaction());
    Map<String, @Nullable String> values =
        read(changed.key(), changed.lacking().stream().map(Column::name).toList());
    return values.isEmpty() ? changed : changed.completed(with(changed.record(), values));
  }

  private void awaitVisible(long transaction) {
    try {
      while (transaction != visible && !source.sees(transaction)) {
        LockSupport.parkNanos(LOOK.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("interrupted while a transaction was not visible yet");
        }
      }
      visible = transaction;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot ask the source what is visible", e);
    }
  }

  /** What was read by now is not later than this. */
  SourcePosition position() {
    try {
      return source.position();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot ask the source for its position", e);
    }
  }

  /** The record with other values in some columns of the row. */
  static SourceRecord with(SourceRecord record, Map<String, @Nullable String> values) {
    Struct envelope = (Struct) record.value();
    Struct after = copy(envelope.getStruct("after"));
    values.forEach(after::put);
    return record.newRecord(
        record.topic(),
        null,
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        copy(envelope).put("after", after),
        null);
  }

  private Map<String, @Nullable String> read(RowKey key, List<String> columns) {
    try {
      return source.read(key.table(), key.id(), columns);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "cannot read %s id %s from the source".formatted(key.table().tableName(), key.id()), e);
    }
  }

  private static Struct copy(Struct struct) {
    Struct copy = new Struct(struct.schema());
    for (Field field : struct.schema().fields()) {
      copy.put(field, struct.getWithoutDefault(field.name()));
    }
    return copy;
  }
}
