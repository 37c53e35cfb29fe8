package io.tenantatlas.bench;

/** What keeps a benchmark from being run, in words for who runs it. */
public final class BenchException extends RuntimeException {

  public BenchException(String message) {
    super(message);
  }
}
