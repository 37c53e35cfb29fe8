package io.tenantatlas.bench.report;

import java.util.Locale;

/** Tells on standard error how far the program is, and since when it runs. */
public final class Progress {

  private static final long BEGAN = System.nanoTime();
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  public static void say(String message) {
    long seconds = (System.nanoTime() - BEGAN) / NANOS_PER_SECOND;
    System.err.println(
        String.format(Locale.ROOT, "[%02d:%02d] %s", seconds / 60, seconds % 60, message));
  }

  private Progress() {}
}
