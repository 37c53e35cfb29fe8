package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.badge.BadgeDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The projection of captured rows to documents: what a row contributes to its tenant's measures at
 * an instant, and the document that a tenant's measures make. Pure and immutable; safe for any
 * number of threads.
 *
 * <p>Measures are known by name, which is how they are stored: the path of the first value that
 * uses them.
 */
public final class Projection {

  /**
   * Changed whenever state or documents of an earlier release are no longer right although no
   * definition below differs, so that they are built anew.
   */
  private static final String FORMAT = "1";

  private final List<Kpi> kpis;
  private final String operationUrl;
  private final Map<String, Measure.Additive> additive = new LinkedHashMap<>();
  private final Map<String, Measure.Ranking> rankings = new LinkedHashMap<>();
  private final Map<SourceTable, Map<String, Measure>> byTable = new EnumMap<>(SourceTable.class);
  private final Map<SourceTable, Measure.Count> rowCounts = new EnumMap<>(SourceTable.class);

  /** The projection with these settings. */
  public Projection(KpiSettings settings) {
    this.kpis = Kpis.of(settings);
    this.operationUrl = settings.operationUrl();
    Map<Measure, String> names = new HashMap<>();
    for (Kpi kpi : kpis) {
      kpi.measures().forEach(measure -> name(measure, kpi.path(), names));
    }
    for (SourceTable table : SourceTable.values()) {
      Measure.Count count = new Measure.Count(table, Condition.always(), null);
      rowCounts.put(table, count);
      name(count, "rows." + table.tableName(), names);
    }
  }

  private void name(Measure measure, String path, Map<Measure, String> names) {
    if (names.containsKey(measure)) {
      return;
    }
    String name = path;
    for (int i = 2; names.containsValue(name); i++) {
      name = path + "#" + i;
    }
    names.put(measure, name);
    byTable.computeIfAbsent(measure.table(), table -> new LinkedHashMap<>()).put(name, measure);
    switch (measure) {
      case Measure.Additive sum -> additive.put(name, sum);
      case Measure.Ranking ranking -> rankings.put(name, ranking);
    }
  }

  /** The values of the document, in its order. */
  public List<Kpi> kpis() {
    return kpis;
  }

  /** All additive measures by name. */
  public Map<String, Measure.Additive> additive() {
    return additive;
  }

  /** All rankings by name. */
  public Map<String, Measure.Ranking> rankings() {
    return rankings;
  }

  /**
   * Identifies the definitions and the form of the state made by them: state made by other
   * definitions must be built anew from the change log.
   */
  public String fingerprint() {
    List<String> parts = new ArrayList<>(List.of(FORMAT, operationUrl));
    kpis.forEach(kpi -> parts.add(kpi.path() + "=" + kpi.measures()));
    additive.forEach((name, measure) -> parts.add(name + "=" + measure));
    rankings.forEach((name, measure) -> parts.add(name + "=" + measure));
    for (SourceTable table : SourceTable.values()) {
      parts.add(table.tableName() + "=" + table.keptColumns());
    }
    for (BadgeDomain domain : BadgeDomain.values()) {
      parts.add(domain.domainName() + "=" + domain.badges());
    }
    return "%08x-%d".formatted(parts.hashCode(), parts.size());
  }

  /**
   * What the row contributes to its tenant at the instant; nothing when it belongs to no tenant.
   */
  public Contribution contribution(@Nullable RowImage row, Instant asOf) {
    if (row == null || row.tenantId() == null) {
      return Contribution.NONE;
    }
    Map<String, Long> sums = new HashMap<>();
    Map<String, @Nullable Instant> ranks = new HashMap<>();
    Instant nextEdge = null;
    for (Map.Entry<String, Measure> entry :
        byTable.getOrDefault(row.key().table(), Map.of()).entrySet()) {
      switch (entry.getValue()) {
        case Measure.Additive measure -> {
          if (measure.counts(row, asOf)) {
            sums.put(entry.getKey(), measure.amount(row));
            nextEdge = earlier(nextEdge, edge(measure, row));
          }
        }
        case Measure.Ranking ranking -> {
          if (ranking.where().test(row)) {
            ranks.put(entry.getKey(), row.instant(ranking.by()));
          }
        }
      }
    }
    return new Contribution(sums, ranks, nextEdge);
  }

  private static @Nullable Instant edge(Measure.Additive measure, RowImage row) {
    Duration window = measure.window();
    Instant createdAt = window == null ? null : row.instant(Measure.CREATED_AT);
    return createdAt == null || window == null ? null : createdAt.plus(window);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  /**
   * Whether a tenant has documents: its tenants row is there, or other rows of it are and its
   * tenants row was not deleted ({@code removed}).
   */
  public boolean hasDocuments(Map<String, Long> sums, boolean removed) {
    Measured measured = measured(sums, Map.of(), Instant.EPOCH);
    if (tenantPresent(measured)) {
      return true;
    }
    return !removed && rowCounts.values().stream().anyMatch(count -> measured.sum(count) > 0);
  }

  private boolean tenantPresent(Measured measured) {
    return measured.sum(Objects.requireNonNull(rowCounts.get(SourceTable.TENANTS))) > 0;
  }

  /**
   * The document's content: nested maps in the document's order.
   *
   * @param sums the tenant's additive measures by name; absent ones are 0
   * @param ranked the first rows of its rankings by name
   */
  public Map<String, @Nullable Object> document(
      Map<String, Long> sums, Map<String, List<RowImage>> ranked, Instant asOf) {
    Measured measured = measured(sums, ranked, asOf);
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    for (Kpi kpi : kpis) {
      put(document, kpi.path(), kpi.value().apply(measured));
    }
    return document;
  }

  /**
   * The instant after which the document changes although no row's contribution does; null for
   * never.
   */
  public @Nullable Instant deadline(Map<String, List<RowImage>> ranked, Instant asOf) {
    Measured measured = measured(Map.of(), ranked, asOf);
    Instant first = null;
    for (Kpi kpi : kpis) {
      Instant deadline = kpi.deadline().apply(measured);
      if (deadline != null && !asOf.isAfter(deadline)) {
        first = earlier(first, deadline);
      }
    }
    return first;
  }

  private Measured measured(
      Map<String, Long> sums, Map<String, List<RowImage>> ranked, Instant asOf) {
    Map<Measure.Additive, Long> bySum = new HashMap<>();
    additive.forEach((name, measure) -> bySum.put(measure, sums.getOrDefault(name, 0L)));
    Map<Measure.Ranking, List<RowImage>> byRanking = new HashMap<>();
    rankings.forEach(
        (name, ranking) -> byRanking.put(ranking, ranked.getOrDefault(name, List.of())));
    return new Measured(bySum, byRanking, asOf);
  }

  @SuppressWarnings("unchecked")
  private static void put(
      Map<String, @Nullable Object> document, String path, @Nullable Object value) {
    String[] names = path.split("\\.", -1);
    Map<String, @Nullable Object> at = document;
    for (int i = 0; i < names.length - 1; i++) {
      at =
          (Map<String, @Nullable Object>)
              Objects.requireNonNull(at.computeIfAbsent(names[i], name -> new LinkedHashMap<>()));
    }
    at.put(names[names.length - 1], value);
  }
}
