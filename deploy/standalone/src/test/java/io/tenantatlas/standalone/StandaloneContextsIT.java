package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The two services of the standalone run: one address tells of both, and settings reach both. */
@TestInstance(Lifecycle.PER_CLASS)
class StandaloneContextsIT {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final Path directory;
  private final StandaloneProcess standalone;
  private final HttpClient http = HttpClient.newHttpClient();

  StandaloneContextsIT(@TempDir Path directory) {
    this.directory = directory;
    standalone = new StandaloneProcess(directory, "--atlas.query-api.max-wait=7s");
  }

  /** The projector's settings from a file, the query API's from the command line. */
  @BeforeAll
  void start() throws Exception {
    Files.writeString(directory.resolve("application.yaml"), "atlas.kafka.partitions: 3\n");
    standalone.start();
  }

  @AfterAll
  void stop() throws InterruptedException {
    assertThat(standalone.stop()).isLessThan(STOP_WITHIN);
    standalone.close();
    http.close();
    assertThat(standalone.output())
        .noneMatch(line -> line.contains("WARN") && line.contains("Mete"));
  }

  private String get(URI base, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    return answer.body();
  }

  @Test
  void healthIsOfBoth() throws Exception {
    Map<String, Map<String, Object>> components =
        JsonPath.read(get(standalone.managementAddress(), "/actuator/health"), "$.components");
    assertThat(components)
        .containsKeys("queryApiReadModel", "projectorCapture", "projectorPipeline")
        .allSatisfy((name, each) -> assertThat(each).as(name).containsEntry("status", "UP"));
  }

  @Test
  void whoAsksOnTheMainPortIsToldNoDetails() throws Exception {
    assertThat(get(standalone.address(), "/readyz")).isEqualTo("{\"status\":\"UP\"}");
    assertThat(get(standalone.address(), "/livez")).isEqualTo("{\"status\":\"UP\"}");
  }

  @Test
  void metricsAreOfBothAndOfTheJvmOnce() throws Exception {
    String metrics = get(standalone.managementAddress(), "/actuator/prometheus");
    assertThat(metrics.lines())
        .anyMatch(line -> line.startsWith("atlas_capture_state{"))
        .anyMatch(line -> line.startsWith("atlas_query_waiters"))
        .anyMatch(line -> line.startsWith("atlas_query_request_seconds_count{"));
    assertThat(metrics.lines().filter(line -> line.startsWith("jvm_threads_live_threads")))
        .hasSize(1);
  }

  @Test
  void settingsReachBoth() throws Exception {
    assertThat(partitions()).isEqualTo(3);
  }

  private int partitions() throws SQLException {
    try (var connection =
            DriverManager.getConnection(standalone.readModelUrl(), "postgres", "postgres");
        var rows =
            connection.createStatement().executeQuery("select count(*) from partition_progress")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
