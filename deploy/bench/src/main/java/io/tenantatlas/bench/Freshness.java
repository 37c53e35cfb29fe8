package io.tenantatlas.bench;

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

/** Time from a commit's return to an answer that shows the change, at a steady rate of commits. */
final class Freshness implements Benchmark {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final long GIVE_UP_NANOS = 10_000_000_000L;

  private final int perSecond;
  private final int seconds;
  private final int warmUpSeconds;
  private final int pollMillis;
  private final int tenants;

  Freshness(Arguments arguments) {
    this.perSecond = arguments.number("per-second", 20);
    this.seconds = arguments.number("seconds", 30);
    this.warmUpSeconds = arguments.number("warm-up", 20);
    this.pollMillis = arguments.number("poll-millis", 5);
    this.tenants = arguments.number("tenants", 25);
  }

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
  public String run(Server server) throws Exception {
    Target target = server.start();
    Api api = Api.connect(target.address());
    Table table = new Table("commit to served", "median", "p90", "p99", "max", "commits");
    add(table, "one read with `Atlas-Min-Lsn`", measure(target, api, Way.WAITING));
    add(
        table,
        String.format(Locale.ROOT, "reads every %d ms until it shows", pollMillis),
        measure(target, api, Way.POLLING));
    return String.format(
        Locale.ROOT,
        """
        # Freshness
        %s, the clients too; %d commits a second for %d s, tenants in turns.

        %s""",
        Machine.describe(),
        perSecond,
        seconds,
        table);
  }

  private Distribution measure(Target target, Api api, Way way) throws Exception {
    try (Changes source = new Changes(target.sourceUrl());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      System.err.println("freshness, " + way);
      List<Future<Double>> results = new ArrayList<>();
      Pace pace = new Pace(perSecond);
      for (int change = 1; change <= perSecond * (warmUpSeconds + seconds); change++) {
        pace.await();
        Committed committed = commit(source, change);
        results.add(callers.submit(() -> millisUntilServed(api, committed, way)));
      }
      return Distribution.of(measured(results));
    }
  }

  private List<Double> measured(List<Future<Double>> results)
      throws ExecutionException, InterruptedException {
    List<Double> millis = new ArrayList<>();
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

  private static void add(Table table, String name, Distribution millis) {
    table.row(
        name,
        millis(millis.median()),
        millis(millis.percentile(90)),
        millis(millis.percentile(99)),
        millis(millis.max()),
        Integer.toString(millis.size()));
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f ms", value);
  }
}
