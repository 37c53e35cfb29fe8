package io.tenantatlas.projector.projection.link;

import java.util.Locale;

/** The kinds of objects that items reference and that are no items themselves. */
public enum FoundationType {
  AAD_GROUP,
  ASSIGNMENT_FILTER,
  SCOPE_TAG,
  DEVICE_CATEGORY;

  /** The name in documents and in stored extractions. */
  public String foundationName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
