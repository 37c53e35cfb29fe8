package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureSettings;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.publish.TopicPublisher;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.service.kafka.KafkaClients;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Topic names, and the settings of the parts that talk to Kafka and the source. */
final class KafkaSettings {

  private static final int MAX_REQUEST_BYTES = 16 << 20;

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
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        CommonClientConfigs.CLIENT_ID_CONFIG, clients.clientId("tenantatlas-projector-" + number));
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group(clients));
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, projector.batchSize());
    int sessionMillis = Math.toIntExact(projector.sessionTimeout().toMillis());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / 4);
    if (!projector.instanceId().isEmpty()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, projector.instanceId() + "-" + number);
    }
    return clients.consumer(Map.of(), settings);
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
            MAX_REQUEST_BYTES));
  }

  /**
   * The producer of what a partition projects; a former owner's is fenced by its transactional id.
   */
  static Producer<byte[], byte[]> partitionProducer(
      KafkaClients clients, ProjectorProperties properties, int partition) {
    return clients.producer(
        Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            // A transaction that begins while the last one is being finished is asked to come back
            // in a moment.
            CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG,
            5),
        Map.of(
            CommonClientConfigs.CLIENT_ID_CONFIG,
            clients.clientId("tenantatlas-publisher-" + partition),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            transactionalId(properties, partition),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_REQUEST_BYTES,
            // The owning thread waits that long when Kafka does not answer.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            properties.kafka().timeout().toMillis()));
  }
}
