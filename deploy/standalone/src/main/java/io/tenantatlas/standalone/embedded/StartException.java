package io.tenantatlas.standalone.embedded;

/**
 * A reason why the standalone run cannot start. Its message is the whole line that is shown: what
 * is wrong and what to do.
 */
public final class StartException extends RuntimeException {
  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
