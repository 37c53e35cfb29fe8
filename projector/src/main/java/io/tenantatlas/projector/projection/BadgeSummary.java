package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Measure.Ranking;
import io.tenantatlas.projector.projection.Measure.Tally;
import io.tenantatlas.projector.projection.badge.BadgeDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The badge document's definition, derived from the catalog: the tenant's own badges, those of the
 * latest row of each table, and how many rows have each value. A domain {@code finding.severity} is
 * about the column {@code severity} of the table {@code findings}.
 */
final class BadgeSummary {

  /** By code point, as PostgreSQL's collation "C" does; null last. */
  private static final Comparator<@Nullable String> BY_VALUE =
      Comparator.nullsLast((one, other) -> Arrays.compare(codePoints(one), codePoints(other)));

  private BadgeSummary() {}

  /** The document of kind {@code badge}. */
  static DocumentDefinition definition() {
    List<Field> fields = new ArrayList<>();
    byTable()
        .forEach(
            (table, domains) -> {
              if (table == SourceTable.TENANTS) {
                fields.addAll(tenant(domains));
              } else {
                fields.add(latest(table, domains));
              }
            });
    fields.add(counts());
    return new DocumentDefinition(DocumentKind.BADGE, fields);
  }

  private static Map<SourceTable, List<BadgeDomain>> byTable() {
    Map<SourceTable, List<BadgeDomain>> domains = new LinkedHashMap<>();
    for (BadgeDomain domain : BadgeDomain.values()) {
      domains.computeIfAbsent(table(domain), table -> new ArrayList<>()).add(domain);
    }
    return domains;
  }

  private static SourceTable table(BadgeDomain domain) {
    return SourceTable.byName(domain.entity() + "s")
        .orElseThrow(() -> new IllegalStateException(domain.domainName() + " has no table"));
  }

  private static List<Field> tenant(List<BadgeDomain> domains) {
    Ranking tenant = first(SourceTable.TENANTS);
    return domains.stream()
        .map(
            domain ->
                Field.of(
                    "tenant." + domain.attribute(),
                    List.of(tenant),
                    measured -> badge(domain, measured.first(tenant))))
        .toList();
  }

  private static Field latest(SourceTable table, List<BadgeDomain> domains) {
    Ranking latest = first(table);
    return Field.of(
        "latest." + domains.getFirst().entity(),
        List.of(latest),
        measured -> row(domains, measured.first(latest)));
  }

  private static Ranking first(SourceTable table) {
    return new Ranking(table, Condition.always(), "created_at", 1);
  }

  private static @Nullable Object row(List<BadgeDomain> domains, @Nullable RowImage row) {
    if (row == null) {
      return null;
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", row.key().id());
    shown.put("at", row.instant("created_at"));
    domains.forEach(domain -> shown.put(domain.attribute(), badge(domain, row)));
    return shown;
  }

  /** Of a row; the badge of null without one. */
  static Map<String, @Nullable Object> badge(BadgeDomain domain, @Nullable RowImage row) {
    return domain.shown(row == null ? null : tally(domain).value(row));
  }

  private static Field counts() {
    List<BadgeDomain> domains =
        Arrays.stream(BadgeDomain.values())
            .sorted(Comparator.comparing(BadgeDomain::domainName))
            .toList();
    Map<BadgeDomain, Tally> tallies = new LinkedHashMap<>();
    domains.forEach(domain -> tallies.put(domain, tally(domain)));
    return Field.of("counts", List.copyOf(tallies.values()), measured -> counts(tallies, measured));
  }

  private static Tally tally(BadgeDomain domain) {
    return new Tally(table(domain), domain.attribute());
  }

  private static List<Map<String, @Nullable Object>> counts(
      Map<BadgeDomain, Tally> tallies, Measured measured) {
    List<Map<String, @Nullable Object>> counts = new ArrayList<>();
    tallies.forEach(
        (domain, tally) ->
            measured.tally(tally).entrySet().stream()
                .sorted(Map.Entry.comparingByKey(BY_VALUE))
                .forEach(entry -> counts.add(count(domain, entry.getKey(), entry.getValue()))));
    return counts;
  }

  private static Map<String, @Nullable Object> count(
      BadgeDomain domain, @Nullable String value, long rows) {
    Map<String, @Nullable Object> count = new LinkedHashMap<>();
    count.put("domain", domain.domainName());
    count.put("value", value);
    count.put("count", rows);
    count.put("badge", domain.shown(value));
    return count;
  }

  private static int[] codePoints(String text) {
    return text.codePoints().toArray();
  }
}
