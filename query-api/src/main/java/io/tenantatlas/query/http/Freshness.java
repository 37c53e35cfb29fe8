package io.tenantatlas.query.http;

import io.tenantatlas.query.freshness.Demand;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a request asks of the answer's freshness.
 *
 * @param demand the position that the answer must include, from {@code Atlas-Min-Lsn}, and the
 *     history that it must be of, from {@code Atlas-Source-History}
 * @param atMost how long to wait for them, from {@code Prefer: wait=} (RFC 7240)
 */
record Freshness(Demand demand, Duration atMost) {

  static final String MIN_LSN = "Atlas-Min-Lsn";
  static final String PREFER = "Prefer";

  /** One preference: anything up to a comma that is not inside a quoted string. */
  private static final Pattern PREFERENCE = Pattern.compile("(?:[^,\"]++|\"[^\"]*+\"?)++");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  /**
   * @throws InvalidParameterException naming the header that cannot be understood
   */
  static Freshness of(HttpHeaders headers, WaitLimits limits) {
    SourceHistory history = history(headers);
    SourcePosition minimum = minimum(headers);
    Duration preferred = wait(headers.getOrEmpty(PREFER), limits);
    return new Freshness(
        new Demand(history, minimum),
        preferred == null ? byDefault(history, minimum, limits) : preferred);
  }

  /** A history is not waited for unasked: nobody knows whether it will ever come. */
  private static Duration byDefault(
      @Nullable SourceHistory history, @Nullable SourcePosition minimum, WaitLimits limits) {
    return history != null && minimum == null ? Duration.ZERO : limits.byDefault();
  }

  private static @Nullable SourceHistory history(HttpHeaders headers) {
    return read(headers, FreshnessHeaders.SOURCE_HISTORY, SourceHistory::new, SourceHistory.FORM);
  }

  private static @Nullable SourcePosition minimum(HttpHeaders headers) {
    return read(headers, MIN_LSN, SourcePosition::parse, SourcePosition.FORM);
  }

  /** The header's value; null when it is not there. */
  private static <T> @Nullable T read(
      HttpHeaders headers, String name, Function<String, T> parse, String form) {
    List<String> values = headers.getOrEmpty(name);
    if (values.isEmpty()) {
      return null;
    }
    try {
      return parse.apply(String.join(",", values).strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidParameterException(name, form);
    }
  }

  /** Preferences other than wait are not ours to judge; of several waits the first counts. */
  private static @Nullable Duration wait(List<String> values, WaitLimits limits) {
    for (String value : values) {
      var preferences = PREFERENCE.matcher(value);
      while (preferences.find()) {
        String[] nameAndValue = preferences.group().split(";", 2)[0].split("=", 2);
        if (nameAndValue[0].strip().toLowerCase(Locale.ROOT).equals("wait")) {
          return seconds(nameAndValue.length == 1 ? "" : nameAndValue[1].strip(), limits);
        }
      }
    }
    return null;
  }

  private static Duration seconds(String written, WaitLimits limits) {
    boolean quoted = written.length() > 1 && written.startsWith("\"") && written.endsWith("\"");
    String digits = quoted ? written.substring(1, written.length() - 1) : written;
    if (SECONDS.matcher(digits).matches()) {
      Duration wait = Duration.ofSeconds(Long.parseLong(digits));
      if (wait.compareTo(limits.atMost()) <= 0) {
        return wait;
      }
    }
    throw new InvalidParameterException(
        PREFER, "wait=<seconds>, whole seconds from 0 to " + limits.atMost().toSeconds());
  }
}
