package io.tenantatlas.projector.audit;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows' images as SQL on the source says them: what is kept of each column, also of JSON columns
 * ({@code json} or {@code jsonb}), found by PostgreSQL's own operators; references are left out.
 */
final class SourceImages {

  private SourceImages() {}

  /** What must be selected of a table so that its rows can be read. */
  static String columns(SourceTable table) {
    Stream<String> kept =
        table.columns().stream()
            .flatMap(
                column ->
                    column.type() == Column.Type.JSON
                        ? column.members().stream().map(member -> member(column, member))
                        : Stream.of(quoted(column.name())));
    return Stream.concat(Stream.of(SourceTable.ID), kept).collect(Collectors.joining(", "));
  }

  private static String member(Column column, Column.Member member) {
    String json = "(%s -> '%s')::text".formatted(quoted(column.name()), member.name());
    String text = "(%s ->> '%s')".formatted(quoted(column.name()), member.name());
    String value =
        switch (member.type()) {
          case JSON -> "nullif(%s, 'null')".formatted(json);
          case INTEGER -> wholeNumber(json, text);
          case TEXT, BOOLEAN, INSTANT ->
              throw new IllegalStateException("members are kept as JSON or as whole numbers");
        };
    return "%s as %s".formatted(value, quoted(column.kept(member).name()));
  }

  /** Nested, since an AND may be evaluated in any order, and a cast that fails is an error. */
  private static String wholeNumber(String json, String text) {
    return """
        case when %1$s ~ '^-?[0-9]{1,19}$' then
          case when %1$s::numeric between -9223372036854775808 and 9223372036854775807
            then %1$s::bigint end
        when %1$s like '"%%' then
          case when %2$s ~ '^-?[0-9]{1,18}$' then %2$s::bigint end
        end"""
        .formatted(json, text);
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  /** The image of the row at the cursor, which has {@link #columns}. */
  static RowImage read(SourceTable table, ResultSet row) throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      for (Column.Kept kept : column.references() ? List.<Column.Kept>of() : column.kept()) {
        values.put(kept.name(), value(kept, row));
      }
    }
    return new RowImage(new RowKey(table, row.getLong(SourceTable.ID)), values);
  }

  private static @Nullable Object value(Column.Kept column, ResultSet row) throws SQLException {
    String name = column.name();
    Object value =
        switch (column.type()) {
          case INTEGER -> row.getLong(name);
          case BOOLEAN -> row.getBoolean(name);
          case INSTANT -> instant(row, name);
          case TEXT, JSON -> row.getString(name);
        };
    return row.wasNull() ? null : value;
  }

  /** A {@code timestamp} is read as UTC, whatever the JVM's time zone is. */
  private static @Nullable Instant instant(ResultSet row, String name) throws SQLException {
    Object value = row.getObject(name);
    if (value == null) {
      return null;
    }
    boolean zoned = row.getMetaData().getColumnTypeName(row.findColumn(name)).equals("timestamptz");
    return zoned
        ? row.getObject(name, OffsetDateTime.class).toInstant()
        : row.getObject(name, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }
}
