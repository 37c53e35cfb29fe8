package io.tenantatlas.projector.change;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the source's write-ahead log (a PostgreSQL LSN). Positions are ordered as unsigned
 * 64-bit numbers; the text form is PostgreSQL's, {@code 0/16B3748}.
 */
public record SourcePosition(long value) implements Comparable<SourcePosition> {

  /** Before every commit. */
  public static final SourcePosition ZERO = new SourcePosition(0);

  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /**
   * Reads PostgreSQL's text form.
   *
   * @throws IllegalArgumentException when the text is not of the form {@code 0/16B3748}
   */
  public static SourcePosition parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a position of the form 0/16B3748");
    }
    return new SourcePosition(
        (Long.parseLong(matcher.group(1), 16) << 32) | Long.parseLong(matcher.group(2), 16));
  }

  @Override
  public int compareTo(SourcePosition other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%X/%X", value >>> 32, value & 0xFFFF_FFFFL);
  }
}
