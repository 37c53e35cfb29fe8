package io.tenantatlas.bench;

/** What keeps a benchmark from being run, in words for who runs it. */
final class BenchException extends RuntimeException {

  BenchException(String message) {
    super(message);
  }
}
