package io.tenantatlas.standalone;

import io.tenantatlas.standalone.embedded.TestPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The standalone run as a user has it, {@code java -jar standalone.jar}, in a process of its own:
 * on free ports, with its data in a directory of the test, and with the workload off unless an
 * argument says otherwise.
 *
 * <p>Made for one thread. {@link #close} stops it in order, so that PostgreSQL goes as well.
 */
public final class StandaloneProcess implements AutoCloseable {
  public static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final Path directory;
  private final List<Integer> ports = TestPorts.free(4);
  private final List<String> arguments;
  private @Nullable Run run;

  /**
   * Nothing is started yet.
   *
   * @param directory where it runs and keeps its data
   * @param arguments win over the ones this class gives; those with one dash are the JVM's
   */
  public StandaloneProcess(Path directory, String... arguments) {
    this.directory = directory;
    this.arguments = List.of(arguments);
  }

  /** One process from its start to its end. Both streams are collected as they come. */
  private static final class Run {
    final Process process;
    final CompletableFuture<String> ready = new CompletableFuture<>();
    final Thread reader;
    private final List<String> lines = new ArrayList<>();

    Run(Process process) {
      this.process = process;
      this.reader = Thread.ofPlatform().daemon().name("standalone-output").start(this::read);
    }

    private void read() {
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          add(line);
          if (line.startsWith("READY ")) {
            ready.complete(line);
          }
        }
      } catch (IOException e) {
        add("its output ended: " + e.getMessage()); // as it was killed
      } finally {
        ready.completeExceptionally(
            new IllegalStateException("it ended: " + String.join("\n", lines())));
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
    }

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }
  }

  /** Starts it and waits for READY; returns the time that took. */
  public Duration start() throws IOException, InterruptedException {
    long began = System.nanoTime();
    launch();
    awaitReady();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Starts it and waits for nothing. */
  public void launch() throws IOException {
    if (run != null && run.process.isAlive()) {
      throw new IllegalStateException("it runs");
    }
    ProcessBuilder builder = new ProcessBuilder(command()).directory(directory.toFile());
    run = new Run(builder.redirectErrorStream(true).start());
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for a minute or two: compiled further, it would only start later.
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"));
    command.addAll(arguments.stream().filter(StandaloneProcess::isOfTheJvm).toList());
    command.addAll(
        List.of("-jar", Path.of("target", "standalone.jar").toAbsolutePath().toString()));
    command.add("--server.port=" + ports.get(0));
    command.add("--management.server.port=" + ports.get(1));
    command.add("--atlas.standalone.postgres.port=" + ports.get(2));
    command.add("--atlas.standalone.kafka.port=" + ports.get(3));
    if (arguments.stream()
        .noneMatch(argument -> argument.startsWith("--atlas.standalone.workload."))) {
      command.add("--atlas.standalone.workload.enabled=false");
    }
    // Spring joins the values of an option that comes twice, so the test's own must be the only
    // one.
    command.removeIf(
        own -> arguments.stream().anyMatch(argument -> name(argument).equals(name(own))));
    arguments.stream().filter(argument -> !isOfTheJvm(argument)).forEach(command::add);
    return command;
  }

  private static boolean isOfTheJvm(String argument) {
    return !argument.startsWith("--");
  }

  private static String name(String argument) {
    return argument.split("=", 2)[0];
  }

  /** Waits for the READY line and returns it. */
  public String awaitReady() throws InterruptedException {
    Run current = current();
    try {
      return current.ready.get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("not READY: " + String.join("\n", current.lines()), e);
    }
  }

  /** Waits until the process ends by itself, and returns its exit code. */
  public int awaitExit(Duration within) throws InterruptedException {
    Run current = current();
    if (!current.process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("it still runs: " + String.join("\n", current.lines()));
    }
    current.reader.join();
    return current.process.exitValue();
  }

  /**
   * SIGTERM, and waits for the end; returns the time that took. Nothing happens when it does not
   * run.
   */
  public Duration stop() throws InterruptedException {
    long began = System.nanoTime();
    if (run != null && run.process.isAlive()) {
      run.process.destroy();
      awaitExit(STOP_WITHIN);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** kill -9. PostgreSQL lives on until the next start with the same directory. */
  public void kill() throws InterruptedException {
    current().process.destroyForcibly();
    awaitExit(STOP_WITHIN);
  }

  /** Everything printed by the newest process so far, both streams in the order they were read. */
  public List<String> output() {
    return current().lines();
  }

  private Run current() {
    if (run == null) {
      throw new IllegalStateException("it was never started");
    }
    return run;
  }

  /** The address of the query API, without a slash at its end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + ports.get(0));
  }

  public URI managementAddress() {
    return URI.create("http://127.0.0.1:" + ports.get(1));
  }

  public String kafkaBootstrapServers() {
    return "127.0.0.1:" + ports.get(3);
  }

  public String sourceUrl() {
    return "jdbc:postgresql://127.0.0.1:" + ports.get(2) + "/tenant_atlas";
  }

  public String readModelUrl() {
    return "jdbc:postgresql://127.0.0.1:" + ports.get(2) + "/read_model";
  }

  /** A new connection to the source database. */
  public Connection source() throws SQLException {
    return DriverManager.getConnection(sourceUrl(), "postgres", "postgres");
  }

  /** A new connection to the read model. */
  public Connection readModel() throws SQLException {
    return DriverManager.getConnection(readModelUrl(), "postgres", "postgres");
  }

  /** The port behind a setting's name. */
  public int port(String setting) {
    return switch (setting) {
      case "server.port" -> ports.get(0);
      case "management.server.port" -> ports.get(1);
      case "atlas.standalone.postgres.port" -> ports.get(2);
      case "atlas.standalone.kafka.port" -> ports.get(3);
      default -> throw new IllegalArgumentException(setting);
    };
  }

  /** Stops it in order, then by force. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (run != null) {
        run.process.destroyForcibly();
      }
    }
  }
}
