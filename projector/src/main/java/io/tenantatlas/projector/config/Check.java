package io.tenantatlas.projector.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/** Checks of settings; each failure names the setting and what is allowed. */
final class Check {

  static final Pattern URL =
      Pattern.compile("jdbc:postgresql://(\\[[0-9A-Fa-f:]+]|[^/:?]+)(?::(\\d{1,5}))?/([^?/]+)");

  /** Of any interval, delay or timeout. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");

  private Check() {}

  static void url(String setting, String url) {
    if (!URL.matcher(url).matches()) {
      throw new StartupFailure(
          "%s: expected the form jdbc:postgresql://host:port/database".formatted(setting));
    }
  }

  static void range(String setting, int value, int least, int most) {
    if (value < least || value > most) {
      throw new StartupFailure(
          String.format(
              Locale.ROOT,
              "%s is %d; expected a number from %d to %d",
              setting,
              value,
              least,
              most));
    }
  }

  static void size(String setting, DataSize value, long leastBytes, long mostBytes) {
    if (value.toBytes() < leastBytes || value.toBytes() > mostBytes) {
      throw new StartupFailure(
          setting
              + " is "
              + value
              + "; expected a size from "
              + size(leastBytes)
              + " to "
              + size(mostBytes));
    }
  }

  /** As it would be set. */
  private static String size(long bytes) {
    return bytes < 1 << 20 ? (bytes >> 10) + "KB" : (bytes >> 20) + "MB";
  }

  static void positive(String setting, Duration value) {
    atLeast(setting, value, 1);
  }

  static void atLeast(String setting, Duration value, long millis) {
    if (value.toMillis() < millis) {
      throw new StartupFailure(
          String.format(Locale.ROOT, "%s is %s; expected at least %dms", setting, value, millis));
    }
    if (value.compareTo(LONGEST) > 0) {
      throw new StartupFailure("%s is %s; expected at most 1d".formatted(setting, value));
    }
  }

  static void slotName(String setting, String value) {
    if (!SLOT_NAME.matcher(value).matches()) {
      throw new StartupFailure(
          "%s is '%s'; expected 1 to 63 small letters, digits and _".formatted(setting, value));
    }
  }
}
