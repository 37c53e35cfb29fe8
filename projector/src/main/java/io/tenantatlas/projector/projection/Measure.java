package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something measured over a tenant's rows of one table that satisfy a condition. Measures are data:
 * the incremental contribution of a row ({@link Projection}) and the SQL that computes the truth on
 * the source are both derived from them. Two equal measures are one.
 */
public sealed interface Measure {

  /** The table whose rows are measured. */
  SourceTable table();

  /** Which of its rows take part. */
  Condition where();

  /** A measure that rows add to. */
  sealed interface Additive extends Measure {

    /** The sliding window over {@code created_at}; null when there is none. */
    @Nullable Duration window();

    /** What a row that takes part adds. */
    long amount(RowImage row);

    /** The same over all rows of a group, as an SQL aggregate. */
    String aggregate();

    /**
     * Whether the row counts at the instant: the condition holds and the row is inside the window,
     * {@code created_at >= asOf - window}.
     */
    default boolean counts(RowImage row, Instant asOf) {
      return where().test(row) && inside(row, asOf);
    }

    private boolean inside(RowImage row, Instant asOf) {
      Duration length = window();
      if (length == null) {
        return true;
      }
      Instant createdAt = row.instant(CREATED_AT);
      return createdAt != null && !createdAt.isBefore(asOf.minus(length));
    }
  }

  /** The number of rows. */
  record Count(SourceTable table, Condition where, @Nullable Duration window) implements Additive {
    @Override
    public long amount(RowImage row) {
      return 1;
    }

    @Override
    public String aggregate() {
      return "count(*)";
    }
  }

  /**
   * The sum of {@code to - from} in microseconds; the condition must make sure that both are set.
   */
  record DurationSum(
      SourceTable table, Condition where, @Nullable Duration window, String from, String to)
      implements Additive {
    @Override
    public long amount(RowImage row) {
      Instant start = row.instant(from);
      Instant end = row.instant(to);
      if (start == null || end == null) {
        throw new IllegalStateException("%s or %s is not set".formatted(from, to));
      }
      return ChronoUnit.MICROS.between(start, end);
    }

    @Override
    public String aggregate() {
      return "sum((extract(epoch from (%s - %s)) * 1000000)::bigint)".formatted(to, from);
    }
  }

  /** The number of rows for each value of a column, over all rows; NULL is a value of its own. */
  record Tally(SourceTable table, String column) implements Measure {
    @Override
    public Condition where() {
      return Condition.always();
    }

    /** The value a row counts for, as text. */
    public @Nullable String value(RowImage row) {
      Object value = row.values().get(column);
      return value == null ? null : value.toString();
    }
  }

  /** The first {@code limit} rows by {@code (by desc nulls last, id desc)}. */
  record Ranking(SourceTable table, Condition where, String by, int limit) implements Measure {

    /** The same order, whatever the limit: rankings of one order are kept once. */
    Ranking unlimited() {
      return new Ranking(table, where, by, Integer.MAX_VALUE);
    }
  }

  /** The column that windows are laid over. */
  String CREATED_AT = "created_at";
}
