package io.tenantatlas.projector.projection.link;

import org.jspecify.annotations.Nullable;

/**
 * A reference found in a payload.
 *
 * @param relationship how the item is related to the target
 * @param target what it points to
 * @param rawRef the reference as found: the id, or the {@code @odata.type} of a target that has
 *     none
 * @param filterMode of an assignment filter, how it is used; null when the payload does not say
 * @param lastKnownName the target's name where the reference itself tells it; of an item, the
 *     tenant's items tell it
 */
public record Reference(
    Relationship relationship,
    Target target,
    String rawRef,
    @Nullable FilterMode filterMode,
    @Nullable String lastKnownName) {

  /** A reference of which nothing but the id is known. */
  static Reference of(Relationship relationship, Target target) {
    return new Reference(relationship, target, target.id(), null, null);
  }

  /** What makes two references the same edge. */
  Key key() {
    return new Key(target instanceof Target.Item, target.id(), relationship);
  }

  /**
   * The part of an edge's unique key that differs within an item. The foundation type is not in it,
   * because the unique key does not have it. Nothing is lost: all references of one relationship
   * point to one kind of target, so the same id used as a group and as a scope tag still gives two
   * edges.
   */
  record Key(boolean item, String id, Relationship relationship) {}
}
