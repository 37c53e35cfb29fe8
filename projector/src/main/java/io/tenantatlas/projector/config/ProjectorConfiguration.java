package io.tenantatlas.projector.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.projector.capture.Capture;
import io.tenantatlas.projector.capture.CaptureCounters;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.capture.Topics;
import io.tenantatlas.projector.config.ProjectorProperties.Role;
import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.pipeline.PartitionOwner;
import io.tenantatlas.projector.pipeline.PartitionProjector;
import io.tenantatlas.projector.pipeline.Pipeline;
import io.tenantatlas.projector.pipeline.PipelineMetrics;
import io.tenantatlas.projector.pipeline.PipelineStatus;
import io.tenantatlas.projector.pipeline.References;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettings;
import io.tenantatlas.projector.projection.view.Links;
import io.tenantatlas.projector.publish.DeadLetters;
import io.tenantatlas.projector.publish.TopicPublisher;
import io.tenantatlas.projector.store.JdbcPublications;
import io.tenantatlas.projector.store.JdbcReadModel;
import io.tenantatlas.projector.store.Publications;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.SavedCaptureStatus;
import io.tenantatlas.projector.store.StoredRows;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The projector's wiring: the only place where its parts meet Spring. Other applications in the
 * same process import this class; its beans are not candidates for anybody else's data source.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProjectorProperties.class)
@Import(ObservabilityConfiguration.class)
public class ProjectorConfiguration {

  private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

  /** Before any bean is made of settings. */
  @Bean
  static BeanFactoryPostProcessor projectorUnknownSettings(Environment environment) {
    return beans -> UnknownSettings.refuse(ConfigurationPropertySources.get(environment));
  }

  @Bean
  Preflight projectorPreflight(ProjectorProperties properties) {
    return Preflight.run(properties);
  }

  @Bean
  ReadModelDatabase projectorReadModelDatabase(ProjectorProperties properties) {
    return ReadModelDatabase.open(properties.readModel());
  }

  /** The projector's own pool, with the schema migrated. Closed with the context. */
  record ReadModelDatabase(HikariDataSource dataSource) implements AutoCloseable {

    static ReadModelDatabase open(ProjectorProperties.ReadModel settings) {
      Migration.run(settings);
      HikariConfig config = new HikariConfig();
      config.setPoolName("atlas-read-model");
      config.setJdbcUrl(settings.url());
      config.setUsername(settings.username());
      config.setPassword(settings.password());
      config.setMaximumPoolSize(settings.poolSize());
      config.setConnectionTimeout(settings.connectionTimeout().toMillis());
      // A connection whose other end has vanished fails in time.
      config.addDataSourceProperty("tcpKeepAlive", "true");
      config.addDataSourceProperty("connectTimeout", seconds(settings.connectionTimeout()));
      config.addDataSourceProperty("socketTimeout", seconds(settings.socketTimeout()));
      // Statements that are prepared once stay prepared; unnest() keeps their number small.
      config.addDataSourceProperty("prepareThreshold", "1");
      config.addDataSourceProperty("ApplicationName", "tenantatlas-projector");
      return new ReadModelDatabase(new HikariDataSource(config));
    }

    /** The driver counts in whole seconds. */
    private static String seconds(Duration duration) {
      return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
    }

    TransactionTemplate transactions() {
      return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Override
    public void close() {
      dataSource.close();
    }
  }

  @Bean
  ReadModel readModel(ReadModelDatabase projectorReadModelDatabase) {
    return new JdbcReadModel(
        new JdbcTemplate(projectorReadModelDatabase.dataSource()),
        projectorReadModelDatabase.transactions());
  }

  @Bean
  Publications publications(ReadModelDatabase projectorReadModelDatabase) {
    return new JdbcPublications(
        new JdbcTemplate(projectorReadModelDatabase.dataSource()),
        projectorReadModelDatabase.transactions());
  }

  @Bean
  StoredRows storedRows(ReadModelDatabase projectorReadModelDatabase) {
    TransactionTemplate snapshot = projectorReadModelDatabase.transactions();
    snapshot.setReadOnly(true);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return new StoredRows(new JdbcTemplate(projectorReadModelDatabase.dataSource()), snapshot);
  }

  @Bean
  Projection projection(ProjectorProperties properties, ResourceLoader resources) {
    ProjectorProperties.Kpi kpi = properties.kpi();
    return new Projection(
        new ProjectionSettings(
            kpi.driftScanTypes(),
            kpi.inventorySyncType(),
            properties.surface().verificationTypes(),
            properties.surface().maxReportSize().toBytes(),
            new Links(kpi.operationUrl(), properties.surface().operationsUrl()),
            PolicyTypes.load(resources, kpi.policyTypes())));
  }

