package io.tenantatlas.projector.capture;

import io.tenantatlas.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The Kafka clients of capture. */
final class CaptureClients {

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
    return clients.transactionalProducer(
        "tenantatlas-capture",
        settings.transactionalId(),
        settings.kafkaTimeout(),
        Map.of(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES, ProducerConfig.LINGER_MS_CONFIG, 0));
  }

  /** A member of the group in which one process is elected; it reads nothing. */
  Consumer<byte[], byte[]> candidate() {
    String instance = settings.instanceId().isEmpty() ? "" : settings.instanceId() + "-capture";
    return clients.member(
        settings.group(),
        "tenantatlas-capture-candidate",
        instance,
        settings.sessionTimeout(),
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "latest",
            // What may take longer than that asks for the lease in between.
            ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
            Math.toIntExact(MAX_PHASE.toMillis())));
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
