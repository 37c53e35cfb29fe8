package io.tenantatlas.query.http;

import java.util.regex.Pattern;

/** Reads tenant ids, the source's positive 64-bit integers, from paths. */
final class TenantIds {

  private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,19}");

  static long parse(String text) {
    try {
      long id = WRITTEN.matcher(text).matches() ? Long.parseLong(text) : 0;
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // 19 digits above the greatest long: refused below like any other.
    }
    throw new InvalidParameterException("tenant_id", "an integer from 1 to " + Long.MAX_VALUE);
  }

  private TenantIds() {}
}
