package io.tenantatlas.projector.capture;

/**
 * A record of the change log cannot be understood. The message names table, key and field and what
 * was expected, never the content.
 */
public final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that says what was expected where. */
  public MalformedRecordException(String message) {
    super(message);
  }

  /** What was expected where. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
