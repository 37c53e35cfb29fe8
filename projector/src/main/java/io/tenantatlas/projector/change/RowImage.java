package io.tenantatlas.projector.change;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A captured row as it stood after a change: its key, and its columns' values. A column that is
 * absent from {@code values} was not sent because it did not change (a TOASTed value); a column
 * that is SQL NULL is present with null. Of a JSON column there are its kept members, under {@code
 * column.member}. Values are {@link Long}, {@link String}, {@link Boolean} or {@link Instant} by
 * {@link Column.Type}.
 */
public record RowImage(RowKey key, Map<String, @Nullable Object> values) {

  public RowImage {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The tenant the row belongs to; null when it belongs to none. */
  public @Nullable Long tenantId() {
    String column = key.table().tenantColumn();
    return column.equals(SourceTable.ID) ? Long.valueOf(key.id()) : (Long) values.get(column);
  }

  /** The value of a text (or JSON) column. */
  public @Nullable String text(String column) {
    return (String) values.get(column);
  }

  /** The value of an integer column; {@code id} is the primary key. */
  public @Nullable Long integer(String column) {
    return column.equals(SourceTable.ID) ? Long.valueOf(key.id()) : (Long) values.get(column);
  }

  /** The value of a boolean column. */
  public @Nullable Boolean bool(String column) {
    return (Boolean) values.get(column);
  }

  /** The value of a timestamp column, to the microsecond. */
  public @Nullable Instant instant(String column) {
    return (Instant) values.get(column);
  }

  /**
   * This row reduced to the kept columns; what was not sent is taken from the row's earlier image.
   */
  public RowImage keptOver(@Nullable RowImage earlier) {
    if (isKept()) {
      return this;
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    for (Column.Kept column : key.table().keptColumns()) {
      String name = column.name();
      if (values.containsKey(name)) {
        kept.put(name, values.get(name));
      } else {
        kept.put(name, earlier == null ? null : earlier.values().get(name));
      }
    }
    return new RowImage(key, kept);
  }

  /** Whether it has all that is kept of a row: nothing is to be taken from an earlier image. */
  public boolean isWhole() {
    return key.table().keptColumns().stream().allMatch(column -> values.containsKey(column.name()));
  }

  /** Whether it has the kept columns and nothing else, as most changes have. */
  private boolean isKept() {
    List<Column.Kept> columns = key.table().keptColumns();
    if (values.size() != columns.size()) {
      return false;
    }
    for (Column.Kept column : columns) {
      if (!values.containsKey(column.name())) {
        return false;
      }
    }
    return true;
  }
}
