package io.tenantatlas.bench;

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

/**
 * Warm reads of a KPI document, side by side with nginx that serves the same bytes as a static
 * file. Both are up all the time, and asked in turns.
 */
final class Serving implements Benchmark {

  private static final String DOCUMENT = "/api/v1/tenants/1/kpis";

  private final Wrk wrk = Wrk.find();
  private final int rounds;
  private final int seconds;
  private final int warmUpSeconds;
  private final List<Integer> connections;

  Serving(Arguments arguments) {
    this.rounds = arguments.number("rounds", 5);
    this.seconds = arguments.number("seconds", 5);
    this.warmUpSeconds = arguments.number("warm-up", 20);
    this.connections = arguments.numbers("connections", "16,64");
    String unused = Tools.find("nginx");
  }

  /** What both are asked for, and how. */
  private record Scenario(String name, boolean conditional, int connections) {}

  /** One server's share of a scenario. */
  private record Side(String url, Map<String, String> headers) {}

  @Override
  public String run(Server server) throws IOException, InterruptedException {
    Target target = server.start();
    Api api = Api.connect(target.address());
    List<Comparison> compared = new ArrayList<>();
    for (boolean conditional : List.of(false, true)) {
      for (int count : connections) {
        String name =
            String.format(Locale.ROOT, "%s, %d connections", conditional ? "304" : "200", count);
        compared.add(compare(new Scenario(name, conditional, count), api));
      }
    }
    return report(api, compared, others(target, api));
  }

  /** Anew when the document changed meanwhile: the windows move with time. */
  private Comparison compare(Scenario scenario, Api api) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<byte[]> document = api.ok(DOCUMENT, Map.of());
      try (Nginx nginx = Nginx.start(DOCUMENT, document.body(), document.headers())) {
        Comparison comparison = compare(scenario, api, nginx, document);
        if (etag(api.ok(DOCUMENT, Map.of())).equals(etag(document))) {
          return comparison;
        }
      }
    }
  }

  private Comparison compare(Scenario scenario, Api api, Nginx nginx, HttpResponse<byte[]> document)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> file = awaitFile(nginx, document.body());
    Side ours = side(api.url(DOCUMENT), api, scenario, document);
    Side theirs = side(nginx.url(DOCUMENT), api, scenario, file);
    load(ours, scenario, warmUpSeconds);
    load(theirs, scenario, warmUpSeconds);
    List<Load> oursMeasured = new ArrayList<>();
    List<Load> theirsMeasured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      System.err.printf("%s, round %d of %d%n", scenario.name, round + 1, rounds);
      if (round % 2 == 0) {
        oursMeasured.add(load(ours, scenario, seconds));
        theirsMeasured.add(load(theirs, scenario, seconds));
      } else {
        theirsMeasured.add(load(theirs, scenario, seconds));
        oursMeasured.add(load(ours, scenario, seconds));
      }
    }
    return new Comparison(scenario.name, oursMeasured, theirsMeasured);
  }

  private Load load(Side side, Scenario scenario, int duration)
      throws IOException, InterruptedException {
    return wrk.run(side.url, side.headers, scenario.connections, duration);
  }

  /** Both are sent the same headers, each its own tag. */
  private static Side side(String url, Api api, Scenario scenario, HttpResponse<byte[]> answer)
      throws IOException, InterruptedException {
    Map<String, String> headers = new TreeMap<>(Map.of("Authorization", api.authorization()));
    if (scenario.conditional) {
      headers.put("If-None-Match", etag(answer));
    }
    int status = get(url, headers).statusCode();
    if (status != (scenario.conditional ? 304 : 200)) {
      throw new BenchException(scenario.name + ": " + url + " answers " + status);
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
  private Table others(Target target, Api api) throws IOException, InterruptedException {
    Table table =
        new Table("for information, 16 connections", "requests/s", "p50", "p99", "errors");
    Map<String, String> token = Map.of("Authorization", api.authorization());
    Map<String, String> gzip = new TreeMap<>(token);
    gzip.put("Accept-Encoding", "gzip");
    try (Changes source = new Changes(target.sourceUrl())) {
      String item = "/api/v1/tenants/1/inventory/" + source.itemOf(1) + "/links";
      other(table, "`…/kpis`, gzip", api.url(DOCUMENT), gzip);
      other(table, "`…/inventory/{id}/links`", api.url(item), token);
      other(table, "`/api/v1/tenants`", api.url("/api/v1/tenants"), token);
    }
    return table;
  }

  private void other(Table table, String name, String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    var unused = wrk.run(url, headers, 16, warmUpSeconds);
    List<Load> measured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      measured.add(wrk.run(url, headers, 16, seconds));
    }
    Loads all = new Loads(measured);
    table.row(name, all.rate(), all.p50(), all.p99(), Long.toString(all.errors()));
  }

  private String report(Api api, List<Comparison> compared, Table others)
      throws IOException, InterruptedException {
    Table ratios =
        new Table("warm `…/kpis`", "throughput / nginx's", "by round", "p99 / nginx's", "errors");
    Table figures = new Table("", "requests/s", "p50", "p99");
    for (Comparison each : compared) {
      each.addTo(ratios, figures);
    }
    return String.format(
        Locale.ROOT,
        """
        # Serving against nginx
        %s; wrk with one thread, keep-alive, the same bytes (%d) and headers; %d rounds of %d s each in turns. \
        Medians, least–greatest.

        %s
        %s
        %s""",
        Machine.describe(),
        api.ok(DOCUMENT, Map.of()).body().length,
        rounds,
        seconds,
        ratios,
        figures,
        others);
  }
}
