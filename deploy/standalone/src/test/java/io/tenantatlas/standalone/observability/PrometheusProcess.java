package io.tenantatlas.standalone.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.tenantatlas.standalone.embedded.TestPorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Prometheus that is installed, on a free loopback port, with the configuration of {@code
 * deploy/observability}: but for the addresses, which are the test's, and the interval, a second.
 *
 * <p>Made for one thread. {@link #close} ends it.
 */
final class PrometheusProcess implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final Path output;
  private final Process process;

  /**
   * Starts it and waits until it answers.
   *
   * @param directory empty; for its data and what it prints
   * @param scraped scraped as both jobs
   */
  PrometheusProcess(Path directory, URI scraped) throws IOException {
    int port = TestPorts.free();
    address = URI.create("http://127.0.0.1:" + port);
    output = directory.resolve("prometheus.log");
    Path configuration = directory.resolve("prometheus.yaml");
    Files.writeString(configuration, configuration(scraped));
    process =
        PrometheusTools.start(
            new ProcessBuilder(
                    "prometheus",
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile()));
    try {
      await().atMost(READY_WITHIN).until(this::isReady);
    } catch (RuntimeException e) {
      close();
      throw new AssertionError("Prometheus is not ready: " + Files.readString(output), e);
    }
  }

  private static String configuration(URI scraped) throws IOException {
    String rules =
        ObservabilityFiles.file(ObservabilityFiles.RULES).toAbsolutePath().normalize().toString();
    return ObservabilityFiles.text(ObservabilityFiles.PROMETHEUS)
        .replace("127.0.0.1:8083", scraped.getAuthority())
        .replace("127.0.0.1:8081", scraped.getAuthority())
        .replace("15s", "1s")
        .replace("rule_files: [rules.yaml]", "rule_files: ['" + rules + "']");
  }

  private boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended");
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (ConnectException e) {
      return false; // not yet
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What a query answers now, series by series; fails when the query is not valid. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return data("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8)).path("result");
  }

  /** The state of each alert: {@code inactive}, {@code pending}, {@code firing}. */
  Map<String, String> alertStates() throws IOException, InterruptedException {
    Map<String, String> states = new TreeMap<>();
    for (JsonNode rule : rules()) {
      if (rule.path("type").asString().equals("alerting")) {
        states.put(rule.path("name").asString(), rule.path("state").asString());
      }
    }
    return states;
  }

  /** What was wrong with each rule when it was evaluated last; empty when nothing was. */
  Map<String, String> ruleProblems() throws IOException, InterruptedException {
    Map<String, String> problems = new TreeMap<>();
    for (JsonNode rule : rules()) {
      if (!rule.path("health").asString().equals("ok")) {
        problems.put(
            rule.path("name").asString(),
            rule.path("health").asString() + " " + rule.path("lastError").asString(""));
      }
    }
    return problems;
  }

  private Iterable<JsonNode> rules() throws IOException, InterruptedException {
    return data("/api/v1/rules").path("groups").findValues("rules").stream()
        .flatMap(rules -> rules.valueStream())
        .toList();
  }

  private JsonNode data(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError("%s: %s".formatted(path, answer.body()));
    }
    return JsonMapper.shared().readTree(answer.body()).path("data");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
