package io.tenantatlas.query.http;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Writes instants as everywhere in the API: RFC 3339 in UTC with exactly three fraction digits. */
final class Timestamps {

  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  /** Truncates to milliseconds: a written instant is never later than the real one. */
  static String format(Instant instant) {
    return FORM.format(instant);
  }

  private Timestamps() {}
}
