package io.tenantatlas.projector.change;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows for tests. */
public final class RowFixture {

  private RowFixture() {}

  /** A row with these values (column, value, column, value, ...); no other column was sent. */
  public static RowImage sent(SourceTable table, long id, @Nullable Object... columnsAndValues) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      values.put(String.valueOf(columnsAndValues[i]), columnsAndValues[i + 1]);
    }
    return image(new RowKey(table, id), values);
  }

  /** An image of these values; nulls are allowed, which NullAway does not see in class files. */
  @SuppressWarnings("NullAway")
  public static RowImage image(RowKey key, Map<String, @Nullable Object> values) {
    return new RowImage(key, values);
  }

  /** A row as it is kept: these values, and null in every other kept column. */
  public static RowImage row(SourceTable table, long id, @Nullable Object... columnsAndValues) {
    return sent(table, id, columnsAndValues).keptOver(null);
  }
}
