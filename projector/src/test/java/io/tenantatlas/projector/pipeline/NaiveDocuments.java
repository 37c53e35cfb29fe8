package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All documents that a source must have at one moment, recomputed from scratch by the definitions
 * in words. A document is given as what actors see, by the actor's scopes among those it depends
 * on; one that does not exist is empty.
 */
final class NaiveDocuments {

  static final String KPI = "kpi";
  static final String BADGE = "badge";
  static final String RECENT_OPERATIONS = "surface.recent-operations";
  static final String VERIFICATION = "surface.verification";
  static final String HEADLINE = "headline";

  /** The kinds of documents that a tenant has. */
  static final List<String> KINDS = List.of(KPI, BADGE, RECENT_OPERATIONS, VERIFICATION, HEADLINE);

  private final NaiveSource source;
  private final NaiveKpis kpis;
  private final NaiveSurfaces surfaces;

  /** Of documents that do not depend on time. */
  private final Map<List<Object>, Map<String, JsonNode>> known = new HashMap<>();

  /** Of the instant that was asked for last. */
  private final Map<Long, Map<String, JsonNode>> knownKpis = new HashMap<>();

  private final Map<Long, NaiveLinks> lastLinks;
  private final Map<Long, NaiveLinks> knownLinks = new HashMap<>();

  private @Nullable Instant kpisAsOf;

  /**
   * Of a source.
   *
   * @param lastLinks edges that were looked at last, by tenant; of the same rows they are the same
   */
  NaiveDocuments(NaiveSource source, Map<Long, NaiveLinks> lastLinks) {
    this.source = source;
    this.lastLinks = lastLinks;
    this.kpis = new NaiveKpis(source);
    this.surfaces = new NaiveSurfaces(source);
  }

  /** The tenant's document of a kind. */
  Map<String, JsonNode> ofTenant(String kind, long tenant, Instant asOf) {
    if (!source.exists(tenant)) {
      return Map.of();
    }
    return switch (kind) {
      case KPI -> kpis(tenant, asOf);
      case BADGE -> once(kind, tenant, () -> Map.of("", NaiveBadges.document(source, tenant)));
      case RECENT_OPERATIONS ->
          once(kind, tenant, () -> Map.of("", surfaces.recentOperations(tenant)));
      case VERIFICATION -> once(kind, tenant, () -> verification(tenant));
      case HEADLINE -> Map.of("", headline(tenant, asOf));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** What the tenant's items refer to. */
  NaiveLinks links(long tenant) {
    return knownLinks.computeIfAbsent(
        tenant,
        id -> {
          List<NaiveRow> items = source.rows(SourceTable.INVENTORY_ITEMS, id);
          NaiveLinks last = lastLinks.get(id);
          NaiveLinks links = last != null && last.areOf(items) ? last : new NaiveLinks(id, items);
          lastLinks.put(id, links);
          return links;
        });
  }

  private Map<String, JsonNode> kpis(long tenant, Instant asOf) {
    if (!asOf.equals(kpisAsOf)) {
      knownKpis.clear();
      kpisAsOf = asOf;
    }
    return knownKpis.computeIfAbsent(tenant, id -> Map.of("", kpis.document(id, asOf)));
  }

  private JsonNode headline(long tenant, Instant asOf) {
    JsonNode all = Objects.requireNonNull(kpis(tenant, asOf).get(""));
    NaiveRow row = source.row(SourceTable.TENANTS, tenant);
    ObjectNode headline = NaiveJson.object().put("name", row == null ? null : row.text("name"));
    headline.set(
        "status", NaiveBadges.badge("tenant.status", row == null ? null : row.text("status")));
    ObjectNode kpis = headline.putObject("kpis");
    kpis.set("high_findings", all.at("/dashboard/drift/open_findings/high"));
    kpis.set("open_findings", all.at("/dashboard/drift/open_findings/total"));
    kpis.set("drift_stale", all.at("/dashboard/drift/stale"));
    kpis.set("active_operations", all.at("/operations/active"));
    kpis.set("failed_7d", all.at("/operations/failed_7d"));
    kpis.set("partial_7d", all.at("/operations/partial_7d"));
    kpis.set("total_items", all.at("/inventory/total_items"));
    kpis.set("coverage_percent", all.at("/inventory/coverage_percent"));
    kpis.put("needs_attention", (long) all.at("/dashboard/needs_attention").size());
    return headline;
  }

  private Map<String, JsonNode> verification(long tenant) {
    Map<String, JsonNode> documents = new LinkedHashMap<>();
    for (String scopes : List.of("", NaiveSurfaces.START)) {
      documents.put(scopes, surfaces.verification(tenant, Set.of(scopes)));
    }
    return documents;
  }

  /**
   * What must be said of an onboarding session.
   *
   * @param workspace the session's workspace
   * @param tenant the session's tenant
   */
  record SessionDocument(
      @Nullable Long workspace, @Nullable Long tenant, Map<String, JsonNode> documents) {}

  /** What must be said of the session; null when it does not exist. */
  @Nullable SessionDocument ofSession(long id) {
    NaiveRow session = source.row(SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, id);
    return session == null
        ? null
        : new SessionDocument(
            session.number("workspace_id"),
            session.number("tenant_id"),
            once("onboarding", id, () -> onboarding(session)));
  }

  private Map<String, JsonNode> onboarding(NaiveRow session) {
    Map<String, JsonNode> documents = new LinkedHashMap<>();
    for (String scopes : List.of("", NaiveSurfaces.MONITOR)) {
      documents.put(scopes, surfaces.onboarding(session, Set.of(scopes)));
    }
    return documents;
  }

  /** Makes documents. */
  private interface Making {
    Map<String, JsonNode> documents();
  }

  private Map<String, JsonNode> once(String kind, long id, Making making) {
    return known.computeIfAbsent(List.of(kind, id), key -> making.documents());
  }
}
