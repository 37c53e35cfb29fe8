package io.tenantatlas.projector.projection.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of an extraction: a tree of {@link Map}, {@link List}, {@link String} and {@link
 * Long} that has the same text as JSON for the same extraction. What is empty, zero or null is left
 * out, and so is a raw reference that is the target's id.
 */
public final class ExtractionTree {

  private static final String REFERENCES = "references";
  private static final String TRUNCATED_EDGES = "truncated_edges";
  private static final String WARNINGS = "warnings";
  private static final String TRUNCATED_WARNINGS = "truncated_warnings";
  private static final String RELATIONSHIP = "relationship";
  private static final String FOUNDATION_TYPE = "foundation_type";
  private static final String ID = "id";
  private static final String RAW_REF = "raw_ref";
  private static final String FILTER_MODE = "filter_mode";
  private static final String LAST_KNOWN_NAME = "last_known_name";
  private static final String REASON = "reason";

  private ExtractionTree() {}

  /** The extraction as a tree; its maps are in a fixed order. */
  public static Map<String, Object> write(Extraction extraction) {
    Map<String, Object> tree = new LinkedHashMap<>();
    putList(tree, REFERENCES, extraction.references(), ExtractionTree::write);
    putCount(tree, TRUNCATED_EDGES, extraction.truncatedEdges());
    putList(tree, WARNINGS, extraction.warnings(), ExtractionTree::write);
    putCount(tree, TRUNCATED_WARNINGS, extraction.truncatedWarnings());
    return tree;
  }

  /**
   * The extraction of a tree; numbers may be of any type.
   *
   * @throws IllegalArgumentException when the tree is not one that was written
   */
  public static Extraction read(Map<?, ?> tree) {
    return new Extraction(
        list(tree, REFERENCES, ExtractionTree::reference),
        count(tree, TRUNCATED_EDGES),
        list(tree, WARNINGS, ExtractionTree::warning),
        count(tree, TRUNCATED_WARNINGS));
  }

  private static Map<String, Object> write(Reference reference) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(RELATIONSHIP, reference.relationship().relationshipName());
    switch (reference.target()) {
      case Target.Foundation(FoundationType type, String _) ->
          tree.put(FOUNDATION_TYPE, type.foundationName());
      case Target.Item _ -> {}
    }
    String id = reference.target().id();
    tree.put(ID, id);
    putText(tree, RAW_REF, reference.rawRef().equals(id) ? null : reference.rawRef());
    FilterMode mode = reference.filterMode();
    putText(tree, FILTER_MODE, mode == null ? null : mode.modeName());
    putText(tree, LAST_KNOWN_NAME, reference.lastKnownName());
    return tree;
  }

  private static Reference reference(Map<?, ?> tree) {
    String foundation = text(tree, FOUNDATION_TYPE);
    String id = required(tree, ID);
    String rawRef = text(tree, RAW_REF);
    String mode = text(tree, FILTER_MODE);
    return new Reference(
        named(Relationship.values(), Relationship::relationshipName, required(tree, RELATIONSHIP)),
        foundation == null ? new Target.Item(id) : new Target.Foundation(type(foundation), id),
        rawRef == null ? id : rawRef,
        mode == null ? null : named(FilterMode.values(), FilterMode::modeName, mode),
        text(tree, LAST_KNOWN_NAME));
  }

  private static FoundationType type(String name) {
    return named(FoundationType.values(), FoundationType::foundationName, name);
  }

  private static Map<String, Object> write(Warning warning) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(RAW_REF, warning.rawRef());
    tree.put(REASON, warning.reason());
    return tree;
  }

  private static Warning warning(Map<?, ?> tree) {
    return new Warning(required(tree, RAW_REF), required(tree, REASON));
  }

  private static void putText(Map<String, Object> tree, String name, @Nullable String text) {
    if (text != null) {
      tree.put(name, text);
    }
  }

  private static void putCount(Map<String, Object> tree, String name, int count) {
    if (count != 0) {
      tree.put(name, (long) count);
    }
  }

  private static <T> void putList(
      Map<String, Object> tree, String name, List<T> values, Function<T, Map<String, Object>> by) {
    if (!values.isEmpty()) {
      tree.put(name, values.stream().map(by).toList());
    }
  }

  private static @Nullable String text(Map<?, ?> tree, String name) {
    return switch (tree.get(name)) {
      case null -> null;
      case String text -> text;
      default -> throw malformed(name);
    };
  }

  private static String required(Map<?, ?> tree, String name) {
    String text = text(tree, name);
    if (text == null) {
      throw malformed(name);
    }
    return text;
  }

  private static int count(Map<?, ?> tree, String name) {
    return switch (tree.get(name)) {
      case null -> 0;
      case Number number -> number.intValue();
      default -> throw malformed(name);
    };
  }

  private static <T> List<T> list(Map<?, ?> tree, String name, Function<Map<?, ?>, T> by) {
    List<T> values = new ArrayList<>();
    switch (tree.get(name)) {
      case null -> {}
      case List<?> elements -> {
        for (Object element : elements) {
          if (!(element instanceof Map<?, ?> object)) {
            throw malformed(name);
          }
          values.add(by.apply(object));
        }
      }
      default -> throw malformed(name);
    }
    return values;
  }

  private static <E extends Enum<E>> E named(E[] values, Function<E, String> names, String name) {
    return Arrays.stream(values)
        .filter(value -> names.apply(value).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown in a stored extraction: " + name));
  }

  private static IllegalArgumentException malformed(String name) {
    return new IllegalArgumentException("malformed in a stored extraction: " + name);
  }
}
