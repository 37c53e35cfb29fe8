package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.baseline.EngineArguments.Mode;
import io.tenantatlas.bench.baseline.EngineToKafka;
import io.tenantatlas.bench.load.Changes;
import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.load.Writers;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Spread;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.taker.BaselineTaker;
import io.tenantatlas.bench.taker.MarkReader;
import io.tenantatlas.bench.taker.ProductTaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Time from a commit to whoever looks for it, at steady rates of commits. */
@Command(
    name = "freshness",
    description = "Commit to served, beside a consumer of what Debezium's engine writes.")
public final class Freshness extends Scenario {

  private static final int SAMPLES_PER_SECOND = 20;
  private static final int THREADS = 2;
  private static final String KPI_TOPIC = "atlas.kpi.v1";
  private static final int OK = 200;
  private static final int TOO_MANY_WAIT = 429;
  private static final int NOT_YET = 503;
  private static final int ASK_AGAIN_MILLIS = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  @Option(
      names = "--per-second",
      split = ",",
      converter = Positive.class,
      description = "Commits a second, a case for each number.")
  private List<Integer> rates = List.of(10, 100, 1000);

  @Option(names = "--seconds", converter = Positive.class, description = "Of each case.")
  private int seconds = 30;

  @Option(
      names = "--warm-up",
      converter = Positive.class,
      description = "Seconds of commits before, at the highest rate.")
  private int warmUpSeconds = 30;

  @Option(names = "--settle", converter = Positive.class, description = "Seconds before each case.")
  private int settleSeconds = 5;

  @Mixin private final Builds builds = new Builds();

  /** Waits for a commit. */
  @FunctionalInterface
  private interface Look {
    /** Returns the time of this clock, in ns, at which the commit was seen. */
    long seen(Committed commit) throws Exception;
  }

  /** One way to see commits. */
  private record Way(String name, Look look) {
    double millis(Committed commit) throws Exception {
      return Math.max(0, look.seen(commit) - commit.nanos) / NANOS_PER_MILLI;
    }
  }

  /** The milliseconds of one way at one rate. */
  private record Case(String name, int rate, Spread millis) {
    void say() {
      Progress.say(
          "freshness: "
              + name
              + ", "
              + rate
              + " commits/s: median "
              + Spread.millis(millis.median())
              + ", p99 "
              + Spread.millis(millis.percentile(99)));
    }

    void addTo(Table figures) {
      figures.row(
          Integer.toString(rate),
          name,
          Spread.millis(millis.median()),
          Spread.millis(millis.percentile(90)),
          Spread.millis(millis.percentile(99)),
          Spread.millis(millis.max()),
          Long.toString(millis.size()));
    }
  }

  private record Committed(int change, long tenant, String position, long nanos) {}

