package io.tenantatlas.projector.source;

import org.jspecify.annotations.Nullable;

/**
 * A used column as the source's catalog describes it.
 *
 * @param name its name
 * @param number its number in the table ({@code attnum}): a column that was dropped and added again
 *     has another one
 * @param version changes whenever somebody alters the column ({@code xmin} of its catalog row)
 * @param type the type's name; of a domain, the type below it
 * @param kind {@code b} for a base type, {@code e} for an enum
 * @param generated {@code s} for a stored generated column, {@code v} for a virtual one, else empty
 * @param labels of an enum, in their order; null of other types
 */
record CapturedColumn(
    String name,
    int number,
    String version,
    String type,
    String kind,
    String generated,
    @Nullable String labels) {

  /** Changes when the column stands for others of the table's values than before. */
  String identity() {
    return name + ":" + number + ":" + (labels == null ? "" : labels);
  }

  boolean isEnum() {
    return kind.equals("e");
  }

  boolean isGenerated() {
    return !generated.isEmpty();
  }
}
