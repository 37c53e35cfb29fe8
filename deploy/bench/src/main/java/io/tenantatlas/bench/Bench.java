package io.tenantatlas.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program: runs one benchmark, prints its report as Markdown and keeps it in a file. */
public final class Bench {

  private static final String USAGE =
      """
      java -jar deploy/bench/target/bench.jar <benchmark> [--name=value …], from the repository's root

      serving     warm reads and 304s against nginx, by wrk (both must be installed)
        --rounds=5 --seconds=5 --warm-up=20 (seconds) --connections=16,64
      streams     pushed events: time from commit to arrival, memory for each client
        --clients=2000 --changes=50 --per-second=2
      freshness   time from commit to served
        --per-second=20 --seconds=30 --warm-up=20 (seconds) --poll-millis=5

      all         --tenants=25, and which server:
        --jar=deploy/standalone/target/standalone.jar   started on free ports with data of its own
        --address=http://127.0.0.1:8080 --management=http://127.0.0.1:8081
        --source=jdbc:postgresql://127.0.0.1:15432/tenant_atlas --pid=<its>
                                                        or one that runs, with its workload off
        --out=deploy/bench/target/<benchmark>.md        the report
      """;

  private Bench() {}

  public static void main(String[] args) throws Exception {
    try {
      run(args);
    } catch (BenchException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(String[] args) throws Exception {
    if (args.length == 0) {
      throw new BenchException(USAGE);
    }
    Arguments arguments = Arguments.parse(args);
    Benchmark benchmark =
        switch (args[0]) {
          case "serving" -> new Serving(arguments);
          case "streams" -> new Streams(arguments);
          case "freshness" -> new Freshness(arguments);
          default -> throw new BenchException(USAGE);
        };
    Path out = Path.of(arguments.text("out", "deploy/bench/target/" + args[0] + ".md"));
    Server server = Server.of(arguments);
    arguments.refuseOthers(USAGE);
    String report;
    try (server) {
      report = benchmark.run(server);
    }
    System.out.println(report);
    keep(report, out);
  }

  private static void keep(String report, Path out) throws IOException {
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.writeString(out, report);
  }
}
