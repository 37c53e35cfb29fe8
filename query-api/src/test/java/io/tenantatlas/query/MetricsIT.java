package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Prometheus is served of requests, and that the documented metrics are those there are. */
@Timeout(60)
class MetricsIT extends OneServer {

  private static final Path DOCUMENTED = Path.of("..", "deploy", "observability", "METRICS.md");
  private static final String KPIS = "/api/v1/tenants/{tenantId}/kpis";
  private static final String PART = "/api/v1/tenants/{tenantId}/kpis/{part}";
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  @BeforeEach
  void fill() throws SQLException {
    database.putDocument(42, "kpi", 7, "2026-11-21T20:00:00Z", "{\"dashboard\":{\"a\":1}}");
  }

  /** A row of the table. */
  private record Documented(String type, Set<String> labels) {}

  @Test
  void aRequestIsCountedByItsRouteHoweverItIsAnswered() {
    double memory = count(KPIS, 200, "memory");
    double readModel = count(KPIS, 200, "read_model");
    String etag = api.get("/api/v1/tenants/42/kpis").headers().firstValue("etag").orElseThrow();
    awaitCount(KPIS, 200, "read_model", readModel + 1);
    api.get("/api/v1/tenants/42/kpis"); // the short way
    api.get("/api/v1/tenants/42/kpis?usual");
    awaitCount(KPIS, 200, "memory", memory + 2);
    double same = count(KPIS, 304, "memory");
    api.get("/api/v1/tenants/42/kpis", "If-None-Match", etag);
    api.get("/api/v1/tenants/42/kpis?usual", "If-None-Match", etag);
    awaitCount(KPIS, 304, "memory", same + 2);
    double part = count(PART, 200, "memory");
    api.get("/api/v1/tenants/42/kpis/dashboard");
    api.get("/api/v1/tenants/42/kpis/dashboard");
    api.get("/api/v1/tenants/42/kpis/dashboard?usual");
    awaitCount(PART, 200, "memory", part + 3);
    assertThat(scrape())
        .contains("# TYPE atlas_query_request_seconds histogram")
        .doesNotContain("http_server_requests", "spring_security", "tenants/42");
  }

  @Test
  void whatIsRefusedIsCountedToo() {
    double denied = count("none", 401, "memory");
    api.getOpenly("/api/v1/tenants/42/kpis");
    awaitCount("none", 401, "memory", denied + 1);
    double unknown = count("none", 403, "memory");
    api.get("/no/such/" + "path".repeat(100));
    awaitCount("none", 403, "memory", unknown + 1);
    double absent = count(KPIS, 404, "read_model");
    api.get("/api/v1/tenants/999/kpis");
    awaitCount(KPIS, 404, "read_model", absent + 1);
    assertThat(scrape()).doesNotContain("pathpath");
  }

  /** The time is that of the wait and of nothing else. */
  @Test
  void aWaitIsInTheTimeAndCountedByHowItEnds() {
    double timeouts = value("atlas_query_waits_total{outcome=\"timeout\"}");
    double seconds = value(line("sum", KPIS, 503, "read_model"));
    double late = count(KPIS, 503, "read_model");
    api.get("/api/v1/tenants/42/kpis", "Atlas-Min-Lsn", "F/FFFFFFFF", "Prefer", "wait=1");
    awaitCount(KPIS, 503, "read_model", late + 1);
    assertThat(value("atlas_query_waits_total{outcome=\"timeout\"}")).isEqualTo(timeouts + 1);
    assertThat(value(line("sum", KPIS, 503, "read_model")) - seconds).isBetween(1.0, 60.0);
  }

  @Test
  void streamsAreNoRequests() throws IOException, SQLException {
    database.putDocument(42, "badge", 7, "2026-11-21T20:00:00Z", "{\"tenant\":{}}");
    double streams = value("atlas_query_streams");
    double events = value("atlas_query_events_total");
    try (var stream = api.stream("/api/v1/tenants/42/stream")) {
      assertThat(stream.read()).isEqualTo('e'); // of the first event's name
      while (value("atlas_query_events_total") < events + 2) {
        Thread.onSpinWait();
      }
      assertThat(value("atlas_query_streams")).isEqualTo(streams + 1);
    }
    while (value("atlas_query_streams") > streams) {
      Thread.onSpinWait();
    }
    String route = "/api/v1/tenants/{tenantId}/stream";
    assertThat(count(route, 200, "memory") + count(route, 200, "read_model")).isZero();
  }

  @Test
  void theDocumentedMetricsAreThoseThatThereAre() throws IOException {
    api.get("/api/v1/tenants/42/kpis");
    while (!scrape().contains("atlas_query_lag_seconds")) { // after the second look
      Thread.onSpinWait();
    }
    assertThat(registered()).isEqualTo(documented());
    scrape()
        .lines()
        .filter(line -> line.startsWith("# TYPE atlas_"))
        .forEach(line -> assertThat(line).startsWith("# TYPE atlas_query_"));
  }

  private static Map<String, Documented> documented() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENTED);
    int begin = lines.indexOf("## Query API");
    assertThat(begin).isNotNegative();
    return lines.stream()
        .skip(begin + 1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .collect(
            Collectors.toMap(
                cells -> codes(cells[1]).first(),
                cells -> new Documented(cells[2], codes(cells[3])),
                (one, other) -> one,
                TreeMap::new));
  }

  private static SortedSet<String> codes(String cell) {
    return CODE.matcher(cell)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, Documented> registered() {
    return api.context().getBean(MeterRegistry.class).getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("atlas."))
        .collect(
            Collectors.toMap(
                MetricsIT::name,
                meter -> new Documented(type(meter), labels(meter)),
                (one, other) -> {
                  assertThat(other).isEqualTo(one);
                  return one;
                },
                TreeMap::new));
  }

  /** As Prometheus has it. */
  private static String name(Meter meter) {
    Meter.Id id = meter.getId();
    String name =
        new PrometheusNamingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
    return meter instanceof Counter ? name + "_total" : name;
  }

  private static String type(Meter meter) {
    return switch (meter) {
      case Timer timer -> timer.takeSnapshot().histogramCounts().length > 0 ? "histogram" : "timer";
      case Gauge gauge -> "gauge";
      case Counter counter -> "counter";
      default -> "another";
    };
  }

  private static Set<String> labels(Meter meter) {
    return meter.getId().getTags().stream()
        .map(Tag::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String scrape() {
    return api.getManagement("/actuator/prometheus").body();
  }

  private static String line(String what, String route, int status, String served) {
    return "atlas_query_request_seconds_%s{route=\"%s\",served=\"%s\",status=\"%s\"}"
        .formatted(what, route, served, Integer.toString(status));
  }

  private double count(String route, int status, String served) {
    return value(line("count", route, status, served));
  }

  /** A request is counted when its answer has ended, which its caller may know a moment earlier. */
  private void awaitCount(String route, int status, String served, double count) {
    while (count(route, status, served) < count) {
      Thread.onSpinWait();
    }
    assertThat(count(route, status, served)).isEqualTo(count);
  }

  /** Of a series; 0 while there is none. */
  private double value(String series) {
    return Arrays.stream(scrape().split("\n", -1))
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }
}
