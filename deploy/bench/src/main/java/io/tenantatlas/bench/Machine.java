package io.tenantatlas.bench;

/** Where was measured, as far as figures depend on it. */
final class Machine {

  static String describe() {
    return "%d cores, shared by everything that is measured; Java %s, heap of the server 1 GB"
        .formatted(Runtime.getRuntime().availableProcessors(), Runtime.version());
  }

  private Machine() {}
}
