package io.tenantatlas.query.http;

/** A part of the request that cannot be understood: which, and what is allowed. */
public final class InvalidParameterException extends RuntimeException {

  private final String parameter;
  private final String expected;

  /**
   * @param expected what it must be, as the caller is told
   */
  public InvalidParameterException(String parameter, String expected) {
    super(parameter + " must be " + expected);
    this.parameter = parameter;
    this.expected = expected;
  }

  String parameter() {
    return parameter;
  }

  String expected() {
    return expected;
  }
}
