package io.tenantatlas.standalone.secured;

import io.tenantatlas.standalone.embedded.TestPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code projector.jar} in a process of its own, with settings as a user writes them. */
final class SecuredProjector implements AutoCloseable {

  private static final long ENDS_WITHIN_SECONDS = 60;

  private final int port = TestPorts.free();
  private final Path output;
  private final Process process;

  /**
   * Starts it, and waits for nothing.
   *
   * @param settings by name; names in capitals are environment variables
   */
  SecuredProjector(Path directory, Map<String, String> settings) throws IOException {
    output = Files.createTempFile(directory, "projector", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(Path.of("..", "..", "projector", "target", "projector.jar").toString());
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + TestPorts.free());
    ProcessBuilder builder = new ProcessBuilder(command);
    settings.forEach(
        (name, value) -> {
          if (name.equals(name.toUpperCase(Locale.ROOT))) {
            builder.environment().put(name, value);
          } else {
            command.add("--" + name + "=" + value);
          }
        });
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Whether it says that it is ready. */
  boolean isReady() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Waits until it ends, and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it goes on");
    }
    return process.exitValue();
  }

  /** What it has printed. */
  List<String> output() throws IOException {
    return Files.readAllLines(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
