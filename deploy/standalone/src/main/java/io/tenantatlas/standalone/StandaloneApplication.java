package io.tenantatlas.standalone;

import io.tenantatlas.projector.config.ProjectorConfiguration;
import io.tenantatlas.query.config.QueryApiConfiguration;
import io.tenantatlas.standalone.token.DevTokenConfiguration;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The standalone run: PostgreSQL and Kafka embedded, the projector and the query API in one Spring
 * context.
 *
 * <p>Nothing is found by scanning: the imported configurations are all.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
    exclude = {
      DataSourceAutoConfiguration.class,
      FlywayAutoConfiguration.class,
      KafkaAutoConfiguration.class,
      LogbackMetricsAutoConfiguration.class
    })
@Import({
  ProjectorConfiguration.class,
  QueryApiConfiguration.class,
  StandaloneConfiguration.class,
  DevTokenConfiguration.class
})
public class StandaloneApplication {
  private static final int FAILED = 1;

  public static void main(String[] args) {
    // Kafka's broker does not start in Turkish: libraries fold case by the default locale.
    Locale.setDefault(Locale.ROOT);
    EmbeddedServers servers = new EmbeddedServers();
    // Run after the context is closed, however the process comes to its end: the beans stop before
    // what they stand on.
    SpringApplication.getShutdownHandlers().add(servers::close);
    SpringApplication application = new SpringApplication(StandaloneApplication.class);
    application.addInitializers(servers);
    try {
      application.run(args);
    } catch (RuntimeException alreadyReported) {
      System.exit(FAILED);
    }
  }
}
