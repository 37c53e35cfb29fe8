package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told of health on which port, with the service's own settings of the endpoints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthEndpointIT {

  private static final List<String> COMPONENTS =
      List.of(
          "projectorCapture",
          "projectorSource",
          "projectorLog",
          "projectorPipeline",
          "projectorReadModel",
          "projectorPublishing");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext service =
      new SpringApplication(Service.class).run("--server.port=0", "--management.server.port=0");

  /** A service in which the source does not answer. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {
        DataSourceAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        KafkaAutoConfiguration.class
      })
  @Import(Components.class)
  static class Service {}

  /** The components by the names that they have in the service. */
  @Configuration(proxyBeanMethods = false)
  static class Components {

    @Bean
    HealthIndicator projectorCaptureHealthIndicator() {
      return Verdict::up;
    }

    @Bean
    HealthIndicator projectorSourceHealthIndicator() {
      return () -> Verdict.outOfService("the source is at 10.0.0.7", Instant.EPOCH);
    }

    @Bean
    HealthIndicator projectorLogHealthIndicator() {
      return Verdict::up;
    }

    @Bean
    HealthIndicator projectorPipelineHealthIndicator() {
      return Verdict::up;
    }

    @Bean
    HealthIndicator projectorReadModelHealthIndicator() {
      return Verdict::up;
    }

    @Bean
    HealthIndicator projectorPublishingHealthIndicator() {
      return Verdict::up;
    }
  }

  @BeforeAll
  void theNamesAreThoseOfTheService() {
    assertThat(ObservabilityConfiguration.class.getDeclaredMethods())
        .extracting(java.lang.reflect.Method::getName)
        .containsAll(COMPONENTS.stream().map(name -> name + "HealthIndicator").toList());
  }

  @AfterAll
  void stop() {
    service.close();
    http.close();
  }

  @Test
  void theManagementPortSaysWhatIsWrongAndSinceWhen() throws IOException, InterruptedException {
    HttpResponse<String> health = get("local.management.port", "/actuator/health");
    assertThat(health.statusCode()).isEqualTo(503);
    JsonNode components = JsonMapper.shared().readTree(health.body()).get("components");
    assertThat(components.propertyNames()).containsAll(COMPONENTS).doesNotContain("db");
    JsonNode details = components.get("projectorSource").get("details");
    assertThat(details.get("reason").asString()).isEqualTo("the source is at 10.0.0.7");
    assertThat(details.get("since").asString()).isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void everyComponentCountsForReadinessAndThePortOfAllSaysNoMoreThanThat()
      throws IOException, InterruptedException {
    HttpResponse<String> ready = get("local.server.port", "/readyz");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"status\":\"OUT_OF_SERVICE\"}");
    String group =
        service.getEnvironment().getProperty("management.endpoint.health.group.readiness.include");
    assertThat(List.of(String.valueOf(group).split(",", -1))).containsAll(COMPONENTS);
  }

  @Test
  void livenessDependsOnNothingElse() throws IOException, InterruptedException {
    HttpResponse<String> alive = get("local.server.port", "/livez");
    assertThat(alive.statusCode()).isEqualTo(200);
    assertThat(alive.body()).isEqualTo("{\"status\":\"UP\"}");
  }

  private HttpResponse<String> get(String port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty(port) + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
