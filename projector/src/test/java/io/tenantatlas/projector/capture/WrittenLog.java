package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.engine.DebeziumEngine.Offsets;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.source.SourceRecord;

/** A writer onto a change log in memory, and what it wrote there and told the engine. */
final class WrittenLog {

  static final int PARTITIONS = 4;
  static final String LOG = "log-1/columns-1";
  static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");
  static final Instant SNAPSHOT_AT = Instant.parse("2026-03-01T11:00:00Z");

  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final Engine engine = new Engine();

  private final ChangeDecoder decoder = new ChangeDecoder();
  private final ChangeLogWriter writer;

  WrittenLog(CaptureState state, LargeValues largeValues) {
    this(
        settings(new SourceSettings("localhost", 5432, "source", "public", "us", "")),
        state,
        largeValues);
  }

  WrittenLog(CaptureSettings settings, CaptureState state, LargeValues largeValues) {
    producer.initTransactions();
    writer =
        new ChangeLogWriter(
            settings, producer, new RowLocations(), largeValues, state, SNAPSHOT_AT, HISTORY);
  }

  static CaptureSettings settings(SourceSettings source) {
    return new CaptureSettings(
        source,
        "localhost:9092",
        "changes",
        LOG,
        "state",
        PARTITIONS,
        "slot",
        "publication",
        100,
        1000,
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        Duration.ofSeconds(1));
  }

  /** A log in which no row's large values are needed from the source. */
  @SuppressWarnings("NullAway")
  static WrittenLog of(CaptureState state) {
    return new WrittenLog(state, new LargeValues(null));
  }

  ChangeLogWriter writer() {
    return writer;
  }

  /** Hands a batch to the writer, as the engine does. */
  void write(SourceRecord... batch) throws InterruptedException {
    List<RecordChangeEvent<SourceRecord>> events = new ArrayList<>();
    for (SourceRecord record : batch) {
      events.add(() -> record);
    }
    writer.handleBatch(events, engine);
  }

  /** The keys of what was committed to a partition. */
  List<String> keys(int partition) {
    return committed("changes", partition).map(record -> new String(record.key(), UTF_8)).toList();
  }

  /** What was committed to a partition, as a projector reads it. */
  List<LogRecord> records(int partition) {
    return committed("changes", partition).map(this::decode).toList();
  }

  LogRecord decode(ProducerRecord<byte[], byte[]> record) {
    try {
      return decoder.decode(record.key(), record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError("the writer wrote what the decoder does not understand", e);
    }
  }

  /** The committed states. */
  List<CaptureState> states() {
    return committed("state", 0).map(record -> CaptureState.parse(record.value())).toList();
  }

  Stream<ProducerRecord<byte[], byte[]>> committed(String topic, int partition) {
    return producer.history().stream()
        .filter(record -> record.topic().equals(topic) && record.partition() == partition);
  }

  /** What the engine was told. */
  static final class Engine implements RecordCommitter<RecordChangeEvent<SourceRecord>> {

    final List<SourceRecord> processed = new ArrayList<>();
    int batchesFinished;

    @Override
    public void markProcessed(RecordChangeEvent<SourceRecord> event) {
      processed.add(event.record());
    }

    @Override
    public void markBatchFinished() {
      batchesFinished++;
    }

    @Override
    public void markProcessed(RecordChangeEvent<SourceRecord> event, Offsets offsets) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Offsets buildOffsets() {
      throw new UnsupportedOperationException();
    }
  }
}
