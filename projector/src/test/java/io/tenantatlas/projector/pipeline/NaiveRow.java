package io.tenantatlas.projector.pipeline;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the simulated source.
 *
 * @param id its primary key
 * @param columns its columns by name; of JSON, the members that are used
 */
record NaiveRow(long id, Map<String, @Nullable Object> columns) {

  @Nullable Object get(String column) {
    return columns.get(column);
  }

  @Nullable String text(String column) {
    return (String) columns.get(column);
  }

  @Nullable Instant instant(String column) {
    return (Instant) columns.get(column);
  }

  @Nullable Long number(String column) {
    return (Long) columns.get(column);
  }

  /** Whether the text column has one of these values. */
  boolean is(String column, String... values) {
    for (String value : values) {
      if (value.equals(text(column))) {
        return true;
      }
    }
    return false;
  }
}
