package io.tenantatlas.projector.projection.link;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds references that are plain ids.
 *
 * @param path where the ids are
 * @param relationship how the item is related to what they stand for
 * @param foundation what they stand for; null for an item
 * @param mayBeNone whether an empty text and the zero GUID mean that there is no reference
 */
record IdExtractor(
    PayloadPath path,
    Relationship relationship,
    @Nullable FoundationType foundation,
    boolean mayBeNone)
    implements Extractor {

  /** Ids of items that the item depends on. */
  static IdExtractor item(String path) {
    return new IdExtractor(PayloadPath.of(path), Relationship.DEPENDS_ON, null, false);
  }

  /** Ids of items that the item depends on, with a way to write that there is none. */
  static IdExtractor itemOrNone(String path) {
    return new IdExtractor(PayloadPath.of(path), Relationship.DEPENDS_ON, null, true);
  }

  /** Ids of objects that are no items. */
  static IdExtractor foundation(String path, Relationship relationship, FoundationType type) {
    return new IdExtractor(PayloadPath.of(path), relationship, type, false);
  }

  @Override
  public void extract(Map<?, ?> payload, Found found) {
    path.visit(payload, found, (value, at) -> extract(value, at, found));
  }

  private void extract(Object value, Location at, Found found) {
    if (mayBeNone && Values.isNone(value)) {
      return;
    }
    if (value instanceof String id && Values.isId(id)) {
      found.add(Reference.of(relationship, target(id)));
    } else {
      found.warn(at, "an id", value);
    }
  }

  private Target target(String id) {
    return foundation == null ? new Target.Item(id) : new Target.Foundation(foundation, id);
  }
}
