package io.tenantatlas.query.http;

import java.util.List;
import java.util.regex.Pattern;

/** The condition {@code If-None-Match} of RFC 9110, section 13.1.2. */
final class IfNoneMatch {

  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?(\"[^\"]*+\")");

  /**
   * Whether the caller already has the representation: {@code *}, or one of the listed tags by weak
   * comparison. What is not an entity tag matches nothing.
   *
   * @param values the header's field lines
   * @param etag the current strong tag with its quotes
   */
  static boolean matches(List<String> values, String etag) {
    return values.stream().anyMatch(line -> line.strip().equals("*") || lists(line, etag));
  }

  private static boolean lists(String line, String etag) {
    return ENTITY_TAG.matcher(line).results().anyMatch(tag -> tag.group(1).equals(etag));
  }

  private IfNoneMatch() {}
}
