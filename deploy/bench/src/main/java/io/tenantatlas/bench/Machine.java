package io.tenantatlas.bench;

import java.util.Locale;

/** Where was measured, as far as figures depend on it. */
final class Machine {

  static String describe() {
    return String.format(
        Locale.ROOT,
        "%d cores, shared by everything that is measured; Java %s, heap of the server 1 GB",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
  }

  private Machine() {}
}
