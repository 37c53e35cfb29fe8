package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.load.DashboardSql;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.load.Wrk;
import io.tenantatlas.bench.load.WrkRun;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Spread;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.Nginx;
import io.tenantatlas.bench.servers.ReadModelLook;
import io.tenantatlas.bench.servers.Redis;
import io.tenantatlas.bench.servers.TokenIssuer;
import io.tenantatlas.bench.servers.Tools;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads of all sorts, beside other ways to get the same. */
@Command(
    name = "reads",
    description = "Reads cold and warm, beside nginx, Redis and SQL on the source.")
public final class Reads extends Scenario {

  private static final Duration WITHIN = Duration.ofHours(1);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /** A run of wrk is about as long as one of redis-benchmark at this rate. */
  private static final int REDIS_REQUESTS_OF_SECOND = 50_000;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each case.")
  private int seconds = 10;

  @Option(names = "--warm-up", converter = Positive.class, description = "Seconds before.")
  private int warmUpSeconds = 10;

  @Option(
      names = "--connections",
      split = ",",
      converter = Positive.class,
      description = "A case for each number.")
  private List<Integer> connections = List.of(16, 64);

  @Option(
      names = "--tenants",
      converter = Positive.class,
      description = "With 20 rows each; a part of them is read cold.")
  private int tenants = 2000;

  @Option(
      names = "--runs",
      split = ",",
      converter = Positive.class,
      description = "Of a tenant that the dashboard is asked for, a case for each number.")
  private List<Integer> runs = List.of(1000, 10_000, 100_000);

  private final Table cold = new Table("`…/kpis`, never read", "reads/s", "p50", "p99", "max");
  private final Table warm =
      new Table("warm", "connections", "requests/s", "p50", "p99", "errors", "bytes");
  private final Table sql =
      new Table(
          "the dashboard of a tenant",
          "connections",
          "SQL on the source: per second",
          "p50",
          "p99",
          "`…/kpis`: per second",
          "p50",
          "p99",
          "ratio per second");
  private final List<String> notes = new ArrayList<>();

  @Override
  Section measure() throws Exception {
    try (BenchServers servers = BenchServers.start();
        TokenIssuer issuer = TokenIssuer.start();
        Connection source = servers.connect()) {
      seed(source);
      try (Service projector = Build.current().startProjector(servers, "projector");
          ReadModelLook readModel = ReadModelLook.of(projector, servers)) {
        readModel.awaitReady(SeededSource.position(source), WITHIN);
        SeededSource.analyze(readModel.connection());
        try (Service queryApi = Build.ready(Build.current().startQueryApi(servers, issuer))) {
          Api api = Api.with(queryApi.address(), issuer.token());
          cold(api);
          with(List.of("wrk"), () -> warm(api));
          with(List.of("wrk", "nginx"), () -> nginx(api));
          with(List.of("redis-server", "redis-benchmark"), () -> redis(api));
          with(List.of("wrk"), () -> sql(api, servers.sourceUrl()));
        }
      }
    }
    return new Section("Reads", about(), List.of(cold, warm, sql), notes);
  }

  /** Behind the tenants with few rows, one for each number of runs. */
  private void seed(Connection source) throws Exception {
    SeededSource.insert(source, tenants + runs.size(), 20 * tenants);
    for (int i = 0; i < runs.size(); i++) {
      SeededSource.insertRuns(source, tenants + 1L + i, runs.get(i));
    }
    DashboardSql.prepare(source);
  }

  private interface Part {
    void measure() throws Exception;
  }

  /** Leaves out what needs a program that is not there. */
  private void with(List<String> programs, Part part) throws Exception {
    try {
      programs.forEach(Tools::find);
    } catch (BenchException missing) {
      Progress.say("reads: left out: " + missing.getMessage());
      notes.add("Left out: " + missing.getMessage() + ".");
      return;
    }
    part.measure();
  }

  private static String kpis(long tenant) {
    return "/api/v1/tenants/" + tenant + "/kpis";
  }

  /** A part of the tenants warms the JVM up; of the others each is read once. */
  private void cold(Api api) throws Exception {
    int share = tenants / (connections.size() + 1);
    long until = System.nanoTime() + (long) (warmUpSeconds * NANOS_PER_SECOND);
    while (System.nanoTime() < until) {
      var unused = readAll(api, 1, share, connections.getFirst());
    }
    for (int i = 0; i < connections.size(); i++) {
      Progress.say("reads: cold, " + connections.get(i) + " connections");
      long began = System.nanoTime();
      Spread millis = readAll(api, share * (i + 1) + 1, share, connections.get(i));
      double took = (System.nanoTime() - began) / NANOS_PER_SECOND;
      cold.row(
          connections.get(i) + " at once, " + share + " documents",
          rate(share / took),
          Spread.millis(millis.median()),
          Spread.millis(millis.percentile(99)),
          Spread.millis(millis.max()));
    }
  }

