package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.load.Changes;
import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.load.Wrk;
import io.tenantatlas.bench.load.WrkRun;
import io.tenantatlas.bench.load.WrkRuns;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.Nginx;
import io.tenantatlas.bench.servers.Standalone;
import io.tenantatlas.bench.servers.Target;
import io.tenantatlas.bench.servers.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Warm reads of a KPI document, side by side with nginx that serves the same bytes as a static
 * file. Both are up all the time, and asked in turns.
 */
@Command(name = "serving", description = "Warm reads against nginx; needs wrk and nginx.")
public final class Serving extends Scenario {

  private static final String DOCUMENT = "/api/v1/tenants/1/kpis";

  @Option(names = "--rounds", converter = Positive.class, description = "Of each case.")
  private int rounds = 5;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each round.")
  private int seconds = 5;

  @Option(
      names = "--warm-up",
      converter = Positive.class,
      description = "Seconds before the rounds.")
  private int warmUpSeconds = 20;

  @Option(
      names = "--connections",
      split = ",",
      converter = Positive.class,
      description = "A case for each number.")
  private List<Integer> connections = List.of(16, 64);

  @Option(names = "--tenants", converter = Positive.class, description = "Of the demo.")
  private int tenants = 25;

  /** What both are asked for, and how. */
  private record Case(String name, boolean conditional, int connections, Wrk wrk) {}

  /** One server's share of a each. */
  private record Side(String url, Map<String, String> headers) {}

  @Override
  Section measure() throws IOException, InterruptedException {
    Wrk wrk = Wrk.find();
    String unused = Tools.find("nginx");
    try (Standalone server = new Standalone(tenants)) {
      Target target = server.start();
      Api api = Api.connect(target.address());
      List<Comparison> compared = new ArrayList<>();
      for (boolean conditional : List.of(false, true)) {
        for (int count : connections) {
          String name =
              String.format(Locale.ROOT, "%s, %d connections", conditional ? "304" : "200", count);
          compared.add(compare(new Case(name, conditional, count, wrk), api));
        }
      }
      return section(api, compared, others(wrk, target, api));
    }
  }

  /** Anew when the document changed meanwhile: the windows move with time. */
  private Comparison compare(Case each, Api api) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<byte[]> document = api.ok(DOCUMENT, Map.of());
      try (Nginx nginx = Nginx.start(DOCUMENT, document.body(), document.headers())) {
        Comparison comparison = compare(each, api, nginx, document);
        if (etag(api.ok(DOCUMENT, Map.of())).equals(etag(document))) {
          return comparison;
        }
      }
    }
  }

  private Comparison compare(Case each, Api api, Nginx nginx, HttpResponse<byte[]> document)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> file = awaitFile(nginx, document.body());
    Side ours = side(api.url(DOCUMENT), api, each, document);
    Side theirs = side(nginx.url(DOCUMENT), api, each, file);
    load(ours, each, warmUpSeconds);
    load(theirs, each, warmUpSeconds);
    List<WrkRun> oursMeasured = new ArrayList<>();
    List<WrkRun> theirsMeasured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Progress.say(String.format(Locale.ROOT, "%s, round %d of %d", each.name, round + 1, rounds));
      if (round % 2 == 0) {
        oursMeasured.add(load(ours, each, seconds));
        theirsMeasured.add(load(theirs, each, seconds));
      } else {
        theirsMeasured.add(load(theirs, each, seconds));
        oursMeasured.add(load(ours, each, seconds));
      }
    }
    return new Comparison(each.name, oursMeasured, theirsMeasured);
  }

  private WrkRun load(Side side, Case each, int duration) throws IOException, InterruptedException {
    return each.wrk.run(side.url, side.headers, each.connections, duration);
  }

  /** Both are sent the same headers, each its own tag. */
  private static Side side(String url, Api api, Case each, HttpResponse<byte[]> answer)
      throws IOException, InterruptedException {
    Map<String, String> headers = new TreeMap<>(Map.of("Authorization", api.authorization()));
    if (each.conditional) {
      headers.put("If-None-Match", etag(answer));
    }
    int status = get(url, headers).statusCode();
    if (status != (each.conditional ? 304 : 200)) {
      throw new BenchException(each.name + ": " + url + " answers " + status);
    }
    return new Side(url, headers);
  }

  /** nginx's answer, as soon as it listens. */
  private static HttpResponse<byte[]> awaitFile(Nginx nginx, byte[] content)
      throws InterruptedException {
    for (int tries = 0; tries < 50; tries++) {
      try {
        HttpResponse<byte[]> file = get(nginx.url(DOCUMENT), Map.of());
        if (Arrays.equals(file.body(), content)) {
          return file;
        }
        throw new BenchException("nginx answers " + file.statusCode());
      } catch (IOException e) {
        Pace.pauseMillis(100);
      }
    }
    throw new BenchException("nginx does not listen");
  }

  private static HttpResponse<byte[]> get(String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    headers.forEach(request::header);
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static String etag(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  /** For information: what is not compared to anything. */
  private Table others(Wrk wrk, Target target, Api api) throws IOException, InterruptedException {
    Table table =
        new Table("for information, 16 connections", "requests/s", "p50", "p99", "errors");
    Map<String, String> token = Map.of("Authorization", api.authorization());
    Map<String, String> gzip = new TreeMap<>(token);
    gzip.put("Accept-Encoding", "gzip");
    try (Changes source = new Changes(target.sourceUrl())) {
      String item = "/api/v1/tenants/1/inventory/" + source.itemOf(1) + "/links";
      other(wrk, table, "`…/kpis`, gzip", api.url(DOCUMENT), gzip);
      other(wrk, table, "`…/inventory/{id}/links`", api.url(item), token);
      other(wrk, table, "`/api/v1/tenants`", api.url("/api/v1/tenants"), token);
    }
    return table;
  }

  private void other(Wrk wrk, Table table, String name, String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    var unused = wrk.run(url, headers, 16, warmUpSeconds);
    List<WrkRun> measured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      measured.add(wrk.run(url, headers, 16, seconds));
    }
    WrkRuns all = new WrkRuns(measured);
    table.row(name, all.rate(), all.p50(), all.p99(), Long.toString(all.errors()));
  }

  private Section section(Api api, List<Comparison> compared, Table others)
      throws IOException, InterruptedException {
    Table ratios =
        new Table("warm `…/kpis`", "throughput / nginx's", "by round", "p99 / nginx's", "errors");
    Table figures = new Table("", "requests/s", "p50", "p99");
    for (Comparison each : compared) {
      each.addTo(ratios, figures);
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            Warm `GET /api/v1/tenants/1/kpis` with a token, of a standalone run, beside nginx (one worker for each \
            core, open files cached, no log) that serves the same %d bytes with the same headers as a static file. \
            `wrk` has one thread and connections that stay; the servers are asked in turns, %d rounds of %d s each, \
            and the order changes with every round. Medians, least–greatest.
            """,
            api.ok(DOCUMENT, Map.of()).body().length,
            rounds,
            seconds);
    return new Section("Serving against nginx", about, List.of(ratios, figures, others), List.of());
  }
}
