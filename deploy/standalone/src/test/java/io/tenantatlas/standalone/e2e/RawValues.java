package io.tenantatlas.standalone.e2e;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Random status-like values, known to the catalog and not, as applications come to store them. */
final class RawValues {

  /** Letters of several scripts, with and without case, digits, separators, and an emoji. */
  private static final List<String> PIECES =
      List.of(
          "a", "b", "z", "A", "Q", "0", "7", "é", "Ö", "ж", "Ж", "日", "ß", "😀", "_", "-", " ",
          "  ", "\t", "'", "\"", "\\", "/", "<b>", "?", "%", "needs", "Review", "API", "not");

  private RawValues() {}

  /** Twelve pieces at most, none at all, or blanks. */
  static String unseen(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(13);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  /** A known value of the domain: mostly as it is, sometimes with capitals or blanks around. */
  static String known(RandomGenerator random, String domain) {
    List<String> values = BadgeCatalog.values(domain);
    String value = values.get(random.nextInt(values.size()));
    return switch (random.nextInt(12)) {
      case 0 -> value.toUpperCase(Locale.ROOT);
      case 1 -> " " + value + "\t ";
      default -> value;
    };
  }

  /** A text as a SQL literal. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