  private static Spread readAll(Api api, int first, int count, int atOnce) throws Exception {
    Spread millis = new Spread();
    try (ExecutorService callers = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Double>> reads = new ArrayList<>();
      for (int tenant = first; tenant < first + count; tenant++) {
        String path = kpis(tenant);
        reads.add(callers.submit(() -> millis(api, path)));
      }
      for (Future<Double> read : reads) {
        millis.add(read.get());
      }
    }
    return millis;
  }

  private static double millis(Api api, String path) throws Exception {
    long began = System.nanoTime();
    var unused = api.ok(path, Map.of());
    return (System.nanoTime() - began) / NANOS_PER_MILLI;
  }

  private void warm(Api api) throws Exception {
    String item = "/api/v1/tenants/1/inventory/item-1/links";
    for (String path : List.of(kpis(1), "/api/v1/tenants", item)) {
      for (int count : connections) {
        wrk("`" + path + "`", api.url(path), api, count, api.ok(path, Map.of()).body().length);
      }
    }
  }

  private void nginx(Api api) throws Exception {
    HttpResponse<byte[]> document = api.ok(kpis(1), Map.of());
    try (Nginx nginx = Nginx.start(kpis(1), document.body(), document.headers())) {
      for (int count : connections) {
        wrk("nginx, the first's bytes", nginx.url(kpis(1)), api, count, document.body().length);
      }
    }
  }

  private void redis(Api api) throws Exception {
    byte[] document = api.ok(kpis(1), Map.of()).body();
    try (Redis redis = Redis.start(document)) {
      for (int count : connections) {
        Progress.say("reads: Redis, " + count + " connections");
        var unused = redis.run(count, warmUpSeconds * REDIS_REQUESTS_OF_SECOND / 2);
        Redis.Run run = redis.run(count, seconds * REDIS_REQUESTS_OF_SECOND);
        warm.row(
            "Redis `GET`, the first's bytes",
            Integer.toString(count),
            rate(run.requestsPerSecond()),
            fine(run.p50Millis()),
            fine(run.p99Millis()),
            "0",
            Integer.toString(document.length));
      }
    }
  }

  private void wrk(String name, String url, Api api, int count, int bytes) throws Exception {
    WrkRun run = wrk(url, api, count);
    warm.row(
        name,
        Integer.toString(count),
        rate(run.requestsPerSecond()),
        fine(run.p50Millis()),
        fine(run.p99Millis()),
        Long.toString(run.errors()),
        Integer.toString(bytes));
  }

  private WrkRun wrk(String url, Api api, int count) throws Exception {
    Progress.say("reads: " + url + ", " + count + " connections");
    Map<String, String> headers = Map.of("Authorization", api.authorization());
    var unused = Wrk.find().run(url, headers, count, warmUpSeconds);
    return Wrk.find().run(url, headers, count, seconds);
  }

  private void sql(Api api, String sourceUrl) throws Exception {
    for (int i = 0; i < runs.size(); i++) {
      long tenant = tenants + 1L + i;
      for (int count : connections) {
        Progress.say("reads: SQL, " + runs.get(i) + " runs, " + count + " connections");
        var unused = DashboardSql.run(sourceUrl, tenant, count, warmUpSeconds);
        DashboardSql.Run run = DashboardSql.run(sourceUrl, tenant, count, seconds);
        WrkRun ours = wrk(api.url(kpis(tenant)), api, count);
        sql.row(
            String.format(Locale.ROOT, "%,d runs", runs.get(i)),
            Integer.toString(count),
            rate(run.perSecond()),
            fine(run.millis().median()),
            fine(run.millis().percentile(99)),
            rate(ours.requestsPerSecond()),
            fine(ours.p50Millis()),
            fine(ours.p99Millis()),
            rate(ours.requestsPerSecond() / run.perSecond()));
      }
    }
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.0f", perSecond);
  }

  private static String fine(double millis) {
    return String.format(Locale.ROOT, "%.2f ms", millis);
  }

  private String about() {
    return String.format(
        Locale.ROOT,
        """
        A query API (heap of up to 512 MB) beside the projector that feeds it, without changes; %,d tenants with 20 rows \
        each. Cold: each document is read once by a Java client, after others have warmed the JVM up. Warm: %d s by `wrk` \
        with one thread after %d s of the same, nginx likewise; Redis by `redis-benchmark`, without HTTP or a token. SQL \
        on the source is one prepared statement by JDBC with the numbers and rows of the KPI document, four indices made \
        for it, and a vacuum before.
        """,
        tenants,
        seconds,
        warmUpSeconds);
  }
}