  @Override
  Section measure() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (Build build : builds.all()) {
      product(build, cases);
    }
    engine(cases);
    Table figures = new Table("commits/s", "", "median", "p90", "p99", "max", "samples");
    Table ratios = new Table("commits/s", "median, ours / engine's", "p99, ours / engine's");
    for (int rate : rates) {
      List<Case> same = cases.stream().filter(each -> each.rate == rate).toList();
      same.forEach(each -> each.addTo(figures));
      Spread ours = same.getFirst().millis;
      Spread engine = same.getLast().millis;
      ratios.row(
          Integer.toString(rate),
          String.format(Locale.ROOT, "%.2f", ours.median() / engine.median()),
          String.format(Locale.ROOT, "%.2f", ours.percentile(99) / engine.percentile(99)));
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            Single-row commits to all captured tables, of %d tenants, for %d s at each rate, after %d s at the highest. Up \
            to %d of them a second are watched: a finding is inserted. The time is from the commit's return until a bare \
            consumer has the event of the KPI document that lists the finding; or until a read of the document is answered \
            that waits by `Atlas-Min-Lsn` for the position that the source's log had after the commit; or, for the engine \
            alone, until a bare consumer has Debezium's record. That engine looks for changes every 2 ms, as our capture \
            does; its default is 500 ms. The ratios are those of the event.
            """,
            Writers.TENANTS,
            seconds,
            warmUpSeconds,
            SAMPLES_PER_SECOND);
    return new Section("Freshness", about, List.of(ratios, figures), List.of());
  }

  private void product(Build build, List<Case> cases) throws Exception {
    try (BenchServers servers = BenchServers.start()) {
      Writers.insertTenants(servers.sourceUrl());
      try (ProductTaker product = ProductTaker.start(build, servers, () -> 0);
          Changes source = new Changes(servers.sourceUrl());
          MarkReader topic = MarkReader.start(servers.brokers(), KPI_TOPIC, source)) {
        List<Way> ways =
            List.of(
                new Way(build.name() + ", change topic", commit -> topic.seen(commit.change)),
                new Way(
                    build.name() + ", read with `Atlas-Min-Lsn`",
                    commit -> read(product.api(), commit)));
        measure(servers, source, ways, cases);
      }
    }
  }

  private void engine(List<Case> cases) throws Exception {
    try (BenchServers servers = BenchServers.start()) {
      Writers.insertTenants(servers.sourceUrl());
      try (BaselineTaker engine =
              BaselineTaker.start(EngineToKafka.class, servers, Mode.STREAM_PROMPTLY);
          Changes source = new Changes(servers.sourceUrl())) {
        engine.awaitStreaming(servers);
        try (MarkReader topic = MarkReader.start(servers.brokers(), EngineToKafka.TOPIC, source)) {
          Way way = new Way("engine alone", commit -> topic.seen(commit.change));
          measure(servers, source, List.of(way), cases);
        }
      }
    }
  }

  /**
   * Asks again when as many wait as may, or when the wait was too short: that is part of the time.
   */
  private static long read(Api api, Committed commit) throws Exception {
    String path = "/api/v1/tenants/" + commit.tenant + "/kpis";
    Map<String, String> headers = Map.of("Atlas-Min-Lsn", commit.position, "Prefer", "wait=30");
    int status = api.get(path, headers).statusCode();
    while (status == TOO_MANY_WAIT || status == NOT_YET) {
      Pace.pauseMillis(ASK_AGAIN_MILLIS);
      status = api.get(path, headers).statusCode();
    }
    if (status != OK) {
      throw new BenchException(path + " is answered by " + status);
    }
    return System.nanoTime();
  }

  private void measure(BenchServers servers, Changes source, List<Way> ways, List<Case> cases)
      throws Exception {
    int fastest = rates.stream().mapToInt(rate -> rate).max().orElseThrow();
    Progress.say("freshness: " + ways.getFirst().name + ", warm-up");
    var unused = measure(servers, source, ways, fastest, warmUpSeconds, 0);
    int change = SAMPLES_PER_SECOND * warmUpSeconds;
    for (int rate : rates) {
      Progress.say("freshness: " + ways.getFirst().name + ", " + rate + " commits/s");
      Pace.pauseMillis(settleSeconds * 1000L);
      List<Case> measured = measure(servers, source, ways, rate, seconds, change);
      measured.forEach(Case::say);
      cases.addAll(measured);
      change += SAMPLES_PER_SECOND * seconds;
    }
  }

  /** Milliseconds until each watched commit was seen, in each way. */
  private static List<Case> measure(
      BenchServers servers, Changes source, List<Way> ways, int rate, int seconds, int firstChange)
      throws Exception {
    int watched = Math.min(rate, SAMPLES_PER_SECOND);
    List<Case> cases = ways.stream().map(way -> new Case(way.name, rate, new Spread())).toList();
    List<List<Future<Double>>> results = new ArrayList<>();
    try (ExecutorService lookers = Executors.newVirtualThreadPerTaskExecutor();
        Writers others =
            new Writers(servers.sourceUrl(), THREADS, 1, Math.max(1, rate - watched))
                .series(firstChange)) {
      if (rate > watched) {
        others.start();
      }
      Pace pace = new Pace(watched);
      for (int sample = 0; sample < watched * seconds; sample++) {
        pace.await();
        int change = firstChange + sample;
        long tenant = 1L + change % Writers.TENANTS;
        long nanos = source.commit(change, List.of(tenant));
        Committed commit = new Committed(change, tenant, source.position(), nanos);
        results.add(ways.stream().map(way -> lookers.submit(() -> way.millis(commit))).toList());
      }
      others.end();
      for (List<Future<Double>> of : results) {
        for (int way = 0; way < of.size(); way++) {
          cases.get(way).millis.add(of.get(way).get());
        }
      }
      return cases;
    }
  }
}
