package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that is measured, or needed for that. It ends with this program at the latest.
 */
public final class ProcessUnderTest implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final int LINES_SHOWN = 20;
  private static final int LOOK_MILLIS = 20;

  private final String name;
  private final Path log;
  private final Process process;

  private ProcessUnderTest(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts one, and waits for nothing.
   *
   * @param directory where its output goes, into {@code <name>.log}
   * @param arguments of {@code java}
   */
  public static ProcessUnderTest start(String name, Path directory, List<String> arguments)
      throws IOException {
    ProcessUnderTest started = startAlone(name, directory, arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroy));
    return started;
  }

  private static ProcessUnderTest startAlone(String name, Path directory, List<String> arguments)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new ProcessUnderTest(name, log, process);
  }

  /** Starts a class of this program. */
  public static ProcessUnderTest start(
      Class<?> program, Path directory, List<String> options, List<String> arguments)
      throws IOException {
    return start(program.getSimpleName(), directory, words(program, options, arguments));
  }

  /**
   * Starts a class of this program that ends in order when its standard input does, in whatever way
   * this program ends.
   */
  static ProcessUnderTest startUntilInputEnds(
      Class<?> program, Path directory, List<String> options, List<String> arguments)
      throws IOException {
    return startAlone(program.getSimpleName(), directory, words(program, options, arguments));
  }

  private static List<String> words(
      Class<?> program, List<String> options, List<String> arguments) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    all.addAll(arguments);
    return all;
  }

  /** Returns when the process has printed a line that begins so, with what follows there. */
  public String awaitLine(String beginning) throws IOException, InterruptedException {
    return awaitLine(beginning, READY_WITHIN);
  }

  /** The same, with the time that it may take. */
  public String awaitLine(String beginning, Duration within)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      for (String line : Files.readAllLines(log)) {
        if (line.startsWith(beginning)) {
          return line.substring(beginning.length());
        }
      }
      awaitMore(deadline);
    }
  }

  /** Returns when an address is answered by 200. */
  public void awaitOk(URI address) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      await(() -> isOk(http, address));
    }
  }

  /** Returns when something is so; fails with the end of the log if the process ends before. */
  public void await(Condition reached) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!reached.holds()) {
      awaitMore(deadline);
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static boolean isOk(HttpClient http, URI address) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(address).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void awaitMore(long deadline) throws IOException, InterruptedException {
    if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
      List<String> lines = Files.readAllLines(log);
      int from = Math.max(0, lines.size() - LINES_SHOWN);
      throw new BenchException(
          name + " is not ready:\n" + String.join("\n", lines.subList(from, lines.size())));
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Of this process and those that it started. */
  public ProcessCost cost() {
    return ProcessCost.of(process.pid());
  }

  /** Ends a class of this program in order. */
  void endInput() throws IOException {
    process.getOutputStream().close();
    process.onExit().completeOnTimeout(process, STOP_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    close();
  }

  /** Ends it, and returns when it has. */
  @Override
  public void close() {
    Tools.end(process, STOP_WITHIN);
  }
}
