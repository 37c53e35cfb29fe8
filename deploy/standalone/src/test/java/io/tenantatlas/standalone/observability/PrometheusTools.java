package io.tenantatlas.standalone.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' programs that are installed on this machine. */
final class PrometheusTools {

  private PrometheusTools() {}

  /** What a run of {@code promtool} printed, and how it ended. */
  record Result(int exitCode, String output) {}

  static Result promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = start(new ProcessBuilder(command).redirectErrorStream(true));
    try (InputStream output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), UTF_8);
      return new Result(process.waitFor(), printed);
    }
  }

  /** Starts one of them; says what to install when it is not there. */
  static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          builder.command().getFirst()
              + " is not on the PATH: install Prometheus, on Debian by \"apt-get install"
              + " prometheus\"; the rules and the dashboard of deploy/observability are tried",
          e);
    }
  }
}
