package io.tenantatlas.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
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
  private final HttpServer collector;

  /** What the collector gets; ids are bytes, each a character here. */
  private final Queue<String> spans = new ConcurrentLinkedQueue<>();

  StandaloneContextsIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", this::collect);
    standalone =
        new StandaloneProcess(
            directory,
            "--atlas.query-api.max-wait=7s",
            "--management.opentelemetry.enabled=true",
            "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                + collector.getAddress().getPort()
                + "/v1/traces",
            "--management.tracing.sampling.probability=1");
  }

  /** The projector's settings from a file, the query API's from the command line. */
  @BeforeAll
  void start() throws Exception {
    Files.writeString(directory.resolve("application.yaml"), "atlas.kafka.partitions: 3\n");
    collector.start();
    standalone.start();
  }

  @AfterAll
  void stop() throws InterruptedException {
    assertThat(standalone.stop()).isLessThan(STOP_WITHIN);
    standalone.close();
    http.close();
    collector.stop(0);
    assertThat(standalone.output())
        .noneMatch(line -> line.contains("WARN") && line.contains("Mete"));
  }

  private void collect(HttpExchange exchange) throws IOException {
    spans.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
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
  void aTraceGoesThroughKafka() throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(
          "insert into tenants (id, name, created_at, updated_at) values (5, 'Traced', now(), now())");
    }
    String trace = traceOfFirst("atlas.kpi.v1");
    assertThat(traceOfFirst("atlas.changes")).isEqualTo(trace);
    String id = new String(HexFormat.of().parseHex(trace), ISO_8859_1);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(String.join("", spans))
                    .contains(
                        id,
                        "publish atlas.changes",
                        "process atlas.changes",
                        "publish atlas.badge.v1,atlas.kpi.v1"));
  }

  /** The id of the first trace that a topic's records have. */
  private String traceOfFirst(String topic) {
    var partitions = IntStream.range(0, 3).mapToObj(i -> new TopicPartition(topic, i)).toList();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            standalone.kafkaBootstrapServers(),
            "isolation.level",
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  StreamSupport.stream(consumer.poll(Duration.ofMillis(100)).spliterator(), false)
                      .map(record -> record.headers().lastHeader("traceparent"))
                      .filter(Objects::nonNull)
                      .map(header -> new String(header.value(), ISO_8859_1).split("-", -1)[1])
                      .findFirst(),
              Optional::isPresent)
          .orElseThrow();
    }
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
