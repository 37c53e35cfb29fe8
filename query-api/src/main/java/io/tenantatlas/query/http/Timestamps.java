package io.tenantatlas.query.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes instants as everywhere in the API: RFC 3339 in UTC with exactly three fraction digits. */
final class Timestamps {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Truncates to milliseconds: a written instant is never later than the real one. */
  static String format(Instant instant) {
    return FORM.format(instant);
  }

  private Timestamps() {}
}
