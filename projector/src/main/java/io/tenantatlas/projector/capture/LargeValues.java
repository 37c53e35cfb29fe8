package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.RowKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills in large values that a change left out since they did not change (unchanged TOAST). It is
 * needed only where nobody has an earlier image of the row: it moves to another tenant's partition,
 * or its primary key was changed. The values are read from the source as they are now. Should they
 * have changed since, a later change in the stream says so.
 */
final class LargeValues {

  private final SourceSession source;

  LargeValues(SourceSession source) {
    this.source = source;
  }

  /**
   * The change with all values; as it is when the row no longer exists, since its deletion follows.
   */
  Event.RowChanged complete(Event.RowChanged changed) {
    SourceRecord record = changed.record();
    Struct envelope = (Struct) record.value();
    Struct after = envelope.getStruct("after");
    List<String> missing =
        after.schema().fields().stream()
            .map(Field::name)
            .filter(name -> ChangeDecoder.UNAVAILABLE.equals(after.get(name)))
            .toList();
    Map<String, @Nullable String> values = read(changed.key(), missing);
    if (values.isEmpty()) {
      return changed;
    }
    Struct completed = copy(after);
    missing.forEach(name -> completed.put(name, values.get(name)));
    Struct newEnvelope = copy(envelope).put("after", completed);
    return changed.completed(
        record.newRecord(
            record.topic(),
            null,
            record.keySchema(),
            record.key(),
            record.valueSchema(),
            newEnvelope,
            null));
  }

  private Map<String, @Nullable String> read(RowKey key, List<String> columns) {
    try {
      return source.read(key.table(), key.id(), columns);
    } catch (SQLException e) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "cannot read %s id %d from the source",
              key.table().tableName(),
              key.id()),
          e);
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
