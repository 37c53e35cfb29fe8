package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.load.Writers;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.taker.Contender;
import io.tenantatlas.bench.taker.Taker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From commit to document under as much load as can be sustained. */
@Command(
    name = "throughput",
    description = "Commit to document under full load, beside Debezium's engine and JDBC sink.")
public final class Throughput extends Scenario {

  private static final int SAMPLE_MILLIS = 50;
  private static final double MILLIS_PER_SECOND = 1000;
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each case.")
  private int seconds = 60;

  @Option(names = "--warm-up", converter = Positive.class, description = "Seconds before, of load.")
  private int warmUpSeconds = 30;

  @Option(names = "--rows", split = ",", description = "Rows of a commit.")
  private List<Integer> rowsOfCommit = List.of(1, 10, 100);

  @Option(names = "--writers", converter = Positive.class, description = "Connections that write.")
  private int writers = 4;

  @Option(
      names = "--backlog",
      converter = Positive.class,
      description = "Rows that may be committed and not visible; then the writers wait.")
  private int backlog = 20_000;

  @Mixin private final Builds builds = new Builds();

  private record Result(double committed, double visible, double drainedSeconds, String costs) {}

  /** What was committed, visible and spent at one time. */
  private record Sample(
      long nanos, long committed, long visible, double own, double postgres, double broker) {

    static Sample of(BenchServers servers, Writers load, Taker taker) throws SQLException {
      return new Sample(
          System.nanoTime(),
          load.committed(),
          taker.visible(),
          taker.processorSeconds(),
          servers.postgres().processorSeconds(),
          servers.broker().processorSeconds());
    }

    Result until(Sample end, double drainedSeconds) {
      double took = (end.nanos - nanos) / NANOS_PER_SECOND;
      long rows = end.visible - visible;
      return new Result(
          (end.committed - committed) / took,
          rows / took,
          drainedSeconds,
          String.format(
              Locale.ROOT,
              "%.3f, %.3f, %.3f",
              (end.own - own) * MILLIS_PER_SECOND / rows,
              (end.postgres - postgres) * MILLIS_PER_SECOND / rows,
              (end.broker - broker) * MILLIS_PER_SECOND / rows));
    }
  }

  @Override
  Section measure() throws Exception {
    Table figures =
        new Table(
            "rows of a commit",
            "",
            "committed rows/s",
            "visible rows/s",
            "all visible after",
            "ms of processor a row: its processes, PostgreSQL, broker");
    Table ratios = new Table("rows of a commit", "visible, ours / other", "ratio");
    List<Contender> contenders = new ArrayList<>(Contender.of(builds.all()));
    contenders.add(Contender.ENGINE);
    contenders.add(Contender.SINK);
    for (int rows : rowsOfCommit) {
      Map<String, Result> results = new LinkedHashMap<>();
      for (Contender contender : contenders) {
        Progress.say("throughput: " + contender.name() + ", commits of " + rows);
        Result result = measure(contender, rows);
        results.put(contender.name(), result);
        add(figures, rows, contender.name(), result);
      }
      Result ours = results.remove(contenders.getFirst().name());
      results.forEach(
          (name, result) ->
              ratios.row(
                  Integer.toString(rows),
                  name,
                  String.format(Locale.ROOT, "%.2f", ours.visible / result.visible)));
    }
    return new Section("Throughput", about(), List.of(ratios, figures), List.of());
  }

  private String about() {
    return String.format(
        Locale.ROOT,
        """
        %d writers commit changes of all captured tables, of %d tenants, as fast as they can, for %d s after %d s of the \
        same. They wait while more than %,d rows are committed and not visible. A row is visible when the documents \
        of all partitions include its commit; for the engine alone, when Kafka has acknowledged it; for the JDBC sink, \
        which the engine calls without Kafka, when it is committed. Each case has fresh servers. The writers and the \
        servers share the machine with what is measured, so whoever costs less sees more written.
        """,
        writers,
        Writers.TENANTS,
        seconds,
        warmUpSeconds,
        backlog);
  }

  private static void add(Table figures, int rows, String name, Result result) {
    figures.row(
        Integer.toString(rows),
        name,
        String.format(Locale.ROOT, "%.0f", result.committed),
        String.format(Locale.ROOT, "%.0f", result.visible),
        String.format(Locale.ROOT, "%.1f s", result.drainedSeconds),
        result.costs);
  }

  private Result measure(Contender contender, int rows) throws Exception {
    try (BenchServers servers = BenchServers.start()) {
      Writers.insertTenants(servers.sourceUrl());
      try (Writers load = new Writers(servers.sourceUrl(), writers, rows, 0, backlog);
          Taker taker = contender.start().on(servers, load::committed)) {
        load.start();
        run(load, taker, warmUpSeconds);
        Sample before = Sample.of(servers, load, taker);
        run(load, taker, seconds);
        Sample after = Sample.of(servers, load, taker);
        load.end();
        long ended = System.nanoTime();
        taker.awaitVisible(load.committed());
        return before.until(after, (System.nanoTime() - ended) / NANOS_PER_SECOND);
      }
    }
  }

  private static void run(Writers load, Taker taker, int seconds) throws SQLException {
    long end = System.nanoTime() + (long) (seconds * NANOS_PER_SECOND);
    while (System.nanoTime() < end) {
      load.visible(taker.visible());
      Pace.pauseMillis(SAMPLE_MILLIS);
    }
  }
}
