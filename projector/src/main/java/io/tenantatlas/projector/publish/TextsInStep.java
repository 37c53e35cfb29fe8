package io.tenantatlas.projector.publish;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the values in which two JSON texts differ, in one pass through both: equal ones are passed
 * over as text, which is most of a document. It gives up where the texts are not compact, or
 * objects do not have the same members in the same order. Objects must not name a member twice.
 */
final class TextsInStep {

  /** Is told of two values whose texts differ, and which are not both objects. */
  interface Differences {
    void differ(List<String> path, String before, String after);
  }

  private static final char NONE = 0;

  private final String before;
  private final String after;
  private final Differences differences;
  private final List<String> path = new ArrayList<>();
  private int at;
  private int afterAt;

  TextsInStep(String before, String after, Differences differences) {
    this.before = before;
    this.after = after;
    this.differences = differences;
  }

  /** Whether the texts could be compared; if not, what was told is not all. */
  boolean compare() {
    return value() && at == before.length() && afterAt == after.length();
  }

  private boolean value() {
    if (both('{')) {
      return object();
    }
    int end = end(before, at);
    int length = end - at;
    boolean same =
        before.regionMatches(at, after, afterAt, length)
            && isBehindValue(charAt(after, afterAt + length));
    int afterEnd = same ? afterAt + length : end(after, afterAt);
    if (!same) {
      differences.differ(path, before.substring(at, end), after.substring(afterAt, afterEnd));
    }
    at = end;
    afterAt = afterEnd;
    return true;
  }

  private boolean object() {
    step(1);
    if (both('}')) {
      step(1);
      return true;
    }
    while (both('"') && name() && value()) {
      path.removeLast();
      boolean last = both('}');
      if (!last && !both(',')) {
        return false;
      }
      step(1);
      if (last) {
        return true;
      }
    }
    return false;
  }

  /** Whether both have the same plain name here. */
  private boolean name() {
    int length = before.indexOf('"', at + 1) + 1 - at;
    String name = before.substring(at + 1, Math.max(at + 1, at + length - 1));
    boolean same =
        before.regionMatches(at, after, afterAt, length + 1)
            && name.indexOf('\\') < 0
            && charAt(before, at + length) == ':';
    path.add(name);
    step(length + 1);
    return same;
  }

  private void step(int length) {
    at += length;
    afterAt += length;
  }

  private boolean both(char character) {
    return charAt(before, at) == character && charAt(after, afterAt) == character;
  }

  private static char charAt(String text, int index) {
    return index < text.length() ? text.charAt(index) : NONE;
  }

  private static boolean isBehindValue(char character) {
    return character == ',' || character == '}' || character == ']' || character == NONE;
  }

  /** The end of the value that begins there. */
  private static int end(String text, int start) {
    int depth = 0;
    int i = start;
    while (i < text.length()) {
      char character = text.charAt(i);
      if (character == '"') {
        i = endOfString(text, i);
      } else if (depth == 0 && isBehindValue(character)) {
        return i;
      } else {
        depth += depthOf(character);
        i++;
      }
    }
    return i;
  }

  private static int depthOf(char character) {
    return switch (character) {
      case '{', '[' -> 1;
      case '}', ']' -> -1;
      default -> 0;
    };
  }

  private static int endOfString(String text, int start) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }
}
