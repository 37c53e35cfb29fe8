package io.tenantatlas.bench.baseline;

import io.debezium.connector.jdbc.JdbcSinkConnectorTask;
import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.tenantatlas.bench.servers.BenchServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.hibernate.engine.jdbc.connections.internal.DriverManagerConnectionProvider;

/**
 * Debezium's embedded engine, whose changes Debezium's JDBC sink copies to tables of the same names
 * in another database. There is no Kafka and no text between the two, which flatters them. The
 * counter counts the rows that the sink has committed.
 */
public final class EngineToJdbc {

  private static final int PARTITION = 0;
  private static final String TOPIC = "engine";

  private final JdbcSinkConnectorTask sink;
  private final SharedCounter counter;
  private long offset;

  private EngineToJdbc(JdbcSinkConnectorTask sink, SharedCounter counter) {
    this.sink = sink;
    this.counter = counter;
  }

  /** Arguments: {@link EngineArguments#words}. */
  public static void main(String[] args) throws IOException {
    EngineArguments arguments = EngineArguments.parse(args);
    JdbcSinkConnectorTask sink = new JdbcSinkConnectorTask();
    sink.start(sinkSettings(arguments));
    sink.open(List.of(new TopicPartition(TOPIC, PARTITION)));
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      var program = new EngineToJdbc(sink, SharedCounter.open(arguments.counter()));
      DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine =
          DebeziumEngine.create(Connect.class)
              .using(Engines.settings(arguments))
              .notifying(program::write)
              .build();
      executor.execute(engine);
      while (System.in.read() >= 0) {
        // until whoever started this closes the stream, or ends
      }
      engine.close();
    }
    sink.stop();
  }

  private static Map<String, String> sinkSettings(EngineArguments arguments) {
    return Map.of(
        "connection.url", arguments.target(),
        "connection.username", BenchServers.USER,
        "connection.password", BenchServers.PASSWORD,
        "connection.provider", DriverManagerConnectionProvider.class.getName(),
        "insert.mode", "upsert",
        "delete.enabled", "true",
        "primary.key.mode", "record_key",
        "schema.evolution", "basic",
        "collection.name.format", "${source.table}");
  }

  private void write(
      List<ChangeEvent<SourceRecord, SourceRecord>> batch,
      RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
      throws InterruptedException {
    List<SinkRecord> records = new ArrayList<>();
    for (ChangeEvent<SourceRecord, SourceRecord> event : batch) {
      records.add(sinkRecord(event.value()));
    }
    sink.put(records);
    if (sink.getLastProcessingException() != null) {
      throw new IllegalStateException("the sink failed", sink.getLastProcessingException());
    }
    counter.add(batch.size());
    Engines.processed(batch, committer);
  }

  private SinkRecord sinkRecord(SourceRecord change) {
    return new SinkRecord(
        TOPIC,
        PARTITION,
        change.keySchema(),
        change.key(),
        change.valueSchema(),
        change.value(),
        offset++);
  }
}
