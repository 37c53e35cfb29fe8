package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.link.Extraction;
import io.tenantatlas.projector.projection.link.ExtractionTree;
import io.tenantatlas.projector.projection.link.FilterMode;
import io.tenantatlas.projector.projection.link.Reference;
import io.tenantatlas.projector.projection.link.Target;
import io.tenantatlas.projector.projection.link.Warning;
import io.tenantatlas.projector.store.ItemKey;
import io.tenantatlas.projector.store.StoredLink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an item refers to: the references of all rows that have its external id, in order of their
 * ids, each edge from the first row that has it; together no more than those of one row may be.
 *
 * @param key the item
 * @param edges its edges but for what their targets say
 * @param truncatedEdges how many edges are left out
 * @param warnings what was not understood, as it is served
 */
record ItemEdges(
    ItemKey key,
    List<Edge> edges,
    int truncatedEdges,
    List<Map<String, @Nullable Object>> warnings) {

  /** A reference and the row it is from. */
  record Edge(Reference reference, RowImage row) {}

  /** Of an item's rows. */
  static ItemEdges of(ItemKey key, List<RowImage> rows) {
    List<Edge> edges = new ArrayList<>();
    Set<StoredLink.Key> seen = new HashSet<>();
    List<Map<String, @Nullable Object>> warnings = new ArrayList<>();
    int truncated = 0;
    for (RowImage row : rows) {
      Extraction extraction = extraction(row);
      for (Reference reference : extraction.references()) {
        if (seen.add(linkKey(key, reference))) {
          if (edges.size() < Extraction.MAX_REFERENCES) {
            edges.add(new Edge(reference, row));
          } else {
            truncated++;
          }
        }
      }
      extraction.warnings().forEach(warning -> warnings.add(shown(key, warning)));
      truncated += extraction.truncatedEdges();
    }
    return new ItemEdges(key, edges, truncated, warnings);
  }

  private static Extraction extraction(RowImage row) {
    String references = row.text(SourceTable.REFERENCES);
    return references == null
        ? Extraction.NONE
        : ExtractionTree.read(JsonMapper.shared().readValue(references, Map.class));
  }

  private static StoredLink.Key linkKey(ItemKey key, Reference reference) {
    return new StoredLink.Key(
        key,
        reference.relationship().relationshipName(),
        reference.target() instanceof Target.Foundation,
        reference.target().id());
  }

  private static Map<String, @Nullable Object> shown(ItemKey key, Warning warning) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("type", "unsupported_reference");
    shown.put("policy_id", key.externalId());
    shown.put("raw_ref", warning.rawRef());
    shown.put("reason", warning.reason());
    return shown;
  }

  /** The items that it refers to, there or not. */
  Set<ItemKey> targets() {
    Set<ItemKey> targets = new HashSet<>();
    for (Edge edge : edges) {
      if (edge.reference().target() instanceof Target.Item(String id)) {
        targets.add(new ItemKey(key.tenantId(), id));
      }
    }
    return targets;
  }

  /**
   * The edges.
   *
   * @param names of the items that are there
   */
  List<StoredLink> links(Map<ItemKey, @Nullable String> names) {
    List<StoredLink> links = new ArrayList<>();
    for (Edge edge : edges) {
      links.add(link(edge, links.size(), names));
    }
    return links;
  }

  private StoredLink link(Edge edge, int place, Map<ItemKey, @Nullable String> names) {
    Reference reference = edge.reference();
    FilterMode mode = reference.filterMode();
    String id = reference.target().id();
    ItemKey item = new ItemKey(key.tenantId(), id);
    String targetType;
    String foundationType;
    String name;
    switch (reference.target()) {
      case Target.Foundation foundation -> {
        targetType = StoredLink.FOUNDATION;
        foundationType = foundation.type().foundationName();
        name = reference.lastKnownName();
      }
      case Target.Item referenced -> {
        targetType = names.containsKey(item) ? StoredLink.ITEM : StoredLink.MISSING;
        foundationType = null;
        name = names.get(item);
      }
    }
    return new StoredLink(
        key,
        place,
        reference.relationship().relationshipName(),
        targetType,
        id,
        foundationType,
        name,
        mode == null ? null : mode.modeName(),
        reference.rawRef(),
        edge.row().instant("created_at"),
        edge.row().instant("updated_at"));
  }
}
