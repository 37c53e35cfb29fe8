package io.tenantatlas.standalone;

import io.tenantatlas.standalone.embedded.TestPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code projector.jar} in a process of its own, on the servers of a standalone run. Made for one
 * thread.
 */
public final class ProjectorProcess implements AutoCloseable {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  private final List<Integer> ports = TestPorts.free(2);
  private final Path output;
  private final Process process;

  /**
   * Starts it, and waits for nothing.
   *
   * @param directory where its output goes
   * @param name of the process
   * @param arguments the JVM's begin with one dash, settings with two; they win over the ones this
   *     class gives
   */
  public ProjectorProcess(
      Path directory, String name, StandaloneProcess servers, String... arguments)
      throws IOException {
    output = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List.of(arguments).stream().filter(each -> !each.startsWith("--")).forEach(command::add);
    command.add("-jar");
    command.add(Path.of("..", "..", "projector", "target", "projector.jar").toString());
    command.add("--server.port=" + ports.get(0));
    command.add("--management.server.port=" + ports.get(1));
    command.add("--atlas.source.url=" + servers.sourceUrl());
    command.add("--atlas.source.password=postgres");
    command.add("--spring.datasource.url=" + servers.readModelUrl());
    command.add("--spring.datasource.password=postgres");
    command.add("--spring.kafka.bootstrap-servers=" + servers.kafkaBootstrapServers());
    command.add("--atlas.kafka.partitions=4");
    command.add("--atlas.kafka.replication-factor=1");
    List<String> settings = List.of(arguments).stream().filter(a -> a.startsWith("--")).toList();
    command.removeIf(own -> settings.stream().anyMatch(each -> name(each).equals(name(own))));
    command.addAll(settings);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  private static String name(String argument) {
    return argument.split("=", 2)[0];
  }

  /** SIGSTOP: it does nothing more, and its connections stay open. */
  public void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT: it goes on where it was. */
  public void wake() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  /** What its health says, or that nothing answers. */
  public String health() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + ports.get(1) + "/actuator/health"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** SIGTERM, and waits for the end; returns the time that took. */
  public Duration stop() throws InterruptedException {
    long began = System.nanoTime();
    process.destroy();
    if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
