package io.tenantatlas.query.http;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads ids, the source's positive 64-bit integers, from paths. */
final class PathIds {

  private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,19}");

  static long tenant(String text) {
    return parse("tenant_id", text);
  }

  static long workspace(String text) {
    return parse("workspace_id", text);
  }

  static long session(String text) {
    return parse("session_id", text);
  }

  private static long parse(String parameter, String text) {
    return id(text)
        .orElseThrow(
            () ->
                new InvalidParameterException(parameter, "an integer from 1 to " + Long.MAX_VALUE));
  }

  /** The id that is written there; empty when it is none. */
  static OptionalLong id(String text) {
    try {
      long id = WRITTEN.matcher(text).matches() ? Long.parseLong(text) : 0;
      return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // 19 digits above the greatest long
    }
  }

  private PathIds() {}
}
