package io.tenantatlas.standalone.secured;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Runs the commands that deploy/README.md names. */
final class Commands {

  private Commands() {}

  /**
   * Runs one, and waits for its end.
   *
   * @param environment added to this process's own
   * @throws IOException with all that it printed, if it fails
   */
  static void run(Map<String, String> environment, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(List.of(command).getFirst() + " fails: " + printed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
