package io.tenantatlas.projector.projection.link;

import org.jspecify.annotations.Nullable;

/**
 * Where a value is in a payload, such as {@code assignments[2].target}.
 *
 * @param parent where the value around it is; null for the payload itself
 * @param step the way from there
 */
record Location(@Nullable Location parent, Object step) {

  /** The payload itself. */
  static final Location PAYLOAD = new Location(null, "payload");

  Location member(String name) {
    return new Location(this, name);
  }

  Location element(int index) {
    return new Location(this, index);
  }

  @Override
  public String toString() {
    String last = step instanceof Integer index ? "[" + index + "]" : step.toString();
    if (parent == null || parent.equals(PAYLOAD)) {
      return last;
    }
    return step instanceof Integer ? parent + last : parent + "." + last;
  }
}
