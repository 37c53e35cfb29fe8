package io.tenantatlas.service.startup;

import org.jspecify.annotations.Nullable;

/** The causes of a failure, from it down to its root. */
public final class Causes {

  private Causes() {}

  /** The first of a type; null when there is none. */
  public static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }

  /** The last. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** The root by its type and the first line of its message, for a log. */
  public static String line(Throwable failure) {
    Throwable root = root(failure);
    String name = root.getClass().getSimpleName();
    // Kafka's messages may be no more than the name of what is refused, so the type is told too.
    return root.getMessage() == null ? name : name + ": " + text(root);
  }

  /** A message's first line, without the full stop: it will stand inside a sentence. */
  public static String text(Throwable failure) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return first.replaceFirst("\\.$", "");
  }
}
