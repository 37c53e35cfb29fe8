package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A predicate over one row, as data: it can be evaluated on a row image and written as SQL, and
 * both mean the same. NULL satisfies nothing but {@link NoneOf}.
 */
public sealed interface Condition {

  /** Whether the row satisfies this condition. */
  boolean test(RowImage row);

  /** The same condition as an SQL expression over the source table's columns. */
  String sql();

  /** Every row. */
  static Condition always() {
    return new All(List.of());
  }

  /** The text column has one of these values. */
  static Condition in(String column, String... values) {
    return new AnyOf(column, List.of(values));
  }

  /** The text column has one of these values. */
  static Condition in(String column, List<String> values) {
    return new AnyOf(column, List.copyOf(values));
  }

  /** The text column has another value than these, or none. */
  static Condition notIn(String column, String... values) {
    return new NoneOf(column, List.of(values));
  }

  /** All of these conditions hold. */
  static Condition all(Condition... conditions) {
    return new All(Arrays.asList(conditions));
  }

  /** {@code column IN (values)}. */
  record AnyOf(String column, List<String> values) implements Condition {
    @Override
    public boolean test(RowImage row) {
      String value = row.text(column);
      return value != null && values.contains(value);
    }

    @Override
    public String sql() {
      return values.isEmpty() ? "false" : "%s in (%s)".formatted(column, literals(values));
    }
  }

  /** {@code column IS NULL OR column NOT IN (values)}. */
  record NoneOf(String column, List<String> values) implements Condition {
    @Override
    public boolean test(RowImage row) {
      @Nullable String value = row.text(column);
      return value == null || !values.contains(value);
    }

    @Override
    public String sql() {
      return "(%1$s is null or %1$s not in (%2$s))".formatted(column, literals(values));
    }
  }

  /** Both timestamps are set and {@code later >= earlier}. */
  record InOrder(String earlier, String later) implements Condition {
    @Override
    public boolean test(RowImage row) {
      Instant from = row.instant(earlier);
      Instant to = row.instant(later);
      return from != null && to != null && !to.isBefore(from);
    }

    @Override
    public String sql() {
      return "%s >= %s".formatted(later, earlier);
    }
  }

  /** The timestamp is set. */
  record Present(String column) implements Condition {
    @Override
    public boolean test(RowImage row) {
      return row.instant(column) != null;
    }

    @Override
    public String sql() {
      return "%s is not null".formatted(column);
    }
  }

  /** The conjunction; of nothing, it is true. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean test(RowImage row) {
      for (Condition condition : conditions) {
        if (!condition.test(row)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String sql() {
      return conditions.isEmpty()
          ? "true"
          : conditions.stream().map(Condition::sql).collect(Collectors.joining(" and "));
    }
  }

  private static String literals(List<String> values) {
    return values.stream()
        .map(value -> "'" + value.replace("'", "''") + "'")
        .collect(Collectors.joining(", "));
  }
}
