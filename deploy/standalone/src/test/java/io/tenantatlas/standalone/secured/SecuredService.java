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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One of the two jars in a process of its own, with settings as a user writes them. */
final class SecuredService implements AutoCloseable {

  private static final long ENDS_WITHIN_SECONDS = 60;

  private final int port = TestPorts.free();
  private final int managementPort = TestPorts.free();
  private final Path output;
  private final Process process;

  /**
   * Starts it, and waits for nothing.
   *
   * @param name {@code projector} or {@code query-api}
   * @param settings by name; names in capitals are environment variables
   */
  SecuredService(String name, Path directory, Map<String, String> settings) throws IOException {
    output = Files.createTempFile(directory, name, ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(Path.of("..", "..", name, "target", name + ".jar").toString());
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + managementPort);
    ProcessBuilder builder = new ProcessBuilder(command);
    settings.forEach(
        (setting, value) -> {
          if (setting.equals(setting.toUpperCase(Locale.ROOT))) {
            builder.environment().put(setting, value);
          } else {
            command.add("--" + setting + "=" + value);
          }
        });
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Whether it says that it is ready. */
  boolean isReady() throws InterruptedException {
    return get(port, "/readyz")
        .map(HttpResponse::statusCode)
        .filter(status -> status == 200)
        .isPresent();
  }

  /** What is wrong with it, and what it has printed. */
  String state() throws IOException, InterruptedException {
    return get(managementPort, "/actuator/health").map(HttpResponse::body).orElse("no answer")
        + "\n"
        + String.join("\n", output());
  }

  /** Whether it is alive, although it may not be ready. */
  boolean isAlive() throws InterruptedException {
    return get(port, "/livez")
        .map(HttpResponse::statusCode)
        .filter(status -> status == 200)
        .isPresent();
  }

  /** All its metrics, as Prometheus reads them; empty when it does not answer. */
  String metrics() throws InterruptedException {
    return get(managementPort, "/actuator/prometheus").map(HttpResponse::body).orElse("");
  }

  private static Optional<HttpResponse<String>> get(int port, String path)
      throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Optional.of(
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException notYet) {
      return Optional.empty();
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
