package io.tenantatlas.projector.capture;

/**
 * The source cannot be captured as it is. The message says what to do; once it is done capture goes
 * on by itself.
 */
final class SourceProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SourceProblemException(String message) {
    super(message);
  }
}
