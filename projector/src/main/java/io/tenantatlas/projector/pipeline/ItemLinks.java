package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ItemKey;
import io.tenantatlas.projector.store.Links;
import io.tenantatlas.projector.store.StoredLink;
import io.tenantatlas.projector.store.StoredSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The items whose links a step touches: it notes changed rows, and in the end looks at each item
 * that a changed row is or was. The item's edges become those of its rows, and the edges that refer
 * to it say whether it is there, and its name; or a note is left that this is to be done.
 */
final class ItemLinks {

  private final Links links;
  private final int itemsAtOnce;
  private final Set<ItemKey> changed = new HashSet<>();

  ItemLinks(Links links, int itemsAtOnce) {
    this.links = links;
    this.itemsAtOnce = itemsAtOnce;
  }

  /** A row is another one now; null where there is none. */
  void note(@Nullable RowImage before, @Nullable RowImage after) {
    noteOne(before);
    noteOne(after);
  }

  private void noteOne(@Nullable RowImage row) {
    ItemKey key = row == null ? null : key(row);
    if (key != null) {
      changed.add(key);
    }
  }

  private static @Nullable ItemKey key(RowImage row) {
    if (row.key().table() != SourceTable.INVENTORY_ITEMS) {
      return null;
    }
    Long tenant = row.tenantId();
    String externalId = row.text("external_id");
    return tenant != null && externalId != null && ItemKey.takesPart(externalId)
        ? new ItemKey(tenant, externalId)
        : null;
  }

  /** Notes that the items are to be looked at. */
  void leaveDirty() {
    links.leaveDirty(changed);
  }

  /**
   * Looks at the items.
   *
   * @param lagging whether steps before this one left notes
   */
  void refresh(boolean lagging) {
    Set<ItemKey> keys = new TreeSet<>(changed);
    if (lagging) {
      keys.addAll(links.takeDirty());
    }
    List<ItemKey> all = List.copyOf(keys);
    for (int start = 0; start < all.size(); start += itemsAtOnce) {
      refresh(all.subList(start, Math.min(all.size(), start + itemsAtOnce)));
    }
  }

  /** Looks at all items of the partition, whether they changed or not. */
  void refreshAll() {
    links.takeDirty();
    ItemKey last = null;
    for (List<ItemKey> some = links.all(last, itemsAtOnce);
        !some.isEmpty();
        some = links.all(last, itemsAtOnce)) {
      refresh(some);
      last = some.getLast();
    }
  }

  private void refresh(List<ItemKey> keys) {
    Map<ItemKey, List<RowImage>> rows = links.items(keys);
    List<ItemEdges> items = new ArrayList<>();
    rows.forEach((key, itemsRows) -> items.add(ItemEdges.of(key, itemsRows)));
    replaceEdges(keys, items);
    links.resolve(keys, names(rows));
    links.saveSources(items.stream().map(ItemLinks::source).toList());
    links.removeSources(keys.stream().filter(key -> !rows.containsKey(key)).toList());
  }

  /** The items' edges become those that they have now; what stays as it was is not written. */
  private void replaceEdges(List<ItemKey> keys, List<ItemEdges> items) {
    Set<ItemKey> targets = new HashSet<>();
    items.forEach(item -> targets.addAll(item.targets()));
    Map<ItemKey, @Nullable String> names = names(links.items(targets));
    Map<StoredLink.Key, StoredLink> stored = new HashMap<>();
    links.from(keys).forEach(link -> stored.put(link.key(), link));
    List<StoredLink> changedLinks = new ArrayList<>();
    for (ItemEdges item : items) {
      for (StoredLink link : item.links(names)) {
        if (!link.equals(stored.remove(link.key()))) {
          changedLinks.add(link);
        }
      }
    }
    links.remove(stored.keySet());
    links.save(changedLinks);
  }

  private static Map<ItemKey, @Nullable String> names(Map<ItemKey, List<RowImage>> rows) {
    Map<ItemKey, @Nullable String> names = new HashMap<>();
    rows.forEach((key, itemsRows) -> names.put(key, itemsRows.getFirst().text("display_name")));
    return names;
  }

  private static StoredSource source(ItemEdges item) {
    return new StoredSource(
        item.key(), item.truncatedEdges(), DocumentJson.writeList(item.warnings()));
  }
}
