package io.tenantatlas.projector.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An edge from an item to what its payload refers to.
 *
 * @param source the item
 * @param place its place in the payload's order, from 0
 * @param relationshipType how the item is related to the target
 * @param targetType {@code inventory_item}, {@code missing} or {@code foundation_object}
 * @param reference the id referred to
 * @param foundationType what a foundation object is; null of items
 * @param lastKnownName the target's name; null when it has none or is not known
 * @param filterMode how an assignment filter is used; null of others
 * @param rawRef the reference as it was found
 * @param createdAt of the item
 * @param updatedAt of the item
 */
public record StoredLink(
    ItemKey source,
    int place,
    String relationshipType,
    String targetType,
    String reference,
    @Nullable String foundationType,
    @Nullable String lastKnownName,
    @Nullable String filterMode,
    String rawRef,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt) {

  /** An item that is there. */
  public static final String ITEM = "inventory_item";

  /** An item that is not there. */
  public static final String MISSING = "missing";

  /** An object that is no item. */
  public static final String FOUNDATION = "foundation_object";

  /** What no two edges have in common. */
  public Key key() {
    return new Key(source, relationshipType, targetType.equals(FOUNDATION), reference);
  }

  /** See {@link #key}. */
  public record Key(
      ItemKey source, String relationshipType, boolean foundation, String reference) {}
}
