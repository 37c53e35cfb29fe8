package io.tenantatlas.query.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** Reads query parameters, each of which may be given at most once. */
final class QueryParameters {

  private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,19}");

  /**
   * A whole number.
   *
   * @param byDefault when it is not given
   * @throws InvalidParameterException when it is none, or out of range
   */
  static long integer(
      MultiValueMap<String, String> query, String name, long least, long greatest, long byDefault) {
    String expected =
        String.format(Locale.ROOT, "an integer from %d to %d, given at most once", least, greatest);
    String written = single(query, name, expected);
    if (written == null) {
      return byDefault;
    }
    try {
      long value = WRITTEN.matcher(written).matches() ? Long.parseLong(written) : -1;
      if (least <= value && value <= greatest) {
        return value;
      }
    } catch (NumberFormatException e) {
      // 19 digits above the greatest long: refused below like any other.
    }
    throw new InvalidParameterException(name, expected);
  }

  /**
   * The text given; null when there is none.
   *
   * @param expected what is allowed, for whom gives it twice
   */
  static @Nullable String single(
      MultiValueMap<String, String> query, String name, String expected) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new InvalidParameterException(name, expected);
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  private QueryParameters() {}
}
