package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A partition's items and edges inside a transaction of the read model. An item is the tenant's
 * rows of {@code inventory_items} with one external id.
 *
 * <p>Every edge that a transaction changed or removed has its step's number, see {@link
 * PartitionProgress#step}; saving what is stored already is no change.
 *
 * <p>A partition that begins anew (see {@link ReadModel#open}) keeps edges, sources and steps, so
 * that what has changed is known when all items have been looked at again; what was noted as dirty
 * is forgotten, since all will be.
 */
public interface Links {

  /**
   * The rows of those of the items that are there, in order of their ids; several rows may be one
   * item.
   *
   * @param keys each once
   */
  Map<ItemKey, List<RowImage>> items(Collection<ItemKey> keys);

  /** The edges that go out from the items, those that were removed left out; in no order. */
  List<StoredLink> from(Collection<ItemKey> sources);

  /**
   * Stores edges, in the place of those with the same key. Those that are stored like this already
   * do not count as changed. Whether an item is there is as the edge says.
   *
   * @param links at most one for each key
   */
  void save(Collection<StoredLink> links);

  /** Removes those of the edges that are there. They are kept until the topic has been told. */
  void remove(Collection<StoredLink.Key> links);

  /**
   * Makes all edges that refer to an item say whether it is there, and its name. Edges to
   * foundation objects are left alone, also those whose id is an item's.
   *
   * @param keys each once
   * @param names of the items, null when one is there without a name; an item that is in {@code
   *     keys} but not here is missing
   */
  void resolve(Collection<ItemKey> keys, Map<ItemKey, @Nullable String> names);

  /** Stores what is kept of items that are there. */
  void saveSources(Collection<StoredSource> sources);

  /** Forgets items that are not there any more. */
  void removeSources(Collection<ItemKey> sources);

  /** Notes that these are to be looked at where the source transaction ends. */
  void leaveDirty(Collection<ItemKey> keys);

  /** What was noted, and forgets it. */
  Set<ItemKey> takeDirty();

  /**
   * Up to {@code limit} of all items that are there, or that something is kept of, in their order
   * behind {@code after}; from the first when that is null.
   */
  List<ItemKey> all(@Nullable ItemKey after, int limit);
}
