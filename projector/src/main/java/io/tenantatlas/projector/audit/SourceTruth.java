package io.tenantatlas.projector.audit;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.projection.Measure;
import io.tenantatlas.projector.projection.Measures;
import io.tenantatlas.projector.projection.Projection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
   * The content of the tenant's documents at an instant.
   *
   * @param source its session's time zone must be UTC, as {@code timestamp} columns hold UTC
   */
  public Map<DocumentKind, Map<String, @Nullable Object>> documents(
      Connection source, long tenant, Instant asOf) throws SQLException {
    return projection.documents(sums(source, tenant, asOf), ranked(source, tenant), asOf);
  }

  /** The tenant's additive measures and the counters of its tallies, by name. */
  public Map<String, Long> sums(Connection source, long tenant, Instant asOf) throws SQLException {
    Map<String, Long> sums = new HashMap<>();
    for (SourceTable table : SourceTable.values()) {
      List<String> names =
          projection.measures().additive().entrySet().stream()
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
    for (Map.Entry<String, Measure.Tally> entry : projection.measures().tallies().entrySet()) {
      try (Statement statement = source.createStatement();
          ResultSet rows = statement.executeQuery(tallySql(entry.getValue(), tenant))) {
        while (rows.next()) {
          sums.put(Measures.counter(entry.getKey(), rows.getString(1)), rows.getLong(2));
        }
      }
    }
    return sums;
  }

  private String tallySql(Measure.Tally tally, long tenant) {
    return "select %1$s::text, count(*) from %2$s where %3$s = %4$s group by %1$s"
        .formatted(tally.column(), name(tally.table()), tally.table().tenantColumn(), tenant);
  }

  private String sumsSql(SourceTable table, List<String> names, long tenant, Instant asOf) {
    String aggregates =
        names.stream()
            .map(name -> aggregate(projection.measures().additive().get(name), asOf))
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
    for (Map.Entry<String, Measure.Ranking> entry : projection.measures().rankings().entrySet()) {
      Measure.Ranking ranking = entry.getValue();
      try (Statement statement = source.createStatement();
          ResultSet rows = statement.executeQuery(rankedSql(ranking, tenant))) {
        while (rows.next()) {
          ranked
              .computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
              .add(SourceImages.read(ranking.table(), rows));
        }
      }
    }
    return ranked;
  }

  private String rankedSql(Measure.Ranking ranking, long tenant) {
    SourceTable table = ranking.table();
    return "select %s from %s where %s = %s and %s order by %s desc nulls last, id desc limit %s"
        .formatted(
            SourceImages.columns(table),
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
}
