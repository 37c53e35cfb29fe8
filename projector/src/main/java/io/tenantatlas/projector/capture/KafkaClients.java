package io.tenantatlas.projector.capture;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
  private static final int MAX_REQUEST_BYTES = 16 << 20;

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
