package io.tenantatlas.projector.projection.badge;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Headline case: {@code not_applicable} and {@code notApplicable} become {@code Not Applicable}.
 * Words are separated by blanks, {@code _} and {@code -}, and where a capital follows a small
 * letter or a digit.
 */
final class HeadlineCase {

  private static final Pattern BOUNDARY =
      Pattern.compile("[\\s_-]+|(?<=[\\p{Ll}\\p{Nd}])(?=\\p{Lu})");

  private HeadlineCase() {}

  /** The text in headline case; the text itself when it has no word. */
  static String of(String text) {
    String headline =
        Arrays.stream(BOUNDARY.split(text))
            .filter(word -> !word.isEmpty())
            .map(HeadlineCase::capitalized)
            .collect(Collectors.joining(" "));
    return headline.isEmpty() ? text : headline;
  }

  private static String capitalized(String word) {
    int first = word.offsetByCodePoints(0, 1);
    return word.substring(0, first).toUpperCase(Locale.ROOT)
        + word.substring(first).toLowerCase(Locale.ROOT);
  }
}
