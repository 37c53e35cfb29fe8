package io.tenantatlas.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.format.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Debezium's embedded engine with its defaults, which writes each change as JSON to one topic by an
 * idempotent producer. Nothing comes after it: no transactions, no marks, no order of tenants. The
 * counter counts what Kafka has acknowledged.
 */
public final class EngineToKafka {

  /** Where the changes go. */
  public static final String TOPIC = "engine.changes";

  private final Producer<byte[], byte[]> producer;
  private final SharedCounter counter;

  private EngineToKafka(Producer<byte[], byte[]> producer, SharedCounter counter) {
    this.producer = producer;
    this.counter = counter;
  }

  /** Arguments: {@link EngineArguments#words}. */
  public static void main(String[] args) throws IOException {
    EngineArguments arguments = EngineArguments.parse(args);
    Map<String, Object> kafka =
        Map.of(
            "bootstrap.servers", arguments.brokers(), "enable.idempotence", "true", "linger.ms", 0);
    try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      var program = new EngineToKafka(producer, SharedCounter.open(arguments.counter()));
      DebeziumEngine<ChangeEvent<String, String>> engine =
          DebeziumEngine.create(Json.class)
              .using(settings(arguments))
              .notifying(program::write)
              .build();
      executor.execute(engine);
      while (System.in.read() >= 0) {
        // until whoever started this closes the stream, or ends
      }
      engine.close();
    }
  }

  private void write(
      List<ChangeEvent<String, String>> batch,
      RecordCommitter<ChangeEvent<String, String>> committer)
      throws InterruptedException {
    for (ChangeEvent<String, String> event : batch) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  TOPIC, event.key().getBytes(UTF_8), event.value().getBytes(UTF_8)));
    }
    producer.flush();
    counter.add(batch.size());
    Engines.processed(batch, committer);
  }

  private static Properties settings(EngineArguments arguments) {
    Properties engine = Engines.settings(arguments);
    engine.setProperty("key.converter.schemas.enable", "false");
    engine.setProperty("value.converter.schemas.enable", "false");
    return engine;
  }
}