  @Bean
  StatusSaver projectorStatusSaver(
      ProjectorProperties properties, ReadModelDatabase projectorReadModelDatabase) {
    return new StatusSaver(
        new SavedCaptureStatus(new JdbcTemplate(projectorReadModelDatabase.dataSource())),
        properties.capture().retryDelay());
  }

  @Bean
  StatusBoard projectorCaptureStatus(StatusSaver projectorStatusSaver) {
    return new StatusBoard(Clock.systemUTC(), projectorStatusSaver);
  }

  @Bean
  RunningCapture projectorCapture(
      ProjectorProperties properties,
      StoredRows storedRows,
      StatusBoard projectorCaptureStatus,
      CaptureCounters projectorCaptureCounters,
      Preflight projectorPreflight) {
    boolean captures = properties.projector().roles().contains(Role.CAPTURE);
    return new RunningCapture(
        captures
            ? new Capture(
                KafkaSettings.capture(properties, projectorPreflight.logId()),
                storedRows,
                projectorCaptureStatus,
                projectorCaptureCounters)
            : null);
  }

  @Bean
  PipelineStatus projectorPipelineStatus() {
    return new PipelineStatus(Clock.systemUTC());
  }

  @Bean
  RunningPipeline projectorPipeline(
      ProjectorProperties properties,
      ReadModel readModel,
      Publications publications,
      Projection projection,
      PipelineStatus projectorPipelineStatus,
      OwnedPartitions projectorOwnedPartitions,
      MeterRegistry registry,
      Preflight projectorPreflight) {
    if (!properties.projector().roles().contains(Role.PROJECT)) {
      return new RunningPipeline(null, () -> {});
    }
    References.save(readModel, projection);
    Clock clock = Clock.systemUTC();
    ProjectorProperties.Projector settings = properties.projector();
    PipelineMetrics metrics =
        new PipelineMetrics(
            registry,
            clock,
            projectorOwnedPartitions,
            properties.kafka().partitions(),
            KafkaSettings.published(properties).topics());
    PartitionProjector projector =
        new PartitionProjector(
            readModel,
            projection,
            new PartitionProjector.Limits(
                settings.maxDueRows(),
                settings.maxRenderedTenants(),
                settings.maxReadRows(),
                settings.maxLinkedItems()),
            metrics);
    PartitionOwner.Settings owner =
        new PartitionOwner.Settings(
            KafkaSettings.changes(properties),
            properties.kafka().partitions(),
            projection.fingerprint() + "/" + projectorPreflight.logId(),
            settings.tickInterval(),
            settings.retryDelay());
    var producer = KafkaSettings.deadLetterProducer(properties);
    DeadLetters deadLetters =
        new DeadLetters(
            producer, KafkaSettings.deadLetters(properties), properties.kafka().timeout());
    int[] number = {0};
    Pipeline pipeline =
        new Pipeline(
            settings.threads(),
            () ->
                new PartitionOwner(
                    KafkaSettings.consumer(properties, number[0]++),
                    projector,
                    readModel,
                    deadLetters,
                    new TopicPublisher(
                        publications,
                        projectorPreflight.publishedIds(),
                        partition -> KafkaSettings.partitionProducer(properties, partition),
                        KafkaSettings.published(properties),
                        metrics::published),
                    metrics,
                    projectorPipelineStatus,
                    owner,
                    clock));
    return new RunningPipeline(pipeline, () -> producer.close(CLOSING_MAX));
  }

  /**
   * What is there before anything runs: topics, and a source that can be captured.
   *
   * @param logId identifies the change log
   * @param publishedIds identifies the topics of what is projected
   */
  record Preflight(String logId, String publishedIds) {

    static Preflight run(ProjectorProperties properties) {
      if (properties.projector().roles().contains(Role.CAPTURE)) {
        SourcePreflight.run(properties);
      }
      ProjectorProperties.Kafka kafka = properties.kafka();
      Map<String, String> ids =
          KafkaPreflight.run(properties, new Topics(kafka.bootstrapServers(), kafka.timeout()));
      return new Preflight(
          Objects.requireNonNull(ids.get(KafkaSettings.changes(properties))),
          KafkaSettings.published(properties).topics().stream()
              .map(topic -> Objects.requireNonNull(ids.get(topic)))
              .collect(Collectors.joining(" ")));
    }
  }
}
