package io.tenantatlas.standalone.workload;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with its parameters.
 *
 * @param parameters in the order of the question marks; an {@link java.time.Instant} becomes what
 *     the source schema keeps of it
 */
record SqlCommand(String sql, List<@Nullable Object> parameters) {
  static SqlCommand of(String sql, @Nullable Object... parameters) {
    return new SqlCommand(
        sql,
        Collections.<@Nullable Object>unmodifiableList(
            Arrays.<@Nullable Object>asList(parameters)));
  }
}
