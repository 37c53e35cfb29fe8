package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The items and edges of one partition in memory; a transaction works on a copy. */
final class InMemoryLinks implements Links {

  private static final Comparator<StoredLink> SERVED =
      Comparator.comparing(StoredLink::createdAt, Comparator.nullsLast(Comparator.reverseOrder()))
          .thenComparing(StoredLink::source)
          .thenComparing(StoredLink::place);

  private static final Comparator<LinkChange> BY_STEP =
      Comparator.comparing(LinkChange::step)
          .thenComparing(change -> change.key().source())
          .thenComparing(change -> change.key().relationshipType())
          .thenComparing(change -> change.key().reference());

  private final Map<RowKey, RowWrite.Put> rows;
  private final Map<StoredLink.Key, Edge> edges = new HashMap<>();
  private final Map<ItemKey, StoredSource> sources = new HashMap<>();
  private final Set<ItemKey> dirty = new HashSet<>();
  private final ChangeStep step;

  /** An edge, also a removed one, and the step that changed it. */
  private record Edge(StoredLink link, long step, boolean removed) {}

  /** Of a partition's rows; without edges. */
  InMemoryLinks(Map<RowKey, RowWrite.Put> rows, ChangeStep step) {
    this.rows = rows;
    this.step = step;
  }

  /** For a transaction on a copy of the rows. */
  InMemoryLinks copy(Map<RowKey, RowWrite.Put> copiedRows, ChangeStep next) {
    InMemoryLinks copy = emptied(copiedRows, next);
    copy.dirty.addAll(dirty);
    return copy;
  }

  /** For a partition that begins anew. */
  InMemoryLinks emptied(Map<RowKey, RowWrite.Put> noRows, ChangeStep next) {
    InMemoryLinks emptied = new InMemoryLinks(noRows, next);
    emptied.edges.putAll(edges);
    emptied.sources.putAll(sources);
    return emptied;
  }

  List<LinkChange> changes(
      long published, @Nullable LinkChange after, int limit, Provenance provenance) {
    return edges.values().stream()
        .filter(edge -> edge.step() > published)
        .map(edge -> change(edge, provenance))
        .filter(change -> after == null || BY_STEP.compare(change, after) > 0)
        .sorted(BY_STEP)
        .limit(limit)
        .toList();
  }

  /** The content is the edge in some form that no other edge has. */
  private static LinkChange change(Edge edge, Provenance provenance) {
    String content = edge.removed() ? null : edge.link().toString();
    return new LinkChange(edge.link().key(), edge.step(), content, provenance);
  }

  void forgetRemoved(long published) {
    edges.values().removeIf(edge -> edge.removed() && edge.step() <= published);
  }

  /** The tenant's edges, in the order in which they are served. */
  List<StoredLink> served(long tenantId) {
    return edges.values().stream()
        .filter(edge -> !edge.removed())
        .map(Edge::link)
        .filter(link -> link.source().tenantId() == tenantId)
        .sorted(SERVED)
        .toList();
  }

  /** What was changed or removed in the step. */
  Map<StoredLink.Key, Boolean> removedIn(long wanted) {
    Map<StoredLink.Key, Boolean> removed = new HashMap<>();
    edges.forEach(
        (key, edge) -> {
          if (edge.step() == wanted) {
            removed.put(key, edge.removed());
          }
        });
    return removed;
  }

  /** What is kept of the tenant's items, in their order. */
  List<StoredSource> sources(long tenantId) {
    return sources.values().stream()
        .filter(source -> source.key().tenantId() == tenantId)
        .sorted(Comparator.comparing(StoredSource::key))
        .toList();
  }

  @Override
  public Map<ItemKey, List<RowImage>> items(Collection<ItemKey> keys) {
    Map<ItemKey, List<RowImage>> items = new HashMap<>();
    for (ItemKey key : keys) {
      List<RowImage> found =
          rows.values().stream()
              .map(RowWrite.Put::row)
              .filter(row -> key.equals(key(row)))
              .sorted(Comparator.comparing(row -> row.key().id()))
              .toList();
      if (!found.isEmpty()) {
        items.put(key, found);
      }
    }
    return items;
  }

  private static @Nullable ItemKey key(RowImage row) {
    Long tenantId = row.tenantId();
    if (row.key().table() != SourceTable.INVENTORY_ITEMS || tenantId == null) {
      return null;
    }
    String externalId = row.text("external_id");
    return externalId != null && ItemKey.takesPart(externalId)
        ? new ItemKey(tenantId, externalId)
        : null;
  }

  @Override
  public List<StoredLink> from(Collection<ItemKey> keys) {
    return edges.values().stream()
        .filter(edge -> !edge.removed())
        .map(Edge::link)
        .filter(link -> keys.contains(link.source()))
        .toList();
  }

  @Override
  public void save(Collection<StoredLink> links) {
    for (StoredLink link : links) {
      Edge before = edges.get(link.key());
      if (before == null || before.removed() || !before.link().equals(link)) {
        change(link, false);
      }
    }
  }

  @Override
  public void remove(Collection<StoredLink.Key> links) {
    for (StoredLink.Key key : links) {
      Edge before = edges.get(key);
      if (before != null && !before.removed()) {
        change(before.link(), true);
      }
    }
  }

  @Override
  public void resolve(Collection<ItemKey> keys, Map<ItemKey, @Nullable String> names) {
    for (ItemKey key : keys) {
      UnaryOperator<StoredLink> resolved =
          names.containsKey(key)
              ? link -> resolved(link, StoredLink.ITEM, names.get(key))
              : link -> resolved(link, StoredLink.MISSING, null);
      List<StoredLink> pointing =
          edges.values().stream()
              .filter(edge -> !edge.removed())
              .map(Edge::link)
              .filter(link -> !link.targetType().equals(StoredLink.FOUNDATION))
              .filter(link -> key.equals(target(link)))
              .toList();
      save(pointing.stream().map(resolved).toList());
    }
  }

  private static ItemKey target(StoredLink link) {
    return new ItemKey(link.source().tenantId(), link.reference());
  }

  private static StoredLink resolved(StoredLink link, String targetType, @Nullable String name) {
    return new StoredLink(
        link.source(),
        link.place(),
        link.relationshipType(),
        targetType,
        link.reference(),
        link.foundationType(),
        name,
        link.filterMode(),
        link.rawRef(),
        link.createdAt(),
        link.updatedAt());
  }

  private void change(StoredLink link, boolean removed) {
    edges.put(link.key(), new Edge(link, step.number(), removed));
    step.take();
  }

  @Override
  public void saveSources(Collection<StoredSource> saved) {
    saved.forEach(source -> sources.put(source.key(), source));
  }

  @Override
  public void removeSources(Collection<ItemKey> removed) {
    removed.forEach(sources::remove);
  }

  @Override
  public void leaveDirty(Collection<ItemKey> keys) {
    dirty.addAll(keys);
  }

  @Override
  public Set<ItemKey> takeDirty() {
    Set<ItemKey> taken = Set.copyOf(dirty);
    dirty.clear();
    return taken;
  }

  @Override
  public List<ItemKey> all(@Nullable ItemKey after, int limit) {
    Stream<ItemKey> there =
        rows.values().stream().map(put -> key(put.row())).filter(Objects::nonNull);
    Set<ItemKey> keys = new TreeSet<>(sources.keySet());
    there.forEach(keys::add);
    return keys.stream()
        .filter(key -> after == null || key.compareTo(after) > 0)
        .limit(limit)
        .toList();
  }
}
