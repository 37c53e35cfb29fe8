package io.tenantatlas.standalone.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tenantatlas.standalone.StandaloneProcess;
import io.tenantatlas.standalone.observability.ObservabilityFiles.Query;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
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
  private final Path directory;
  private final StandaloneProcess standalone;
  private @Nullable PrometheusProcess prometheus;
  private String token = "";

  ObservabilityE2EIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    standalone =
        new StandaloneProcess(
            Files.createDirectory(directory.resolve("standalone")),
            "--atlas.standalone.workload.tenants=3",
            "--atlas.standalone.workload.rate=5");
  }

  @BeforeAll
  void start() throws IOException, InterruptedException {
    standalone.start();
    prometheus =
        new PrometheusProcess(
            Files.createDirectory(directory.resolve("prometheus")), standalone.managementAddress());
    token = newToken();
    // Waits in vain: an answer with a status of 5xx, of which rules ask.
    read("/api/v1/tenants/1/kpis", "Atlas-Min-Lsn", "FFFFFFFF/0", "Prefer", "wait=0");
  }

  private String newToken() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(standalone.address().resolve("/dev/token"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return JsonMapper.shared().readTree(answer).path("access_token").asString();
  }

  @AfterAll
  void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    standalone.close();
  }

  private PrometheusProcess prometheus() {
    return Objects.requireNonNull(prometheus);
  }

  /**
   * All queries, as Grafana asks them. An alert that does not fire has no data, so of rules it is
   * asked for what they are about.
   */
  private static List<Query> queries() throws IOException {
    Stream<Query> ofRules =
        ObservabilityFiles.rules().stream()
            .flatMap(
                rule ->
                    PromQl.selectors(rule.expression()).stream()
                        .map(each -> new Query(rule.name(), each)));
    return Stream.concat(ObservabilityFiles.queries().stream(), ofRules)
        .map(ObservabilityE2EIT::filledIn)
        .toList();
  }

  private static Query filledIn(Query query) {
    return new Query(
        query.where(),
        query
            .expression()
            .replace("$__rate_interval", "20s")
            .replace("$job", ".*")
            .replace("$instance", ".*"));
  }

  @Test
  @Order(1)
  void everyRuleCanBeEvaluated() {
    await().atMost(PATIENCE).until(() -> prometheus().ruleProblems().isEmpty());
  }

  @Test
  @Order(2)
  void everyQueryIsValid() throws Exception {
    for (Query query : queries()) {
      prometheus().query(query.expression());
    }
  }

  @Test
  @Order(3)
  void everyQueryHasData() throws Exception {
    List<Query> missing = new ArrayList<>(queries());
    missing.removeIf(query -> isWithoutSeries(query.expression()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              read("/api/v1/tenants/1/kpis");
              read("/api/v1/tenants?limit=10");
              for (Query query : List.copyOf(missing)) {
                if (hasData(query.expression())) {
                  missing.remove(query);
                }
              }
              assertThat(missing).as("queries without data").isEmpty();
            });
  }

  private static boolean isWithoutSeries(String asked) {
    return PromQl.selectors(asked).stream()
        .flatMap(selector -> PromQl.metrics(selector).stream())
        .anyMatch(WITHOUT_SERIES::containsKey);
  }

  /** A quotient of what did not happen is NaN, which is no data. */
  private boolean hasData(String asked) throws IOException, InterruptedException {
    for (JsonNode series : prometheus().query(asked)) {
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
  @Order(4)
  void nothingIsAlertedWhileAllIsWell() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(prometheus().alertStates())
                    .isNotEmpty()
                    .allSatisfy((alert, state) -> assertThat(state).isEqualTo("inactive")));
  }

  @Test
  @Order(5)
  void whatIsGoneIsNoticed() throws InterruptedException {
    standalone.stop();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(prometheus().alertStates())
                    .extractingByKeys(ALERTS_OF_ABSENCE.toArray(String[]::new))
                    .allSatisfy(state -> assertThat(state).isIn("pending", "firing")));
  }
}
