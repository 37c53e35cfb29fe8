package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.badge.BadgeDomain;
import io.tenantatlas.projector.projection.link.PayloadReferences;
import io.tenantatlas.projector.projection.surface.Registry;
import io.tenantatlas.projector.projection.surface.Situation;
import io.tenantatlas.projector.projection.surface.SurfaceContent;
import io.tenantatlas.projector.projection.surface.Surfaces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The projection of captured rows to documents: what a row contributes to its tenant's measures at
 * an instant, and the documents that a tenant's measures make. Pure and immutable; safe for any
 * number of threads.
 */
public final class Projection {

  /**
   * Changed whenever state or documents of an earlier release are no longer right although no
   * definition below differs, so that they are built anew.
   */
  private static final String FORMAT = "2";

  private final ProjectionSettings settings;
  private final Surfaces surfaces;
  private final Measure.Ranking verifications;
  private final List<DocumentDefinition> definitions;
  private final Measures measures;

  /** The projection with these settings. */
  public Projection(ProjectionSettings settings) {
    this.settings = settings;
    this.surfaces = new Surfaces(settings.links(), settings.maxReportBytes());
    TenantSurfaces tenantSurfaces = new TenantSurfaces(settings, surfaces);
    this.verifications = tenantSurfaces.verifications();
    List<DocumentDefinition> all = new ArrayList<>();
    DocumentDefinition kpis = Kpis.definition(settings);
    all.add(kpis);
    all.add(BadgeSummary.definition());
    all.add(Headline.definition(kpis));
    all.addAll(tenantSurfaces.definitions());
    this.definitions = List.copyOf(all);
    this.measures = new Measures(definitions);
  }

  /** The measures that are kept, by name. */
  public Measures measures() {
    return measures;
  }

  /**
   * Identifies the definitions and the form of the state made by them: state made by other
   * definitions must be built anew from the change log.
   */
  public String fingerprint() {
    List<String> parts = new ArrayList<>();
    parts.add(FORMAT);
    parts.add(settings.links().toString());
    parts.add(Long.toString(settings.maxReportBytes()));
    for (DocumentDefinition definition : definitions) {
      definition
          .fields()
          .forEach(field -> parts.add(definition.kind() + field.path() + field.measures()));
    }
    parts.addAll(measures.described());
    for (SourceTable table : SourceTable.values()) {
      parts.add(table.tableName() + table.keptColumns());
    }
    parts.addAll(PayloadReferences.declared());
    parts.add(BadgeDomain.catalog().toString());
    parts.add(Registry.shown(surfaces).toString());
    return String.format(Locale.ROOT, "%08x-%d", parts.hashCode(), parts.size());
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
    for (Map.Entry<String, Measure> entry : measures.of(row.key().table()).entrySet()) {
      switch (entry.getValue()) {
        case Measure.Additive measure -> {
          if (measure.counts(row, asOf)) {
            sums.put(entry.getKey(), measure.amount(row));
            nextEdge = earlier(nextEdge, edge(measure, row));
          }
        }
        case Measure.Tally tally ->
            sums.put(Measures.counter(entry.getKey(), tally.value(row)), 1L);
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
    if (measures.rowCount(SourceTable.TENANTS, sums) > 0) {
      return true;
    }
    for (SourceTable table : SourceTable.values()) {
      if (!removed && measures.rowCount(table, sums) > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * A tenant's documents: of each kind, nested maps in the document's order.
   *
   * @param sums the tenant's additive measures by name; absent ones are 0
   * @param ranked the first rows of its rankings by name
   */
  public Map<DocumentKind, Map<String, @Nullable Object>> documents(
      Map<String, Long> sums, Map<String, List<RowImage>> ranked, Instant asOf) {
    Measured measured = measures.measured(sums, ranked, asOf);
    Map<DocumentKind, Map<String, @Nullable Object>> documents = new EnumMap<>(DocumentKind.class);
    for (DocumentDefinition definition : definitions) {
      documents.put(definition.kind(), definition.content(measured));
    }
    return documents;
  }

  /**
   * The instant after which a document changes although no row's contribution does; null for never.
   */
  public @Nullable Instant deadline(Map<String, List<RowImage>> ranked, Instant asOf) {
    Measured measured = measures.measured(Map.of(), ranked, asOf);
    Instant first = null;
    for (DocumentDefinition definition : definitions) {
      first = earlier(first, definition.deadline(measured));
    }
    return first;
  }

  /** The name of the ranking of the runs that verify a tenant. */
  public String verificationRanking() {
    return measures.nameOf(verifications);
  }

  /**
   * An onboarding session's document: nested maps in its order.
   *
   * @param session the session
   * @param tenant its tenants row; null when it is not there
   * @param run the run that it refers to; null when it is not there
   * @param previous the verification of the same tenant before that; null when there is none
   */
  public Map<String, @Nullable Object> onboarding(
      RowImage session,
      @Nullable RowImage tenant,
      @Nullable RowImage run,
      @Nullable RowImage previous) {
    return SurfaceContent.of(
        surfaces.onboardingVerification(),
        Situation.ofSession(session, tenant, run, previous),
        settings.links());
  }

  /** What is the same for all tenants, by name: the badge catalog and the registry of surfaces. */
  public Map<String, Map<String, @Nullable Object>> references() {
    Map<String, Map<String, @Nullable Object>> references = new HashMap<>();
    references.put("badges", BadgeDomain.catalog());
    references.put("surfaces", Registry.shown(surfaces));
    return references;
  }
}
