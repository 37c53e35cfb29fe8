package io.tenantatlas.projector.projection;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of document consists of.
 *
 * @param kind the kind
 * @param fields the document's values, in its order
 */
record DocumentDefinition(DocumentKind kind, List<Field> fields) {

  public DocumentDefinition {
    fields = List.copyOf(fields);
  }

  /** The value at a path that the document has. */
  Field field(String path) {
    return fields.stream().filter(field -> field.path().equals(path)).findFirst().orElseThrow();
  }

  /** The document's content: nested maps in the document's order. */
  Map<String, @Nullable Object> content(Measured measured) {
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    for (Field field : fields) {
      put(content, field.path(), field.value().apply(measured));
    }
    return content;
  }

  /**
   * The first instant, from as-of on, after which the document changes although no measure does;
   * null for never.
   */
  @Nullable Instant deadline(Measured measured) {
    Instant first = null;
    for (Field field : fields) {
      Instant deadline = field.deadline().apply(measured);
      if (deadline != null && !measured.asOf().isAfter(deadline)) {
        first = first == null || deadline.isBefore(first) ? deadline : first;
      }
    }
    return first;
  }

  @SuppressWarnings("unchecked")
  private static void put(
      Map<String, @Nullable Object> document, String path, @Nullable Object value) {
    if (path.equals(Field.WHOLE)) {
      document.putAll((Map<String, @Nullable Object>) Objects.requireNonNull(value));
      return;
    }
    Map<String, @Nullable Object> at = document;
    int from = 0;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
      String name = path.substring(from, dot);
      at =
          (Map<String, @Nullable Object>)
              Objects.requireNonNull(at.computeIfAbsent(name, absent -> new LinkedHashMap<>()));
      from = dot + 1;
    }
    at.put(path.substring(from), value);
  }
}
