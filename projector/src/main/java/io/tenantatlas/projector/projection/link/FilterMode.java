package io.tenantatlas.projector.projection.link;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether an assignment applies to the devices its filter matches, or to the others. */
public enum FilterMode {
  INCLUDE,
  EXCLUDE;

  /** The name in documents and in stored extractions. */
  public String modeName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of this name, in any letter case; empty when there is none of it. */
  static Optional<FilterMode> named(String name) {
    return Arrays.stream(values()).filter(mode -> mode.name().equalsIgnoreCase(name)).findFirst();
  }
}
