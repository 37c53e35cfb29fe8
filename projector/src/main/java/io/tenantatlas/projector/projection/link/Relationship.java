package io.tenantatlas.projector.projection.link;

import java.util.Locale;

/** How an item is related to what it references. */
public enum Relationship {
  ASSIGNED_TO,
  ASSIGNED_TO_INCLUDE,
  ASSIGNED_TO_EXCLUDE,
  USES_ASSIGNMENT_FILTER,
  SCOPED_BY,
  TARGETS,
  DEPENDS_ON;

  /** The name in documents and in stored extractions. */
  public String relationshipName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
