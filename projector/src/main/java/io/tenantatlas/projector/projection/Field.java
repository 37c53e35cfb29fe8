package io.tenantatlas.projector.projection;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value of a document, as data: where it stands, which measures it is made from, and how.
 *
 * @param path where the value stands in the document, with dots: {@code operations.total_30d};
 *     {@link #WHOLE} when the value, a map, is the document
 * @param measures what is measured for it
 * @param value the value (a number, string, boolean, list, map or null), a pure function of the
 *     measured values
 * @param deadline the instant after which the value changes with time alone although no measure
 *     does; null for never
 */
record Field(
    String path,
    List<Measure> measures,
    Function<Measured, @Nullable Object> value,
    Function<Measured, @Nullable Instant> deadline) {

  /** The path of a value that is the whole document. */
  static final String WHOLE = "";

  /** A value that time alone does not change. */
  static Field of(
      String path, List<? extends Measure> measures, Function<Measured, @Nullable Object> value) {
    return new Field(path, List.copyOf(measures), value, measured -> null);
  }

  /** A count of rows. */
  static Field count(String path, Measure.Count count) {
    return of(path, List.of(count), measured -> measured.sum(count));
  }
}
