package io.tenantatlas.service.startup;

/**
 * The program cannot start, for a reason that its user can mend. The message is the one line that
 * is shown: what is wrong, which setting it is about, and what to do.
 */
public final class StartupFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the line that is shown. */
  public StartupFailure(String message) {
    super(message);
  }

  /** With the line that is shown, and what it was made from. */
  public StartupFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
