package io.tenantatlas.projector.change;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Instants as ISO 8601 texts like {@code 2026-11-21T20:00:00.123456Z}, and back. The same as {@link
 * Instant} does, but several times as fast for the years 0 to 9999: every row has some.
 */
public final class IsoInstants {

  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final int SECOND_END = "2026-11-21T20:00:00".length();
  private static final int FRACTION = SECOND_END + 1;
  private static final int NANO_DIGITS = 9;
  private static final int MILLI_DIGITS = 3;
  private static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private IsoInstants() {}

  /**
   * As {@link Instant#parse} does.
   *
   * @throws java.time.format.DateTimeParseException when the text is no instant
   */
  public static Instant parse(String text) {
    Instant usual = parseUsual(text);
    return usual == null ? Instant.parse(text) : usual;
  }

  /** As {@link Instant#toString} does: none, 3, 6 or 9 digits behind the second. */
  public static String text(Instant instant) {
    return isUnusual(instant) ? instant.toString() : text(instant, IsoInstants::digits);
  }

  /** With milliseconds, what is finer cut off; null outside of the years 0 to 9999. */
  public static @Nullable String millis(Instant instant) {
    return isUnusual(instant) ? null : text(instant, nano -> MILLI_DIGITS);
  }

  private static boolean isUnusual(Instant instant) {
    return instant.isBefore(EARLIEST) || instant.isAfter(LATEST);
  }

  /** Null when the text is of another form. */
  private static @Nullable Instant parseUsual(String text) {
    int end = text.length() - 1;
    int digits = Math.max(0, end - FRACTION);
    if (!hasMarks(text, end) || digits > NANO_DIGITS) {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, SECOND_END);
    int fraction = number(text, FRACTION, end);
    boolean usual =
        year >= 0
            && isBetween(month, 1, 12)
            && isBetween(day, 1, Month.of(month).length(Year.isLeap(year)))
            && isBetween(hour, 0, 23)
            && isBetween(minute, 0, 59)
            && isBetween(second, 0, 59)
            && fraction >= 0;
    if (!usual) {
      return null;
    }
    int nano = fraction * POWERS[NANO_DIGITS - digits];
    return LocalDateTime.of(year, month, day, hour, minute, second, nano).toInstant(ZoneOffset.UTC);
  }

  /** Whether all that is no digit stands where it should. */
  private static boolean hasMarks(String text, int end) {
    return end >= SECOND_END
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && (end == SECOND_END || (text.charAt(SECOND_END) == '.' && end > FRACTION))
        && text.charAt(end) == 'Z';
  }

  private static boolean isBetween(int number, int least, int greatest) {
    return number >= least && number <= greatest;
  }

  /** The number that these digits say; -1 when they are not all digits. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private static String text(Instant instant, IntUnaryOperator digitsOf) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    int second = time.getSecond();
    int nano = time.getNano();
    int digits = digitsOf.applyAsInt(nano);
    int end = digits == 0 ? SECOND_END : FRACTION + digits;
    char[] text = "0000-00-00T00:00:00.000000000Z".toCharArray();
    put(text, 4, time.getYear());
    put(text, 7, time.getMonthValue());
    put(text, 10, time.getDayOfMonth());
    put(text, 13, time.getHour());
    put(text, 16, time.getMinute());
    put(text, SECOND_END, second);
    if (digits > 0) {
      put(text, end, nano / POWERS[NANO_DIGITS - digits]);
    }
    text[end] = 'Z';
    return new String(text, 0, end + 1);
  }

  private static int digits(int nano) {
    int digits = 0;
    while (nano % POWERS[NANO_DIGITS - digits] != 0) {
      digits += MILLI_DIGITS;
    }
    return digits;
  }

  /** Puts the number's digits before {@code end}, where there are zeroes. */
  private static void put(char[] text, int end, int number) {
    int at = end;
    for (int rest = number; rest > 0; rest /= 10) {
      at--;
      text[at] = (char) ('0' + rest % 10);
    }
  }
}
