package io.tenantatlas.query.http;

import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a request asks of the answer's freshness.
 *
 * @param minimum the position that the answer must include, from {@code Atlas-Min-Lsn}
 * @param atMost how long to wait for it, from {@code Prefer: wait=} (RFC 7240)
 */
record Freshness(@Nullable SourcePosition minimum, Duration atMost) {

  static final String MIN_LSN = "Atlas-Min-Lsn";
  static final String PREFER = "Prefer";

  /** One preference: anything up to a comma that is not inside a quoted string. */
  private static final Pattern PREFERENCE = Pattern.compile("(?:[^,\"]++|\"[^\"]*+\"?)++");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  /**
   * @throws InvalidParameterException naming the header that cannot be understood
   */
  static Freshness of(HttpHeaders headers, WaitLimits limits) {
    return new Freshness(
        minimum(headers.getOrEmpty(MIN_LSN)), wait(headers.getOrEmpty(PREFER), limits));
  }

  private static @Nullable SourcePosition minimum(List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    try {
      return SourcePosition.parse(String.join(",", values).strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidParameterException(MIN_LSN, SourcePosition.FORM);
    }
  }

  /** Preferences other than wait are not ours to judge; of several waits the first counts. */
  private static Duration wait(List<String> values, WaitLimits limits) {
    for (String value : values) {
      var preferences = PREFERENCE.matcher(value);
      while (preferences.find()) {
        String[] nameAndValue = preferences.group().split(";", 2)[0].split("=", 2);
        if (nameAndValue[0].strip().toLowerCase(Locale.ROOT).equals("wait")) {
          return seconds(nameAndValue.length == 1 ? "" : nameAndValue[1].strip(), limits);
        }
      }
    }
    return limits.byDefault();
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
