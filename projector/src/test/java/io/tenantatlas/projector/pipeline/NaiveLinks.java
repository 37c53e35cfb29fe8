package io.tenantatlas.projector.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All edges of a tenant, recomputed from scratch from the payloads of its items by the definitions
 * in words. What several rows with one external id refer to is one item's.
 */
final class NaiveLinks {

  private static final int MOST_EDGES = 50;

  /** The edges as they are served, in that order. */
  final List<JsonNode> edges;

  /** What is said of each item beside its edges, by external id. */
  final Map<String, Item> items = new TreeMap<>();

  private final long tenant;
  private final List<NaiveRow> all;
  private final Map<String, List<NaiveRow>> rows = new TreeMap<>();
  private final List<Sorted> unsorted = new ArrayList<>();

  /** What is said of an item: each warning has the place that it is about for its reason. */
  record Item(int truncated, List<JsonNode> warnings) {}

  private record Sorted(NaiveRow row, String externalId, JsonNode edge) {}

  NaiveLinks(long tenant, List<NaiveRow> all) {
    this.tenant = tenant;
    this.all = all;
    for (NaiveRow row : all) {
      String id = row.text("external_id");
      if (id != null && id.codePoints().count() <= 255) {
        rows.computeIfAbsent(id, unseen -> new ArrayList<>()).add(row);
      }
    }
    rows.values().forEach(same -> same.sort(Comparator.comparing(NaiveRow::id)));
    rows.forEach(this::addItem);
    edges = sorted();
  }

  /** Whether they are those of these rows. */
  boolean areOf(List<NaiveRow> rowsNow) {
    return all.equals(rowsNow);
  }

  private void addItem(String externalId, List<NaiveRow> same) {
    List<NaivePayload.Edge> known = new ArrayList<>();
    List<JsonNode> warnings = new ArrayList<>();
    int truncated = 0;
    for (NaiveRow row : same) {
      NaivePayload payload = new NaivePayload(row.text("meta_jsonb"));
      truncated += payload.truncated;
      for (Map.Entry<NaivePayload.Edge, NaivePayload.Said> edge : payload.edges.entrySet()) {
        if (known.contains(edge.getKey())) {
          continue;
        }
        known.add(edge.getKey());
        if (known.size() <= MOST_EDGES) {
          JsonNode shown = edge(row, externalId, edge.getKey(), edge.getValue());
          unsorted.add(new Sorted(row, externalId, shown));
        } else {
          truncated++;
        }
      }
      payload.warnings.forEach(warned -> warnings.add(warning(externalId, warned)));
    }
    items.put(externalId, new Item(truncated, warnings));
  }

  private JsonNode edge(
      NaiveRow row, String externalId, NaivePayload.Edge edge, NaivePayload.Said said) {
    boolean foundation = !edge.foundation().isEmpty();
    List<NaiveRow> target = foundation ? null : rows.get(edge.id());
    ObjectNode json = NaiveJson.object();
    json.put("tenant_id", tenant);
    json.put("source_type", "inventory_item");
    json.put("source_id", externalId);
    json.put("target_type", type(foundation, target));
    json.put("target_id", foundation || target != null ? edge.id() : null);
    json.put("relationship_type", edge.relationship());
    ObjectNode metadata = json.putObject("metadata");
    metadata.put(
        "last_known_name", target == null ? said.name() : target.getFirst().text("display_name"));
    metadata.put("raw_ref", said.rawRef());
    if (foundation) {
      metadata.put("foundation_type", edge.foundation());
    }
    if (said.filterMode() != null) {
      metadata.put("filter_mode", said.filterMode());
    }
    NaiveJson.putInstant(json, "created_at", row.instant("created_at"));
    NaiveJson.putInstant(json, "updated_at", row.instant("updated_at"));
    return json;
  }

  private static String type(boolean foundation, @Nullable List<NaiveRow> target) {
    if (foundation) {
      return "foundation_object";
    }
    return target == null ? "missing" : "inventory_item";
  }

  private static JsonNode warning(String externalId, NaivePayload.Warned warned) {
    return NaiveJson.object()
        .put("type", "unsupported_reference")
        .put("policy_id", externalId)
        .put("raw_ref", warned.rawRef())
        .put("reason", warned.place());
  }

  /** The newest first; the edges of one item stay in the payload's order. */
  private List<JsonNode> sorted() {
    Comparator<Sorted> newest =
        Comparator.comparing(
            sorted -> sorted.row().instant("created_at"),
            Comparator.nullsLast(Comparator.reverseOrder()));
    Comparator<Sorted> byId =
        Comparator.comparing(
            sorted -> sorted.externalId().codePoints().toArray(), NaiveLinks::compare);
    return unsorted.stream().sorted(newest.thenComparing(byId)).map(Sorted::edge).toList();
  }

  private static int compare(int[] one, int[] other) {
    for (int i = 0; i < Math.min(one.length, other.length); i++) {
      if (one[i] != other[i]) {
        return Integer.compare(one[i], other[i]);
      }
    }
    return Integer.compare(one.length, other.length);
  }
}
