package io.tenantatlas.projector.audit;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Measure;
import io.tenantatlas.projector.projection.Projection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What SQL on the source says of a tenant: the same measures the projection keeps, computed from
 * nothing but the source's rows. The statements are derived from the measures' definitions, so a
 * KPI has one definition and two independent evaluations.
 *
 * <p>Reads only. For a result of one moment, call it inside a REPEATABLE READ transaction.
 */
public final class SourceTruth {

  private final Projection projection;
  private final String schema;

  /** The truth of a projection on the tables of a schema. */
  public SourceTruth(Projection projection, String schema) {
    this.projection = projection;
    this.schema = schema;
  }

  /**
   * The tenant's document content at an instant.
   *
   * @param source its session's time zone must be UTC, as {@code timestamp} columns hold UTC
   */
  public Map<String, @Nullable Object> document(Connection source, long tenant, Instant asOf)
      throws SQLException {
    return projection.document(sums(source, tenant, asOf), ranked(source, tenant), asOf);
  }

  /** The tenant's additive measures by name. */
  public Map<String, Long> sums(Connection source, long tenant, Instant asOf) throws SQLException {
    Map<String, Long> sums = new HashMap<>();
    for (SourceTable table : SourceTable.values()) {
      List<String> names =
          projection.additive().entrySet().stream()
              .filter(entry -> entry.getValue().table() == table)
              .map(Map.Entry::getKey)
              .toList();
      try (Statement statement = source.createStatement();
          ResultSet row = statement.executeQuery(sumsSql(table, names, tenant, asOf))) {
        row.next();
        for (int i = 0; i < names.size(); i++) {
          sums.put(names.get(i), row.getLong(i + 1));
        }
      }
    }
    return sums;
  }

  private String sumsSql(SourceTable table, List<String> names, long tenant, Instant asOf) {
    String aggregates =
        names.stream()
            .map(name -> aggregate(projection.additive().get(name), asOf))
            .collect(Collectors.joining(",\n  "));
    return "select\n  %s\nfrom %s where %s = %s"
        .formatted(aggregates, name(table), table.tenantColumn(), tenant);
  }

  private static String aggregate(Measure.@Nullable Additive measure, Instant asOf) {
    if (measure == null) {
      throw new IllegalArgumentException("not a measure of this projection");
    }
    Duration window = measure.window();
    String inside =
        window == null
            ? ""
            : " and %s >= timestamptz '%s'".formatted(Measure.CREATED_AT, asOf.minus(window));
    return "coalesce(%s filter (where %s%s), 0)"
        .formatted(measure.aggregate(), measure.where().sql(), inside);
  }

  /** The first rows of the tenant's rankings, by name; empty rankings are absent. */
  public Map<String, List<RowImage>> ranked(Connection source, long tenant) throws SQLException {
    Map<String, List<RowImage>> ranked = new HashMap<>();
    for (Map.Entry<String, Measure.Ranking> entry : projection.rankings().entrySet()) {
      Measure.Ranking ranking = entry.getValue();
      try (Statement statement = source.createStatement();
          ResultSet rows = statement.executeQuery(rankedSql(ranking, tenant))) {
        while (rows.next()) {
          ranked
              .computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
              .add(image(ranking.table(), rows));
        }
      }
    }
    return ranked;
  }

  private String rankedSql(Measure.Ranking ranking, long tenant) {
    SourceTable table = ranking.table();
    return "select * from %s where %s = %s and %s order by %s desc nulls last, id desc limit %s"
        .formatted(
            name(table),
            table.tenantColumn(),
            tenant,
            ranking.where().sql(),
            ranking.by(),
            ranking.limit());
  }

  private String name(SourceTable table) {
    return "\"%s\".\"%s\"".formatted(schema, table.tableName());
  }

  private static RowImage image(SourceTable table, ResultSet row) throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column column : table.keptColumns()) {
      values.put(column.name(), value(column, row));
    }
    return new RowImage(new RowKey(table, row.getLong(SourceTable.ID)), values);
  }

  private static @Nullable Object value(Column column, ResultSet row) throws SQLException {
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
