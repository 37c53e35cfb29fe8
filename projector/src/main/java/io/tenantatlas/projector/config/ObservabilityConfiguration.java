package io.tenantatlas.projector.config;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.tenantatlas.projector.capture.CaptureCounters;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.config.ProjectorConfiguration.Preflight;
import io.tenantatlas.projector.config.ProjectorProperties.Role;
import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.pipeline.PipelineStatus;
import io.tenantatlas.projector.source.SlotStatus;
import io.tenantatlas.projector.store.Publications;
import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.kafka.KafkaTraces;
import io.tenantatlas.service.metrics.PresentGauges;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How operators see the projector: its metrics, its health components, and the threads that ask the
 * source, Kafka and the read model for them.
 */
@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

  private static boolean has(ProjectorProperties properties, Role role) {
    return properties.projector().roles().contains(role);
  }

  /** Only when they are wanted: without them nothing is observed, and nothing is spent on it. */
  @Bean
  @ConditionalOnBooleanProperty("management.opentelemetry.enabled")
  KafkaTraces projectorTraces(
      PropagatingSenderTracingObservationHandler<?> sent,
      PropagatingReceiverTracingObservationHandler<?> received) {
    return KafkaTraces.on(List.of(sent, received));
  }

  @Bean("projectorTraces")
  @ConditionalOnBooleanProperty(
      name = "management.opentelemetry.enabled",
      havingValue = false,
      matchIfMissing = true)
  KafkaTraces projectorTracesThatAreOff() {
    return KafkaTraces.off();
  }

  /** The source's log and slot; nothing is asked while this process does not capture. */
  @Bean
  Watch<SlotStatus> projectorSourceWatch(
      ProjectorProperties properties, StatusBoard projectorCaptureStatus) {
    return new Watch<SlotStatus>(
            "the source",
            properties.capture().statusInterval(),
            properties.source().timeout().multipliedBy(2),
            Clock.systemUTC(),
            new SourceLook(
                KafkaSettings.source(properties),
                properties.capture().slotName(),
                projectorCaptureStatus))
        .start();
  }

  @Bean
  CaptureCounters projectorCaptureCounters(
      ProjectorProperties properties,
      MeterRegistry registry,
      StatusBoard projectorCaptureStatus,
      Watch<SlotStatus> projectorSourceWatch) {
    if (!has(properties, Role.CAPTURE)) {
      CaptureMetrics.ofNone(registry);
      return CaptureCounters.NONE;
    }
    CaptureMetrics metrics =
        new CaptureMetrics(
            registry, projectorCaptureStatus, projectorSourceWatch::answer, Clock.systemUTC());
    projectorSourceWatch.listen(metrics::refresh);
    return metrics;
  }

  @Bean
  OwnedPartitions projectorOwnedPartitions() {
    return new OwnedPartitions(Clock.systemUTC());
  }

  @Bean
  LogLook projectorLogLook(
      ProjectorProperties properties,
      KafkaClients clients,
      OwnedPartitions projectorOwnedPartitions) {
    return new LogLook(
        () -> clients.admin(adminSettings(properties)),
        new LogLook.Names(
            KafkaSettings.changes(properties),
            KafkaSettings.deadLetters(properties),
            KafkaSettings.group(clients)),
        properties.kafka().partitions(),
        properties.kafka().timeout(),
        has(properties, Role.PROJECT) ? projectorOwnedPartitions : null);
  }

  private static Map<String, Object> adminSettings(ProjectorProperties properties) {
    int timeoutMillis = Math.toIntExact(properties.kafka().timeout().toMillis());
    return Map.of(
        AdminClientConfig.CLIENT_ID_CONFIG,
        "tenantatlas-watch",
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        timeoutMillis,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        timeoutMillis);
  }

  /** Kafka, once its topics are there. */
  @Bean
  Watch<LogLook.Seen> projectorLogWatch(
      ProjectorProperties properties,
      LogLook projectorLogLook,
      MeterRegistry registry,
      Preflight projectorPreflight) {
    Watch<LogLook.Seen> watch =
        new Watch<>(
            "Kafka",
            properties.projector().statusInterval(),
            properties.kafka().timeout(),
            Clock.systemUTC(),
            projectorLogLook);
    if (has(properties, Role.PROJECT)) {
      watch.listen(deadLetters(registry, watch)::refresh);
    }
    return watch.start();
  }

  static PresentGauges deadLetters(MeterRegistry registry, Watch<LogLook.Seen> watch) {
    return new PresentGauges(registry)
        .add(
            "atlas.dead.letters.kept",
            null,
            "Records that lie in the dead-letter topic",
            Tags.empty(),
            () -> {
              LogLook.Seen seen = watch.answer();
              return seen == null ? null : seen.deadLetters();
            });
  }

  /** The read model; what is not published is counted on the way. */
  @Bean
  Watch<Boolean> projectorReadModelWatch(
      ProjectorProperties properties,
      HikariDataSource pool,
      Publications publications,
      OwnedPartitions projectorOwnedPartitions) {
    return new Watch<Boolean>(
            "the read model",
            properties.projector().statusInterval(),
            Duration.ofMillis(pool.getConnectionTimeout()).multipliedBy(2),
            Clock.systemUTC(),
            new ReadModelLook(pool, publications, projectorOwnedPartitions))
        .start();
  }

  @Bean
  CaptureHealth projectorCaptureHealthIndicator(
      ProjectorProperties properties, StatusBoard projectorCaptureStatus) {
    return new CaptureHealth(
        has(properties, Role.CAPTURE),
        projectorCaptureStatus,
        properties.projector().progressTimeout(),
        Clock.systemUTC());
  }

  @Bean
  HealthIndicator projectorSourceHealthIndicator(Watch<SlotStatus> projectorSourceWatch) {
    return new WatchHealth(projectorSourceWatch);
  }

  @Bean
  HealthIndicator projectorLogHealthIndicator(Watch<LogLook.Seen> projectorLogWatch) {
    return new WatchHealth(projectorLogWatch);
  }

  @Bean
  HealthIndicator projectorReadModelHealthIndicator(Watch<Boolean> projectorReadModelWatch) {
    return new WatchHealth(projectorReadModelWatch);
  }

  @Bean
  HealthIndicator projectorPipelineHealthIndicator(
      ProjectorProperties properties,
      PipelineStatus projectorPipelineStatus,
      OwnedPartitions projectorOwnedPartitions,
      Watch<LogLook.Seen> projectorLogWatch) {
    return has(properties, Role.PROJECT)
        ? new PipelineHealth(
            projectorPipelineStatus,
            projectorOwnedPartitions,
            properties.kafka().partitions(),
            properties.projector().progressTimeout(),
            () -> {
              LogLook.Seen seen = projectorLogWatch.answer();
              return seen == null ? null : seen.group();
            })
        : Verdict::up;
  }

  @Bean
  HealthIndicator projectorPublishingHealthIndicator(
      ProjectorProperties properties,
      PipelineStatus projectorPipelineStatus,
      OwnedPartitions projectorOwnedPartitions) {
    return new PublishingHealth(
        projectorPipelineStatus,
        projectorOwnedPartitions,
        properties.projector().progressTimeout());
  }
}
