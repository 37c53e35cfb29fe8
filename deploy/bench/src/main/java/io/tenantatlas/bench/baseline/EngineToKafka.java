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
 * idempotent producer. Nothing comes after it: no transactions, no marks, no order of tenants.
 */
public final class EngineToKafka {

  /** Where the changes go. */
  public static final String TOPIC = "engine.changes";

  /** The replication slot that it makes. */
  public static final String SLOT = "engine";

  private static final String TABLES =
      "tenants,operation_runs,inventory_items,inventory_sync_runs,findings,backup_schedule_runs,"
          + "entra_group_sync_runs,restore_runs,managed_tenant_onboarding_sessions";

  private EngineToKafka() {}

  /** Arguments: the source's port, database, user and password, and the brokers. */
  public static void main(String[] args) throws IOException {
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", args[4], "enable.idempotence", "true", "linger.ms", "0");
    try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      DebeziumEngine<ChangeEvent<String, String>> engine =
          DebeziumEngine.create(Json.class)
              .using(settings(args))
              .notifying((batch, committer) -> write(producer, batch, committer))
              .build();
      executor.execute(engine);
      while (System.in.read() >= 0) {
        // until whoever started this closes the stream, or ends
      }
      engine.close();
    }
  }

  private static void write(
      Producer<byte[], byte[]> producer,
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
    for (ChangeEvent<String, String> event : batch) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }

  private static Properties settings(String[] args) {
    Properties engine = new Properties();
    engine.setProperty("name", "engine");
    engine.setProperty("topic.prefix", "engine");
    engine.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    engine.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    engine.setProperty("database.hostname", "127.0.0.1");
    engine.setProperty("database.port", args[0]);
    engine.setProperty("database.dbname", args[1]);
    engine.setProperty("database.user", args[2]);
    engine.setProperty("database.password", args[3]);
    engine.setProperty("plugin.name", "pgoutput");
    engine.setProperty("slot.name", SLOT);
    engine.setProperty("publication.autocreate.mode", "filtered");
    engine.setProperty("table.include.list", "public.(" + TABLES.replace(',', '|') + ")");
    engine.setProperty("snapshot.mode", "no_data");
    engine.setProperty("tombstones.on.delete", "false");
    engine.setProperty("key.converter.schemas.enable", "false");
    engine.setProperty("value.converter.schemas.enable", "false");
    return engine;
  }
}
