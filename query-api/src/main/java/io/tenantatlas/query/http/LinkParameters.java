package io.tenantatlas.query.http;

import java.util.List;
import org.springframework.util.MultiValueMap;

/** What a request for edges may choose. */
final class LinkParameters {

  private static final int LIMIT_MAX = 50;
  private static final List<String> FOUNDATION_TYPES =
      List.of("aad_group", "assignment_filter", "scope_tag", "device_category");

  /**
   * How many edges of each direction are wanted.
   *
   * @param outbound at most; 0 when not asked for
   * @param inbound at most; 0 when not asked for
   */
  record Limits(int outbound, int inbound) {}

  /** Both directions unless {@code direction} names one, each up to {@code limit}. */
  static Limits limits(MultiValueMap<String, String> query) {
    int limit = limit(query);
    String expected = "outbound, inbound or both, given at most once";
    String direction = QueryParameters.single(query, "direction", expected);
    return switch (direction == null ? "both" : direction) {
      case "outbound" -> new Limits(limit, 0);
      case "inbound" -> new Limits(0, limit);
      case "both" -> new Limits(limit, limit);
      default -> throw new InvalidParameterException("direction", expected);
    };
  }

  static int limit(MultiValueMap<String, String> query) {
    return (int) QueryParameters.integer(query, "limit", 1, LIMIT_MAX, LIMIT_MAX);
  }

  static String foundationType(String text) {
    if (!FOUNDATION_TYPES.contains(text)) {
      throw new InvalidParameterException(
          "foundation_type", "one of " + String.join(", ", FOUNDATION_TYPES));
    }
    return text;
  }

  private LinkParameters() {}
}
