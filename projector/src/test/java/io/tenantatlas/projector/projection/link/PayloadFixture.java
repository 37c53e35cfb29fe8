package io.tenantatlas.projector.projection.link;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Payloads as JSON, and what is found in them as short texts. */
final class PayloadFixture {

  static final String ZERO_GUID = "00000000-0000-0000-0000-000000000000";

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private PayloadFixture() {}

  static @Nullable Object tree(String json) {
    return MAPPER.readValue(json, Object.class);
  }

  static String json(Object tree) {
    return MAPPER.writeValueAsString(tree);
  }

  static Extraction extracted(String json) {
    return PayloadReferences.extract(tree(json));
  }

  /** The payload of one assignment with this target. */
  static String assignedTo(String target) {
    return "{\"assignments\": [{\"id\": \"a\", \"target\": %s}]}".formatted(target);
  }

  /** The references: relationship, target, then what is not the usual in brackets. */
  static List<String> edges(Extraction extraction) {
    return extraction.references().stream().map(PayloadFixture::edge).toList();
  }

  static String edge(Reference reference) {
    String target =
        switch (reference.target()) {
          case Target.Foundation(FoundationType type, String id) ->
              type.foundationName() + " " + id;
          case Target.Item(String id) -> "item " + id;
        };
    StringBuilder edge = new StringBuilder(reference.relationship().relationshipName());
    edge.append(" ").append(target);
    if (!reference.rawRef().equals(reference.target().id())) {
      edge.append(" raw ").append(reference.rawRef());
    }
    if (reference.filterMode() != null) {
      edge.append(" mode ").append(reference.filterMode().modeName());
    }
    if (reference.lastKnownName() != null) {
      edge.append(" name ").append(reference.lastKnownName());
    }
    return edge.toString();
  }

  /** The reasons, each with what is shown. */
  static List<String> warnings(Extraction extraction) {
    return extraction.warnings().stream()
        .map(warning -> warning.reason() + " (" + warning.rawRef() + ")")
        .toList();
  }

  /** A JSON array of these strings: the prefix with each number from one on. */
  static String numbered(String prefix, int count) {
    return json(IntStream.rangeClosed(1, count).mapToObj(number -> prefix + number).toList());
  }
}
