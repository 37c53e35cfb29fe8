package io.tenantatlas.standalone.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The PostgreSQL programs this process runs, each to its end. */
final class PostgresCommands {
  private final Path bin;

  PostgresCommands(Path binaries) {
    this.bin = binaries.resolve("bin");
  }

  /** What a program printed, and how it ended. */
  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /**
   * Runs one program and waits for it. An interrupt is kept for the caller and does not cut the
   * program off.
   */
  Result run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRootOfLinux()) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody, and the
      // files stay root's.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(exitCode(process), output.strip());
  }

  private static int exitCode(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isRootOfLinux() {
    return Files.isDirectory(Path.of("/proc/self")) && new UnixSystem().getUid() == 0;
  }
}
