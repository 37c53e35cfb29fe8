package io.tenantatlas.projector.capture;

import io.tenantatlas.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The Kafka clients of capture. */
final class CaptureClients {

  static final int MAX_REQUEST_BYTES = 16 << 20;
  private static final int BATCH_BYTES = 256 << 10;

  /** No phase of capture takes longer without asking for its lease. */
  private static final Duration MAX_PHASE = Duration.ofHours(1);

  private final KafkaClients clients;
  private final CaptureSettings settings;

  CaptureClients(KafkaClients clients, CaptureSettings settings) {
    this.clients = clients;
    this.settings = settings;
  }

  /** The one producer that may write the change log: a newer one with the same id fences it. */
  Producer<byte[], byte[]> transactionalProducer() {
    return clients.producer(
        Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.BATCH_SIZE_CONFIG,
            BATCH_BYTES,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            // A transaction that begins while the last one is being finished is asked to come back
            // in a moment.
            CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG,
            5),
        Map.of(
            CommonClientConfigs.CLIENT_ID_CONFIG,
            clients.clientId("tenantatlas-capture"),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            settings.transactionalId(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_REQUEST_BYTES,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            Math.toIntExact(settings.kafkaTimeout().toMillis())));
  }

  /** A member of the group in which one process is elected; it reads nothing. */
  Consumer<byte[], byte[]> candidate() {
    int sessionMillis = Math.toIntExact(settings.sessionTimeout().toMillis());
    Map<String, Object> client = new HashMap<>();
    client.put(
        CommonClientConfigs.CLIENT_ID_CONFIG, clients.clientId("tenantatlas-capture-candidate"));
    client.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    client.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
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
    return clients.consumer(Map.of(), client);
  }

  /** A consumer without a group that sees committed records only. */
  Consumer<byte[], byte[]> reader() {
    return clients.reader(
        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000),
        Map.of(
            CommonClientConfigs.CLIENT_ID_CONFIG,
            clients.clientId("tenantatlas-capture-reader"),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            "false",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            "false",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Math.toIntExact(settings.kafkaTimeout().toMillis())));
  }
}
