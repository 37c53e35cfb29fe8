package io.tenantatlas.standalone.e2e;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the source's items say of links, all of them computed anew: every item's answer, every
 * foundation object's, and every edge. Sharing nothing with the product.
 */
final class LinkTruth {

  private static final int MOST = 50;

  private static final String ITEMS =
      """
      select id, tenant_id, external_id, display_name, meta_jsonb::text as payload,
             extract(epoch from created_at) as created, iso(created_at) as created_at, iso(updated_at) as updated_at
      from inventory_items where length(external_id) <= 255 order by id
      """;

  private static final Comparator<Edge> NEWEST_FIRST =
      Comparator.comparing(
              Edge::created, Comparator.nullsLast(Comparator.<BigDecimal>reverseOrder()))
          .thenComparing(Edge::source)
          .thenComparing(Edge::place);

  /** By tenant and external id; in order of their ids. */
  private final Map<Long, Map<String, List<Row>>> items = new TreeMap<>();

  private final Map<Long, List<Edge>> edges = new TreeMap<>();

  /** A row of the source's items. */
  private record Row(
      @Nullable String name,
      PayloadTruth payload,
      @Nullable BigDecimal created,
      @Nullable String createdAt,
      @Nullable String updatedAt) {}

  private record Edge(
      String source,
      int place,
      @Nullable BigDecimal created,
      PayloadTruth.Reference reference,
      ObjectNode json) {}

  /** A group, filter, scope tag or category. */
  record Foundation(String type, String id) {}

  /** Reads all items. */
  LinkTruth(Connection source) throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet row = statement.executeQuery(new TruthQueries(source).qualified(ITEMS))) {
      while (row.next()) {
        String payload = row.getString("payload");
        items
            .computeIfAbsent(row.getLong("tenant_id"), tenant -> new TreeMap<>())
            .computeIfAbsent(row.getString("external_id"), item -> new ArrayList<>())
            .add(
                new Row(
                    row.getString("display_name"),
                    new PayloadTruth(payload == null ? null : Json.read(payload)),
                    row.getBigDecimal("created"),
                    row.getString("created_at"),
                    row.getString("updated_at")));
      }
    }
    items.forEach((tenant, ofTenant) -> edges.put(tenant, edges(tenant, ofTenant)));
  }

  /** What each row has too much, and what the rows have too much together. */
  private static int truncated(List<Row> rows) {
    long together =
        rows.stream()
            .flatMap(row -> row.payload.references().stream())
            .map(reference -> List.of(reference.relationship(), reference.id()))
            .distinct()
            .count();
    int each = rows.stream().mapToInt(row -> row.payload.truncated()).sum();
    return each + (int) Math.max(0, together - MOST);
  }

  private static List<Edge> edges(long tenant, Map<String, List<Row>> items) {
    List<Edge> edges = new ArrayList<>();
    items.forEach(
        (source, rows) -> {
          Set<List<String>> seen = new HashSet<>();
          for (Row row : rows) {
            for (PayloadTruth.Reference reference : row.payload.references()) {
              boolean isNew = seen.add(List.of(reference.relationship(), reference.id()));
              if (isNew && seen.size() <= MOST) {
                ObjectNode json = json(tenant, source, row, reference, items.get(reference.id()));
                edges.add(new Edge(source, seen.size(), row.created, reference, json));
              }
            }
          }
        });
    return edges.stream().sorted(NEWEST_FIRST).toList();
  }

  private static ObjectNode json(
      long tenant,
      String source,
      Row row,
      PayloadTruth.Reference reference,
      @Nullable List<Row> target) {
    boolean item = reference.foundation() == null;
    String name = target == null ? null : target.getFirst().name;
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("last_known_name", item ? name : reference.name());
    metadata.put("raw_ref", reference.raw());
    if (!item) {
      metadata.put("foundation_type", reference.foundation());
    }
    if (reference.mode() != null) {
      metadata.put("filter_mode", reference.mode());
    }
    ObjectNode edge = JsonNodeFactory.instance.objectNode();
    edge.put("tenant_id", tenant);
    edge.put("source_type", "inventory_item");
    edge.put("source_id", source);
    edge.put(
        "target_type", !item ? "foundation_object" : target == null ? "missing" : "inventory_item");
    edge.put("target_id", item && target == null ? null : reference.id());
    edge.put("relationship_type", reference.relationship());
    edge.set("metadata", metadata);
    edge.put("created_at", row.createdAt);
    edge.put("updated_at", row.updatedAt);
    return edge;
  }

  /** The external ids of a tenant's items. */
  Set<String> items(long tenant) {
    return items.getOrDefault(tenant, Map.of()).keySet();
  }

  /** The answer for an item that is there. */
  JsonNode item(long tenant, String externalId) {
    List<Row> rows = items.getOrDefault(tenant, Map.of()).getOrDefault(externalId, List.of());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("tenant_id", tenant);
    answer.put("external_id", externalId);
    answer.set("outbound", some(tenant, edge -> edge.source.equals(externalId)));
    answer.set(
        "inbound",
        some(
            tenant,
            edge -> edge.reference.foundation() == null && edge.reference.id().equals(externalId)));
    ArrayNode warnings = answer.putArray("warnings");
    for (Row row : rows) {
      row.payload.warnings().forEach(raw -> warnings.add(warning(externalId, raw)));
    }
    answer.put("truncated_edges", truncated(rows));
    return answer;
  }

  private static ObjectNode warning(String externalId, String raw) {
    ObjectNode warning = JsonNodeFactory.instance.objectNode();
    warning.put("type", "unsupported_reference");
    warning.put("policy_id", externalId);
    warning.put("raw_ref", raw);
    warning.put("reason", Json.ANY_TEXT);
    return warning;
  }

  /** The foundation objects that a tenant's items point to. */
  Set<Foundation> foundations(long tenant) {
    Set<Foundation> foundations = new HashSet<>();
    for (Edge edge : edges.getOrDefault(tenant, List.of())) {
      if (edge.reference.foundation() != null) {
        foundations.add(new Foundation(edge.reference.foundation(), edge.reference.id()));
      }
    }
    return foundations;
  }

  /** The answer for a foundation object, whether somebody points to it or not. */
  JsonNode foundation(long tenant, Foundation foundation) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("tenant_id", tenant);
    answer.put("foundation_type", foundation.type);
    answer.put("id", foundation.id);
    answer.set(
        "inbound",
        some(
            tenant,
            edge ->
                foundation.type.equals(edge.reference.foundation())
                    && foundation.id.equals(edge.reference.id())));
    return answer;
  }

  private ArrayNode some(long tenant, Predicate<Edge> condition) {
    ArrayNode some = JsonNodeFactory.instance.arrayNode();
    edges.getOrDefault(tenant, List.of()).stream()
        .filter(condition)
        .limit(MOST)
        .forEach(edge -> some.add(edge.json));
    return some;
  }

  /** Every edge of every tenant, by its key in the topic. */
  Map<JsonNode, JsonNode> topic() {
    Map<JsonNode, JsonNode> topic = new HashMap<>();
    edges.forEach(
        (tenant, ofTenant) -> {
          for (Edge edge : ofTenant) {
            ObjectNode key = JsonNodeFactory.instance.objectNode();
            key.put("tenant_id", tenant);
            key.put("source_id", edge.source);
            key.put("relationship_type", edge.reference.relationship());
            key.put("foundation", edge.reference.foundation() != null);
            key.put("reference", edge.reference.id());
            topic.put(Json.read(key.toString()), Json.read(edge.json.toString()));
          }
        });
    return topic;
  }
}
