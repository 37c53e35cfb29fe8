package io.tenantatlas.projector.change;

import java.util.regex.Pattern;

/**
 * Names one history of the source: within it the positions of commits rise, and between two of them
 * positions mean nothing. A promoted standby, and a database that replaces the source, begin
 * another one. The text form is the source's system identifier and timeline, both decimal: {@code
 * 7351234567890123456/1}. Capture adds {@code .n} where these two do not tell histories apart.
 */
public record SourceHistory(String text) {

  private static final int LENGTH_MAX = 60;
  private static final Pattern FORM = Pattern.compile("[0-9]{1,20}/[0-9]{1,10}(?:\\.[0-9]+)?");

  /** The history of marks that name none, as those of earlier releases. */
  public static final SourceHistory UNKNOWN = new SourceHistory("0/0");

  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public SourceHistory {
    if (text.length() > LENGTH_MAX || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a history of the form 7351234567890123456/1");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
