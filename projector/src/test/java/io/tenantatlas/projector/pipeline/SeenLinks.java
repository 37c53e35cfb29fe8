package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.pipeline.SeenDocuments.require;

import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.StoredLink;
import io.tenantatlas.projector.store.StoredSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The edges of tenants as they were last seen. Whenever they are looked at again, they must be
 * those that the source has.
 */
final class SeenLinks {

  private final InMemoryReadModel stored;
  private final Map<Long, Seen> seen = new HashMap<>();
  private final Map<Long, Verified> verified = new HashMap<>();

  private record Seen(List<StoredLink> links, List<StoredSource> sources) {
    private static final Seen NOTHING = new Seen(List.of(), List.of());
  }

  /** What has been found to be what was expected. */
  private record Verified(Seen seen, NaiveLinks expected) {}

  SeenLinks(InMemoryReadModel stored) {
    this.stored = stored;
  }

  /**
   * Looks at the tenant's edges.
   *
   * @param source the source as it must be shown; null when edges must not have changed
   */
  void checkTenant(long tenant, @Nullable NaiveDocuments source) {
    Seen now = new Seen(stored.links(tenant), stored.linkSources(tenant));
    if (source == null) {
      Seen before = seen.getOrDefault(tenant, Seen.NOTHING);
      require(before.equals(now), "while nothing may change, edges of " + tenant, before, now);
    } else {
      check(tenant, now, source.links(tenant));
    }
    seen.put(tenant, now);
  }

  private void check(long tenant, Seen now, NaiveLinks expected) {
    Verified all = new Verified(now, expected);
    if (all.equals(verified.get(tenant))) {
      return;
    }
    List<JsonNode> edges = now.links().stream().map(SeenLinks::served).toList();
    require(
        expected.edges.equals(edges),
        String.format(Locale.ROOT, "edges of %d, those that the other has not, or all", tenant),
        difference(expected.edges, edges),
        difference(edges, expected.edges));
    Map<String, NaiveLinks.Item> items = new HashMap<>();
    for (StoredSource source : now.sources()) {
      items.put(source.key().externalId(), item(source));
    }
    require(expected.items.equals(items), "items of " + tenant, expected.items, items);
    require(items.size() == now.sources().size(), "items once", items, now.sources());
    verified.put(tenant, all);
  }

  /** What the other has not; all when it has the same in another order. */
  private static List<JsonNode> difference(List<JsonNode> edges, List<JsonNode> other) {
    List<JsonNode> difference = edges.stream().filter(edge -> !other.contains(edge)).toList();
    return Set.copyOf(edges).equals(Set.copyOf(other)) ? edges : difference;
  }

  private static NaiveLinks.Item item(StoredSource source) {
    List<JsonNode> warnings = new ArrayList<>();
    for (JsonNode warning : NaiveJson.MAPPER.readTree(source.warnings())) {
      String reason = warning.path("reason").asString();
      warnings.add(((ObjectNode) warning).put("reason", reason.split(": expected ", 2)[0]));
    }
    return new NaiveLinks.Item(source.truncatedEdges(), warnings);
  }

  /** The edge as the read model's view writes it. */
  private static JsonNode served(StoredLink link) {
    boolean missing = link.targetType().equals(StoredLink.MISSING);
    ObjectNode json =
        NaiveJson.object()
            .put("tenant_id", link.source().tenantId())
            .put("source_type", "inventory_item")
            .put("source_id", link.source().externalId())
            .put("target_type", link.targetType())
            .put("target_id", missing ? null : link.reference())
            .put("relationship_type", link.relationshipType());
    ObjectNode metadata =
        json.putObject("metadata")
            .put("last_known_name", link.lastKnownName())
            .put("raw_ref", link.rawRef());
    if (link.foundationType() != null) {
      metadata.put("foundation_type", link.foundationType());
    }
    if (link.filterMode() != null) {
      metadata.put("filter_mode", link.filterMode());
    }
    NaiveJson.putInstant(json, "created_at", link.createdAt());
    NaiveJson.putInstant(json, "updated_at", link.updatedAt());
    return json;
  }
}
