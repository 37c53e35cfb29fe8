package io.tenantatlas.standalone;

import io.tenantatlas.standalone.source.SourceSchema;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL and Kafka as containers. They announce themselves to both services by the connection
 * details that Spring Boot makes of {@link ServiceConnection}: from a parent context, so that the
 * services share them. The source is a second database of the same server.
 *
 * <p>CONTRIBUTING.md says which images they are made of. Without Docker the start fails.
 */
final class ContainerServers implements TestServers {

  private static final String SOURCE = "tenant_atlas";

  /** Much longer than it takes: the machine may be busy. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(5);

  private @Nullable ConfigurableApplicationContext containers;

  /**
   * The containers, of the images that {@code KAFKA_IMAGE} and {@code POSTGRES_IMAGE} name, as in
   * compose; else of those of {@code -Ptestcontainers}.
   */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @ImportAutoConfiguration(ServiceConnectionAutoConfiguration.class)
  static class Containers {

    @Bean
    @ServiceConnection
    KafkaContainer kafka() {
      return new KafkaContainer(image("KAFKA_IMAGE", "testcontainers.kafka", "apache/kafka"))
          .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
          .withStartupTimeout(READY_WITHIN);
    }

    @Bean
    @ServiceConnection
    PostgreSQLContainer postgres() {
      return new PostgreSQLContainer(image("POSTGRES_IMAGE", "testcontainers.postgres", "postgres"))
          .withDatabaseName("read_model")
          .withCommand("postgres", "-c", "wal_level=logical")
          .withStartupTimeout(READY_WITHIN);
    }

    private static DockerImageName image(String variable, String property, String original) {
      String image = System.getenv().getOrDefault(variable, System.getProperty(property, original));
      return DockerImageName.parse(image).asCompatibleSubstituteFor(original);
    }
  }

  @Override
  public synchronized void startFor(ConfigurableApplicationContext projector) {
    ConfigurableApplicationContext started =
        new SpringApplicationBuilder(Containers.class)
            .web(WebApplicationType.NONE)
            .registerShutdownHook(false)
            .properties("spring.config.name=containers")
            .run();
    containers = started;
    PostgreSQLContainer postgres = postgres();
    try (Connection connection = connect(postgres.getJdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + SOURCE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    SourceSchema.LARAVEL.create(sourceUrl(), postgres.getUsername(), postgres.getPassword());
    announceTo(projector);
  }

  @Override
  public synchronized void announceToReader(ConfigurableApplicationContext queryApi) {
    announceTo(queryApi);
  }

  private void announceTo(ConfigurableApplicationContext service) {
    service.setParent(started());
    service
        .getEnvironment()
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "source in a container",
                Map.of(
                    "atlas.source.url",
                    sourceUrl(),
                    "atlas.source.username",
                    postgres().getUsername(),
                    "atlas.source.password",
                    postgres().getPassword())));
  }

  private ConfigurableApplicationContext started() {
    return Objects.requireNonNull(containers, "the containers have not started");
  }

  private PostgreSQLContainer postgres() {
    return started().getBean(PostgreSQLContainer.class);
  }

  @Override
  public String kafka() {
    return started().getBean(KafkaContainer.class).getBootstrapServers();
  }

  @Override
  public Connection source() throws SQLException {
    return connect(sourceUrl());
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, postgres().getUsername(), postgres().getPassword());
  }

  private String sourceUrl() {
    URI server = URI.create(postgres().getJdbcUrl().substring("jdbc:".length()));
    return "jdbc:postgresql://" + server.getAuthority() + "/" + SOURCE;
  }

  @Override
  public synchronized void close() {
    ConfigurableApplicationContext open = containers;
    containers = null;
    if (open != null) {
      open.close();
    }
  }
}
