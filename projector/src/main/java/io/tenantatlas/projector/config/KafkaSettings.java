package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureSettings;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.publish.TopicPublisher;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.service.kafka.KafkaClients;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Topic names, and the settings of the parts that talk to Kafka and the source. */
final class KafkaSettings {

  private KafkaSettings() {}

  static String changes(ProjectorProperties properties) {
    return properties.kafka().topicPrefix() + "changes";
  }

  static String deadLetters(ProjectorProperties properties) {
    return changes(properties) + ".dlt";
  }

  static String captureState(ProjectorProperties properties) {
    return properties.kafka().topicPrefix() + "capture";
  }

  /** The consumer group that shares the partitions. */
  static String group(KafkaClients clients) {
    return clients.groupId("tenantatlas-projector");
  }

  /** The consumer group in which the process that captures is elected. */
  static String captureGroup(KafkaClients clients) {
    return group(clients) + "-capture";
  }

  /** By which Kafka tells who may write the change log: a former capture is fenced. */
  static String captureTransactionalId(ProjectorProperties properties) {
    return changes(properties) + ".capture";
  }

  /** By which Kafka tells who may publish a partition: a former owner is fenced. */
  static String transactionalId(ProjectorProperties properties, int partition) {
    return properties.kafka().topicPrefix() + "projector-" + partition;
  }

  /** The topics of what is projected. */
  static TopicPublisher.Settings published(ProjectorProperties properties) {
    return new TopicPublisher.Settings(
        properties.kafka().topicPrefix(),
        properties.kafka().partitions(),
        properties.projector().maxPublished());
  }

  static SourceSettings source(ProjectorProperties properties) {
    ProjectorProperties.Source source = properties.source();
    return new SourceSettings(
        source.url(), source.schema(), source.username(), source.password(), source.timeout());
  }

  static CaptureSettings capture(
      ProjectorProperties properties, KafkaClients clients, String logId) {
    ProjectorProperties.Capture capture = properties.capture();
    return new CaptureSettings(
        source(properties),
        changes(properties),
        captureTransactionalId(properties),
        logId + "/" + SourceTable.fingerprint(),
        captureState(properties),
        properties.kafka().partitions(),
        captureGroup(clients),
        properties.projector().instanceId(),
        properties.projector().sessionTimeout(),
        capture.slotName(),
        capture.publicationName(),
        capture.batchSize(),
        capture.queueSize(),
        capture.queueMaxSize().toBytes(),
        capture.pollInterval(),
        capture.gatherMax(),
        capture.heartbeatInterval(),
        capture.markInterval(),
        capture.stallTimeout(),
        capture.retryDelay(),
        capture.maxRetryDelay(),
        properties.kafka().timeout());
  }

  /**
   * The consumer of one owning thread: committed records only, positions from the read model only.
   */
  static Consumer<byte[], byte[]> consumer(
      KafkaClients clients, ProjectorProperties properties, int number) {
    ProjectorProperties.Projector projector = properties.projector();
    String instance = projector.instanceId().isEmpty() ? "" : projector.instanceId() + "-" + number;
    return clients.member(
        group(clients),
        "tenantatlas-projector-" + number,
        instance,
        projector.sessionTimeout(),
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            projector.batchSize()));
  }

  static Producer<byte[], byte[]> deadLetterProducer(KafkaClients clients) {
    return clients.producer(
        Map.of(),
        Map.of(
            CommonClientConfigs.CLIENT_ID_CONFIG,
            clients.clientId("tenantatlas-dead-letters"),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            KafkaClients.REQUEST_BYTES_MAX));
  }

  /**
   * The producer of what a partition projects; a former owner's is fenced by its transactional id.
   */
  static Producer<byte[], byte[]> partitionProducer(
      KafkaClients clients, ProjectorProperties properties, int partition) {
    // The owning thread waits that long when Kafka does not answer.
    return clients.transactionalProducer(
        "tenantatlas-publisher-" + partition,
        transactionalId(properties, partition),
        properties.kafka().timeout(),
        Map.of());
  }
}
