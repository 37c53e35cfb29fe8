package io.tenantatlas.query.store;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A position in the source's write-ahead log (a PostgreSQL LSN), ordered as unsigned.
 *
 * @param bytes the unsigned 64-bit byte position
 */
public record SourcePosition(long bytes) implements Comparable<SourcePosition> {

  /** The written form, for error messages. */
  public static final String FORM =
      "two hexadecimal numbers of 1 to 8 digits joined by a slash, such as 0/16B3748";

  private static final Pattern WRITTEN = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when the text is not of {@link #FORM}
   */
  public static SourcePosition parse(String text) {
    var written = WRITTEN.matcher(text);
    if (!written.matches()) {
      throw new IllegalArgumentException("a source position is " + FORM);
    }
    long high = Long.parseLong(written.group(1), 16);
    long low = Long.parseLong(written.group(2), 16);
    return new SourcePosition(high << 32 | low);
  }

  public boolean isBefore(SourcePosition other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(SourcePosition other) {
    return Long.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return (Long.toHexString(bytes >>> 32) + "/" + Long.toHexString(bytes & 0xFFFF_FFFFL))
        .toUpperCase(Locale.ROOT);
  }
}
