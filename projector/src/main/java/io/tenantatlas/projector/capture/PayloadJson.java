package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.projection.link.Extraction;
import io.tenantatlas.projector.projection.link.ExtractionTree;
import io.tenantatlas.projector.projection.link.PayloadReferences;
import io.tenantatlas.projector.projection.link.Warning;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the payload of an inventory item refers to, from its JSON. Never fails an item. */
final class PayloadJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** Of a payload that exceeds a limit of the parser. */
  private static final Extraction TOO_DEEP =
      new Extraction(
          List.of(),
          0,
          List.of(
              new Warning(
                  "object",
                  String.format(
                      Locale.ROOT,
                      "payload: expected JSON of at most %d levels and numbers of at most %d digits",
                      StreamReadConstraints.DEFAULT_MAX_DEPTH,
                      StreamReadConstraints.DEFAULT_MAX_NUM_LEN))),
          0);

  private PayloadJson() {}

  /** The references as JSON; null when there is no payload. */
  static @Nullable String references(@Nullable String payload) {
    return payload == null
        ? null
        : MAPPER.writeValueAsString(ExtractionTree.write(extract(payload)));
  }

  private static Extraction extract(String payload) {
    try {
      return PayloadReferences.extract(MAPPER.readValue(payload, Object.class));
    } catch (JacksonException e) {
      return TOO_DEEP;
    }
  }
}
