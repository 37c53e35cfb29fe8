package io.tenantatlas.projector.projection.view;

import io.tenantatlas.projector.change.IsoInstants;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as text: RFC 3339 in UTC with milliseconds; what is finer is cut off. */
public final class Rfc3339 {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Rfc3339() {}

  /** The instant like {@code 2026-11-21T20:00:00.000Z}. */
  public static String millis(Instant instant) {
    String usual = IsoInstants.millis(instant);
    return usual == null ? MILLIS.format(instant) : usual;
  }
}
