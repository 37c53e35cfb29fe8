package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine. */
public final class Tools {

  /** Where a program is, or an error that says to install it. */
  public static String find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    "%1$s is not on the PATH: install it, on Debian by apt-get install %1$s"
                        .formatted(name)));
  }

  /** Runs a program to its end and returns what it prints, on either stream. */
  public static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new BenchException(command.getFirst() + " failed: " + output);
      }
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Asks a process to end, makes it end when it does not in time, and returns when it has. */
  public static void end(Process process, Duration within) {
    process.destroy();
    process.onExit().completeOnTimeout(process, within.toMillis(), TimeUnit.MILLISECONDS).join();
    process.destroyForcibly().onExit().join();
  }

  private Tools() {}
}
