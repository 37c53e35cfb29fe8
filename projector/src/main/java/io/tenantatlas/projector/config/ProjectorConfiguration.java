package io.tenantatlas.projector.config;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.projector.capture.Capture;
import io.tenantatlas.projector.capture.CaptureCounters;
import io.tenantatlas.projector.capture.StatusBoard;
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
import io.tenantatlas.projector.store.RememberingReadModel;
import io.tenantatlas.projector.store.SavedCaptureStatus;
import io.tenantatlas.projector.store.StoredRows;
import io.tenantatlas.projector.store.Transactions;
import io.tenantatlas.service.ServiceConfiguration;
import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The projector's wiring: the only place where its parts meet Spring. The read model is Spring
 * Boot's data source, and Kafka's clients are made as Spring Boot's are.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProjectorProperties.class)
@Import({ServiceConfiguration.class, ObservabilityConfiguration.class})
public class ProjectorConfiguration {

  private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

  @Bean
  Preflight projectorPreflight(ProjectorProperties properties, KafkaClients clients) {
    return Preflight.run(properties, clients);
  }

  @Bean
  ReadModelMigration projectorReadModelMigration(HikariDataSource pool) {
    return new ReadModelMigration(pool);
  }

  @Bean
  TransactionTemplate readModelTransactions(PlatformTransactionManager manager) {
    return new Transactions(manager);
  }

  @Bean
  ReadModel readModel(
      ProjectorProperties properties, JdbcTemplate jdbc, TransactionTemplate transactions) {
    ReadModel stored = new JdbcReadModel(jdbc, transactions);
    long memory = properties.projector().memorySize().toBytes();
    return memory == 0 ? stored : new RememberingReadModel(stored, memory);
  }

  @Bean
  Publications publications(JdbcTemplate jdbc, TransactionTemplate transactions) {
    return new JdbcPublications(jdbc, transactions);
  }

  @Bean
  StoredRows storedRows(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
    TransactionTemplate snapshot = new Transactions(transactions);
    snapshot.setReadOnly(true);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return new StoredRows(jdbc, snapshot);
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
  StatusSaver projectorStatusSaver(ProjectorProperties properties, JdbcTemplate jdbc) {
    return new StatusSaver(new SavedCaptureStatus(jdbc), properties.capture().retryDelay());
  }

  @Bean
  StatusBoard projectorCaptureStatus(StatusSaver projectorStatusSaver) {
    return new StatusBoard(Clock.systemUTC(), projectorStatusSaver);
  }

  @Bean
  RunningCapture projectorCapture(
      ProjectorProperties properties,
      KafkaClients clients,
      StoredRows storedRows,
      StatusBoard projectorCaptureStatus,
      CaptureCounters projectorCaptureCounters,
      KafkaTraces projectorTraces,
      Preflight projectorPreflight) {
    boolean captures = properties.projector().roles().contains(Role.CAPTURE);
    return new RunningCapture(
        captures
            ? new Capture(
                KafkaSettings.capture(properties, clients, projectorPreflight.logId()),
                clients,
                storedRows,
                projectorCaptureStatus,
                projectorCaptureCounters,
                projectorTraces)
            : null);
  }

  @Bean
  PipelineStatus projectorPipelineStatus() {
    return new PipelineStatus(Clock.systemUTC());
  }

  @Bean
  RunningPipeline projectorPipeline(
      ProjectorProperties properties,
      KafkaClients clients,
      ReadModel readModel,
      Publications publications,
      Projection projection,
      PipelineStatus projectorPipelineStatus,
      OwnedPartitions projectorOwnedPartitions,
      KafkaTraces projectorTraces,
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
            settings.batchSize(),
            settings.tickInterval(),
            settings.gatherMax(),
            settings.retryDelay());
    var producer = KafkaSettings.deadLetterProducer(clients);
    DeadLetters deadLetters =
        new DeadLetters(
            producer, KafkaSettings.deadLetters(properties), properties.kafka().timeout());
    int[] number = {0};
    Pipeline pipeline =
        new Pipeline(
            settings.threads(),
            () ->
                new PartitionOwner(
                    KafkaSettings.consumer(clients, properties, number[0]++),
                    projector,
                    readModel,
                    deadLetters,
                    new TopicPublisher(
                        publications,
                        projectorPreflight.publishedIds(),
                        partition ->
                            KafkaSettings.partitionProducer(clients, properties, partition),
                        KafkaSettings.published(properties),
                        metrics::published,
                        projectorTraces),
                    metrics,
                    projectorPipelineStatus,
                    projectorTraces,
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

    static Preflight run(ProjectorProperties properties, KafkaClients clients) {
      if (properties.projector().roles().contains(Role.CAPTURE)) {
        SourcePreflight.run(properties);
      }
      Map<String, String> ids = new KafkaPreflight(properties, clients).run();
      return new Preflight(
          Objects.requireNonNull(ids.get(KafkaSettings.changes(properties))),
          KafkaSettings.published(properties).topics().stream()
              .map(topic -> Objects.requireNonNull(ids.get(topic)))
              .collect(Collectors.joining(" ")));
    }
  }
}
