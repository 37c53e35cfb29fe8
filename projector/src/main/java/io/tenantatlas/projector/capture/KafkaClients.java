package io.tenantatlas.projector.capture;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka clients of capture. Values are bytes, so that no record can fail inside of a client.
 */
final class KafkaClients {

  private static final int BATCH_BYTES = 256 << 10;
  static final int MAX_REQUEST_BYTES = 16 << 20;

  /** No phase of capture takes longer without asking for its lease. */
  private static final Duration MAX_PHASE = Duration.ofHours(1);

  private KafkaClients() {}

  /** The one producer that may write the change log: a newer one with the same id fences it. */
  static KafkaProducer<byte[], byte[]> transactionalProducer(CaptureSettings settings) {
    int timeoutMillis = Math.toIntExact(settings.kafkaTimeout().toMillis());
    return new KafkaProducer<>(
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            CommonClientConfigs.CLIENT_ID_CONFIG,
            "tenantatlas-capture",
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            settings.changesTopic() + ".capture",
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.BATCH_SIZE_CONFIG,
            BATCH_BYTES,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_REQUEST_BYTES,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            timeoutMillis,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            // A transaction that begins while the last one is being finished is asked to come back
            // in a moment.
            CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG,
            5),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A member of the group in which one process is elected; it reads nothing. */
  static KafkaConsumer<byte[], byte[]> candidate(CaptureSettings settings) {
    int sessionMillis = Math.toIntExact(settings.sessionTimeout().toMillis());
    Map<String, Object> client = new HashMap<>();
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    client.put(CommonClientConfigs.CLIENT_ID_CONFIG, "tenantatlas-capture-candidate");
    client.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    client.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / 4);
    // What may take longer than that asks for the lease in between.
    client.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(MAX_PHASE.toMillis()));
    if (!settings.instanceId().isEmpty()) {
      client.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId() + "-capture");
    }
    return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A consumer without a group that sees committed records only. */
  static KafkaConsumer<byte[], byte[]> reader(CaptureSettings settings) {
    Duration timeout = settings.kafkaTimeout();
    return new KafkaConsumer<>(
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers(),
            CommonClientConfigs.CLIENT_ID_CONFIG, "tenantatlas-capture-reader",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis())),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
