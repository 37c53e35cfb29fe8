package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureSettings;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.publish.TopicPublisher;
import io.tenantatlas.projector.source.SourceSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

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

  /** The topics of what is projected. */
  static TopicPublisher.Settings published(ProjectorProperties properties) {
    return new TopicPublisher.Settings(
        properties.kafka().topicPrefix(),
        properties.kafka().partitions(),
        properties.projector().maxPublished());
  }

  static SourceSettings source(ProjectorProperties properties) {
    ProjectorProperties.Source source = properties.source();
    Matcher url = Check.URL.matcher(source.url());
    if (!url.matches()) {
      throw new StartupFailure("atlas.source.url is not a PostgreSQL URL");
    }
    int port = url.group(2) == null ? 5432 : Integer.parseInt(url.group(2));
    return new SourceSettings(
        url.group(1),
        port,
        url.group(3),
        source.schema(),
        source.username(),
        source.password(),
        source.timeout());
  }

  static CaptureSettings capture(ProjectorProperties properties, String logId) {
    ProjectorProperties.Capture capture = properties.capture();
    return new CaptureSettings(
        source(properties),
        properties.kafka().bootstrapServers(),
        changes(properties),
        logId + "/" + SourceTable.fingerprint(),
        captureState(properties),
        properties.kafka().partitions(),
        properties.projector().groupId() + "-capture",
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
  static Consumer<byte[], byte[]> consumer(ProjectorProperties properties, int number) {
    ProjectorProperties.Projector projector = properties.projector();
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, properties.kafka().bootstrapServers());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, projector.groupId());
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, projector.batchSize());
    int sessionMillis = Math.toIntExact(projector.sessionTimeout().toMillis());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / 4);
    if (!projector.instanceId().isEmpty()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, projector.instanceId() + "-" + number);
    }
    return new DefaultKafkaConsumerFactory<>(
            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .createConsumer();
  }

  static Producer<byte[], byte[]> deadLetterProducer(ProjectorProperties properties) {
    return producer(properties, Map.of());
  }

  /**
   * The producer of what a partition projects; a former owner's is fenced by its transactional id.
   */
  static Producer<byte[], byte[]> partitionProducer(ProjectorProperties properties, int partition) {
    return producer(
        properties,
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            properties.kafka().topicPrefix() + "projector-" + partition,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            // The owning thread waits that long when Kafka does not answer.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            properties.kafka().timeout().toMillis(),
            // A transaction that begins while the last one is being finished is asked to come back
            // in a moment.
            CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG,
            5));
  }

  private static Producer<byte[], byte[]> producer(
      ProjectorProperties properties, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, properties.kafka().bootstrapServers());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
