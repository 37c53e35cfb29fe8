package io.tenantatlas.standalone.observability;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for. No parser: it knows the forms that our rules and panels use.
 */
final class PromQl {

  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
  private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final String MATCHERS = "\\{(?:[^\"}]|" + TEXT + ")*\\}";

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<aside>"
              + TEXT
              + "|\\[[^\\]]*\\]" // a range
              + "|\\b(?:\\w+\\s+)?(?:by|without)\\s*\\([^)]*\\)" // with its aggregation
              + "|\\b(?:on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
              + "|\\b\\d[\\w.]*)"
              + "|(?<selector>(?<name>[a-zA-Z_:][\\w:]*)(?:"
              + MATCHERS
              + ")?|"
              + MATCHERS
              + ")(?<call>\\s*\\()?");

  private PromQl() {}

  /** Every selector of series, with its matchers, in the order of the text. */
  static List<String> selectors(String expression) {
    return TOKEN
        .matcher(expression)
        .results()
        .filter(PromQl::isSelector)
        .map(token -> token.group("selector"))
        .distinct()
        .toList();
  }

  private static boolean isSelector(MatchResult token) {
    String name = token.group("name");
    return token.group("selector") != null
        && token.group("call") == null
        && !(name != null && OPERATORS.contains(name));
  }

  /** The metrics that a selector may be of: its name, or those that {@code __name__} lists. */
  static List<String> metrics(String selector) {
    String name = selector.split("\\{", 2)[0];
    if (!name.isEmpty()) {
      return List.of(name);
    }
    return Pattern.compile("__name__=~?\"([^\"]*)\"")
        .matcher(selector)
        .results()
        .flatMap(names -> List.of(names.group(1).split("\\|", -1)).stream())
        .toList();
  }
}
