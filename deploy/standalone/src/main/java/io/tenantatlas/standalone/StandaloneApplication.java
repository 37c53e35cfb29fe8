package io.tenantatlas.standalone;

import java.util.Locale;

/** The standalone run as a program. */
public final class StandaloneApplication {
  private static final int FAILED = 1;

  private StandaloneApplication() {}

  /** Runs everything until the process is told to stop. */
  public static void main(String[] args) {
    // Kafka's broker does not start in Turkish: libraries fold case by the default locale.
    Locale.setDefault(Locale.ROOT);
    StandaloneRun run = new StandaloneRun(new EmbeddedServers());
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(run::close));
    try {
      run.start(args);
    } catch (RuntimeException alreadyReported) {
      System.exit(FAILED);
    }
  }
}
