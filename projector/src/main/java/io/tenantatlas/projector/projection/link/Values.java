package io.tenantatlas.projector.projection.link;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a payload's values are as ids, and what is said about them in warnings. */
final class Values {

  /** The longest id, in characters, as of external ids: little enough to index. */
  static final int MAX_ID_LENGTH = 255;

  private static final String ZERO_GUID = "00000000-0000-0000-0000-000000000000";
  private static final int REPLACEMENT = 0xFFFD;

  private Values() {}

  /** Whether the value is a text of nothing but white space. */
  static boolean isBlank(@Nullable Object value) {
    return value instanceof String text && text.isBlank();
  }

  /** Whether the value is how Microsoft Graph writes that there is no reference. */
  static boolean isNone(Object value) {
    return isBlank(value) || value.equals(ZERO_GUID);
  }

  /** Whether the value is an id: a text that is not blank, not too long, and can be stored. */
  static boolean isId(@Nullable Object value) {
    return value instanceof String text
        && !text.isBlank()
        && text.codePointCount(0, text.length()) <= MAX_ID_LENGTH
        && text.codePoints().allMatch(Values::isStorable);
  }

  /** What the value is, in words. */
  static String described(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "an array";
      case Number _ -> "a number";
      case Boolean _ -> "a boolean";
      case String text when text.isBlank() -> "an empty string";
      case String text when text.codePointCount(0, text.length()) > MAX_ID_LENGTH ->
          "a string of more than " + MAX_ID_LENGTH + " characters";
      case String text when !text.codePoints().allMatch(Values::isStorable) ->
          "a string with characters that cannot be stored";
      case String _ -> "another string";
      default -> "no JSON value";
    };
  }

  /** The value as a warning shows it. */
  static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "object";
      case List<?> _ -> "array";
      case String text -> shortened(text);
      case Number number -> shortened(number.toString());
      case Boolean bool -> bool.toString();
      default -> "no JSON value";
    };
  }

  private static String shortened(String text) {
    int length = Math.min(text.length(), Warning.MAX_RAW_REF_LENGTH);
    StringBuilder shortened = new StringBuilder(length);
    text.substring(0, length)
        .codePoints()
        .map(character -> isStorable(character) ? character : REPLACEMENT)
        .forEach(shortened::appendCodePoint);
    return shortened.toString();
  }

  /** PostgreSQL has no NUL, and UTF-8 no half of a surrogate pair. */
  private static boolean isStorable(int character) {
    return character != 0
        && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
  }
}
