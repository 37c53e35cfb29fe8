package io.tenantatlas.query.store;

import java.util.regex.Pattern;

/**
 * Names one history of the source, to which positions belong: its system identifier and timeline.
 * Between two histories positions mean nothing. Capture puts a number behind it when the server was
 * set back, or may have been; the server itself does not know of that.
 */
public record SourceHistory(String text) {

  /** The written form, for error messages. */
  public static final String FORM =
      "the source's system identifier and timeline, such as 7351234567890123456/1";

  private static final int LENGTH_MAX = 60;
  private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,20}/[0-9]{1,10}(?:\\.[0-9]+)?");

  /**
   * @throws IllegalArgumentException when the text is not of {@link #FORM}
   */
  public SourceHistory {
    if (text.length() > LENGTH_MAX || !WRITTEN.matcher(text).matches()) {
      throw new IllegalArgumentException("a history of the source is " + FORM);
    }
  }

  /** Whether it is the other one, as the server itself would name it or with its number. */
  public boolean names(SourceHistory other) {
    return equals(other) || other.text.startsWith(text + ".");
  }

  @Override
  public String toString() {
    return text;
  }
}
