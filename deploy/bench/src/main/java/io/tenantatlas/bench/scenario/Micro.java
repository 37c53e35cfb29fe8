package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.micro.Decoding;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The projector's pure parts by JMH: time and allocation of one operation, on one thread. */
@Command(name = "micro", description = "The projector's pure parts by JMH.")
public final class Micro extends Scenario {

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Benchmarks whose names have this in them.")
  private String only = "";

  @Option(names = "--forks", converter = Positive.class, description = "JVMs of each benchmark.")
  private int forks = 1;

  @Option(
      names = "--warm-ups",
      converter = Positive.class,
      description = "Iterations that do not count.")
  private int warmUps = 3;

  @Option(
      names = "--iterations",
      converter = Positive.class,
      description = "Iterations that count.")
  private int iterations = 3;

  @Option(names = "--millis", converter = Positive.class, description = "Of an iteration.")
  private int millis = 1000;

  @Override
  Section measure() throws RunnerException {
    Table table = new Table("operation", "ns/op", "± (99.9 %)", "B/op");
    for (RunResult result : run()) {
      Result<?> time = result.getPrimaryResult();
      table.row(
          name(result.getParams()),
          String.format(Locale.ROOT, "%.0f", time.getScore()),
          Double.isNaN(time.getScoreError())
              ? "–"
              : String.format(Locale.ROOT, "%.0f", time.getScoreError()),
          String.format(
              Locale.ROOT,
              "%.0f",
              Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION)).getScore()));
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            The projector's pure parts on one thread, by JMH with its profiler of allocations: %d JVM(s) of each, %d \
            iterations of %d ms after %d to warm up. `Decoding` is a record of the change log, `Contributing` what a row \
            adds to its tenant's measures, `Referencing` the references of an item's payload, `Rendering` all documents of \
            a tenant with 50 rows in each table.
            """,
            forks,
            iterations,
            millis,
            warmUps);
    return new Section("Pure parts", about, List.of(table), List.of());
  }

  private Collection<RunResult> run() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(Decoding.class.getPackageName().replace(".", "\\.") + ".*" + only)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(forks)
                .warmupIterations(warmUps)
                .measurementIterations(iterations)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementTime(TimeValue.milliseconds(millis))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms512m", "-Xmx512m", "--sun-misc-unsafe-memory-access=allow")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build())
        .run();
  }

  /** Class, method and parameters. */
  private static String name(BenchmarkParams benchmark) {
    String method = benchmark.getBenchmark();
    String parameters =
        benchmark.getParamsKeys().stream()
            .map(key -> benchmark.getParam(key).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    String own = method.substring(Decoding.class.getPackageName().length() + 1);
    return "`" + own + "`" + (parameters.isEmpty() ? "" : " " + parameters);
  }
}
