package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.load.Changes;
import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Spread;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.Standalone;
import io.tenantatlas.bench.servers.Target;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Time from a commit's return to an answer that shows the change, at a steady rate of commits. */
@Command(name = "freshness", description = "Time from commit to served.")
public final class Freshness extends Scenario {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final long GIVE_UP_NANOS = 10_000_000_000L;

  @Option(names = "--per-second", converter = Positive.class, description = "Commits a second.")
  private int perSecond = 20;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each way to read.")
  private int seconds = 30;

  @Option(
      names = "--warm-up",
      converter = Positive.class,
      description = "Seconds of the same before.")
  private int warmUpSeconds = 20;

  @Option(names = "--poll-millis", converter = Positive.class, description = "Between two reads.")
  private int pollMillis = 5;

  @Option(names = "--tenants", converter = Positive.class, description = "Of the demo.")
  private int tenants = 25;

  /** How a caller gets to see its change. */
  private enum Way {
    /** One request that waits for the commit's position. */
    WAITING,
    /** Requests one after the other, until one shows it. */
    POLLING
  }

  /** One committed change. */
  private record Committed(long tenant, String mark, String position, long nanos) {}

  @Override
  Section measure() throws Exception {
    Table table = new Table("commit to served", "median", "p90", "p99", "max", "commits");
    try (Standalone server = new Standalone(tenants)) {
      Target target = server.start();
      Api api = Api.connect(target.address());
      add(table, "one read with `Atlas-Min-Lsn`", measure(target, api, Way.WAITING));
      add(
          table,
          String.format(Locale.ROOT, "reads every %d ms until it shows", pollMillis),
          measure(target, api, Way.POLLING));
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            %d commits a second for %d s to a standalone run, tenants in turns, after %d s of the same to warm up; \
            from the commit's return to an answer that shows it.
            """,
            perSecond,
            seconds,
            warmUpSeconds);
    return new Section("Freshness", about, List.of(table), List.of());
  }

  private Spread measure(Target target, Api api, Way way) throws Exception {
    try (Changes source = new Changes(target.sourceUrl());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Progress.say("freshness, " + way);
      List<Future<Double>> results = new ArrayList<>();
      Pace pace = new Pace(perSecond);
      for (int change = 1; change <= perSecond * (warmUpSeconds + seconds); change++) {
        pace.await();
        Committed committed = commit(source, change);
        results.add(callers.submit(() -> millisUntilServed(api, committed, way)));
      }
      return measured(results);
    }
  }

  private Spread measured(List<Future<Double>> results)
      throws ExecutionException, InterruptedException {
    Spread millis = new Spread();
    for (Future<Double> result : results.subList(perSecond * warmUpSeconds, results.size())) {
      millis.add(result.get());
    }
    return millis;
  }

  private Committed commit(Changes source, int change) throws SQLException {
    long tenant = 1L + change % tenants;
    long nanos = source.commit(change, List.of(tenant));
    return new Committed(tenant, source.mark(change), source.position(), nanos);
  }

  private double millisUntilServed(Api api, Committed committed, Way way)
      throws IOException, InterruptedException {
    String path = "/api/v1/tenants/" + committed.tenant + "/kpis";
    Map<String, String> headers =
        switch (way) {
          case WAITING -> Map.of("Atlas-Min-Lsn", committed.position, "Prefer", "wait=5");
          case POLLING -> Map.of();
        };
    while (true) {
      HttpResponse<byte[]> answer = api.ok(path, headers);
      long nanos = System.nanoTime() - committed.nanos;
      if (new String(answer.body(), StandardCharsets.UTF_8).contains(committed.mark)) {
        return nanos / NANOS_PER_MILLI;
      }
      if (way == Way.WAITING || nanos > GIVE_UP_NANOS) {
        throw new BenchException(
            way + ": tenant " + committed.tenant + " does not show its change");
      }
      Pace.pauseMillis(pollMillis);
    }
  }

  private static void add(Table table, String name, Spread millis) {
    table.row(
        name,
        Spread.millis(millis.median()),
        Spread.millis(millis.percentile(90)),
        Spread.millis(millis.percentile(99)),
        Spread.millis(millis.max()),
        Long.toString(millis.size()));
  }
}
