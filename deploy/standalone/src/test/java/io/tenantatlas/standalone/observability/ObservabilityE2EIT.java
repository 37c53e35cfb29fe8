package io.tenantatlas.standalone.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tenantatlas.standalone.StandaloneProcess;
import io.tenantatlas.standalone.observability.ObservabilityFiles.Query;
import io.tenantatlas.standalone.observability.ObservabilityFiles.Rule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus scrapes the standalone run as both jobs, while the demo changes rows and
 * callers read: every query of the dashboard and of the rules is asked. The last test stops what is
 * scraped.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObservabilityE2EIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Of these there are no series while all is well, each with the reason. */
  private static final Map<String, String> WITHOUT_SERIES =
      Map.of(
          "atlas_capture_read_active", "tables were read before READY",
          "atlas_capture_read_rows", "tables were read before READY",
          "atlas_capture_read_rows_expected", "tables were read before READY",
          "atlas_partition_rebuild_active", "no partition is rebuilt after READY",
          "atlas_partition_rebuild_rows", "no partition is rebuilt after READY",
          "atlas_partition_rebuild_rows_expected", "no partition is rebuilt after READY",
          "atlas_pipeline_failures_total", "counted by the class of an error, and there was none",
          "ALERTS", "no alert fires");

  /** What an alert says of all processes must be noticed when no series is left. */
  private static final List<String> ALERTS_OF_ABSENCE =
      List.of(
          "AtlasNobodyCaptures",
          "AtlasNobodyProjects",
          "AtlasProjectorDown",
          "AtlasQueryApiDown",
          "AtlasNoQueryApi");

  private final HttpClient http = HttpClient.newHttpClient();
  private final StandaloneProcess standalone;
  private final PrometheusProcess prometheus;
  private String token = "";

  ObservabilityE2EIT(@TempDir Path directory) throws IOException, InterruptedException {
    standalone =
        new StandaloneProcess(
            Files.createDirectory(directory.resolve("standalone")),
            "--atlas.standalone.workload.tenants=3",
            "--atlas.standalone.workload.rate=5");
    standalone.start();
    prometheus =
        new PrometheusProcess(
            Files.createDirectory(directory.resolve("prometheus")), standalone.managementAddress());
  }

  @BeforeAll
  void getToken() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(standalone.address().resolve("/dev/token"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    token = JsonMapper.shared().readTree(answer).path("access_token").asString();
    // Waits in vain: an answer with a status of 5xx, of which rules ask.
    read("/api/v1/tenants/1/kpis", "Atlas-Min-Lsn", "FFFFFFFF/0", "Prefer", "wait=0");
  }

  @AfterAll
  void stop() {
    prometheus.close();
    standalone.close();
  }

  static List<Query> queries() throws IOException {
    return ObservabilityFiles.queries();
  }

  static List<Query> selectorsOfRules() throws IOException {
    return ObservabilityFiles.rules().stream()
        .flatMap(rule -> selectors(rule).map(each -> new Query(rule.name(), each)))
        .toList();
  }

  private static Stream<String> selectors(Rule rule) {
    return PromQl.selectors(rule.expression()).stream();
  }

  @Test
  @Order(1)
  void everyRuleCanBeEvaluated() {
    await().atMost(PATIENCE).until(() -> prometheus.ruleProblems().isEmpty());
  }

  /** An alert that does not fire has no data, so what it asks of is asked for instead. */
  @ParameterizedTest
  @MethodSource({"queries", "selectorsOfRules"})
  @Order(2)
  void everyQueryHasData(Query query) throws Exception {
    String asked =
        query
            .expression()
            .replace("$__rate_interval", "20s")
            .replace("$job", ".*")
            .replace("$instance", ".*");
    prometheus.query(asked); // is valid
    if (!isWithoutSeries(asked)) {
      await().atMost(PATIENCE).until(() -> hasDataAfterReads(asked));
    }
  }

  private static boolean isWithoutSeries(String asked) {
    return PromQl.selectors(asked).stream()
        .flatMap(selector -> PromQl.metrics(selector).stream())
        .anyMatch(WITHOUT_SERIES::containsKey);
  }

  /** A quotient of what did not happen is NaN, which is no data. */
  private boolean hasDataAfterReads(String asked) throws IOException, InterruptedException {
    read("/api/v1/tenants/1/kpis");
    read("/api/v1/tenants?limit=10");
    for (JsonNode series : prometheus.query(asked)) {
      if (!series.at("/value/1").asString("NaN").equals("NaN")) {
        return true;
      }
    }
    return false;
  }

  private void read(String path, String... headers) throws IOException, InterruptedException {
    URI address = standalone.address().resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    request.header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    http.send(request.build(), HttpResponse.BodyHandlers.discarding());
  }

  @Test
  @Order(3)
  void nothingIsAlertedWhileAllIsWell() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(prometheus.alertStates())
                    .isNotEmpty()
                    .allSatisfy((alert, state) -> assertThat(state).isEqualTo("inactive")));
  }

  @Test
  @Order(4)
  void whatIsGoneIsNoticed() throws InterruptedException {
    standalone.stop();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(prometheus.alertStates())
                    .extractingByKeys(ALERTS_OF_ABSENCE.toArray(String[]::new))
                    .allSatisfy(state -> assertThat(state).isIn("pending", "firing")));
  }
}
