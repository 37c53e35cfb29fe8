package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The standalone run as a process of its own, on free ports, with data of its own that go with it.
 * It is started once for the demo tenants' history, always the same, and then without a workload.
 *
 * <p>The whole heap is touched at the start, so that the growth of the process is that of other
 * memory.
 */
public final class Standalone implements AutoCloseable {

  private static final Path JAR = Path.of("deploy", "standalone", "target", "standalone.jar");
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
  private static final List<String> HISTORY =
      List.of("workload.enabled=true", "workload.seed=1", "workload.rate=0.01");
  private static final int LINES_SHOWN = 20;

  private final int tenants;
  private final List<Integer> ports = Ports.free(4);
  private @Nullable Path directory;
  private @Nullable Process process;

  public Standalone(int tenants) {
    this.tenants = tenants;
  }

  /** Starts it, anew when it runs; returns when it serves. */
  public Target start() throws IOException, InterruptedException {
    if (!Files.exists(JAR)) {
      throw new BenchException("there is no " + JAR + ": make it by ./mvnw -Dquick package");
    }
    stop();
    Path home = directory == null ? prepare() : directory;
    Process measured = run(home, List.of("workload.enabled=false"));
    return new Target(
        URI.create("http://127.0.0.1:" + ports.get(0)),
        URI.create("http://127.0.0.1:" + ports.get(1)),
        "jdbc:postgresql://127.0.0.1:" + ports.get(2) + "/tenant_atlas",
        measured.pid());
  }

  private Path prepare() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("bench-standalone-");
    directory = home;
    List<String> history = new ArrayList<>(HISTORY);
    history.add("workload.tenants=" + tenants);
    run(home, history);
    stop();
    return home;
  }

  private Process run(Path home, List<String> settings) throws IOException, InterruptedException {
    File log = home.resolve("standalone.log").toFile();
    Process started =
        new ProcessBuilder(command(home, settings))
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
    process = started;
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (Files.readAllLines(log.toPath()).stream().noneMatch(line -> line.startsWith("READY "))) {
      if (started.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new BenchException("the standalone run is not READY:\n" + tail(log.toPath()));
      }
    }
    return started;
  }

  private List<String> command(Path home, List<String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-jar", JAR.toString()));
    command.add("--server.port=" + ports.get(0));
    command.add("--management.server.port=" + ports.get(1));
    command.add("--atlas.query-api.stream.max-open-per-actor=10000"); // one token follows with all
    command.add("--atlas.standalone.postgres.port=" + ports.get(2));
    command.add("--atlas.standalone.kafka.port=" + ports.get(3));
    command.add("--atlas.standalone.data-dir=" + home.resolve("data"));
    settings.forEach(setting -> command.add("--atlas.standalone." + setting));
    return command;
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }

  private void stop() {
    if (process != null) {
      Tools.end(process, STOP_WITHIN);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    if (directory != null) {
      delete(directory);
    }
  }

  /** Deletes a directory with all that is in it. */
  public static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
