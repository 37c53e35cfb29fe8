package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.engine.DebeziumEngine.Offsets;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import io.tenantatlas.projector.source.SourceContract.Identity;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** A writer onto a change log in memory, and what it wrote there and told the engine. */
final class WrittenLog {

  static final int PARTITIONS = 4;
  static final String LOG = "log-1/columns-1";
  static final String TOKEN = "a-token-that-nobody-knows";
  static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");

  /** What the tables are whenever somebody looks, unless a test says otherwise. */
  static final Map<SourceTable, Identity> IDENTITIES = identities("one");

  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final Engine engine = new Engine();
  final CountedCapture counters = new CountedCapture();
  final RowLocations locations = new RowLocations();

  /** What a look at the source finds. */
  ContractWatch.Look look = () -> IDENTITIES;

  private final ChangeDecoder decoder = new ChangeDecoder();
  private final ChangeLog log;
  private final ChangeLogWriter writer;

  WrittenLog(CaptureState state, LargeValues largeValues, @Nullable Reading reading) {
    this(
        settings(
            new SourceSettings(
                "jdbc:postgresql://localhost:5432/source",
                "public",
                "us",
                "",
                Duration.ofSeconds(1))),
        state,
        largeValues,
        reading,
        TOKEN);
  }

  WrittenLog(
      CaptureSettings settings,
      CaptureState state,
      LargeValues largeValues,
      @Nullable Reading reading,
      String token) {
    producer.initTransactions();
    log = new ChangeLog(producer, settings, KafkaTraces.off());
    writer =
        new ChangeLogWriter(
            log,
            locations,
            largeValues,
            new EventReader(token, settings.source().schema(), Set.of()),
            state,
            reading,
            position -> look,
            Duration.ZERO,
            Integer.MAX_VALUE,
            counters);
  }

  static Map<SourceTable, Identity> identities(String version) {
    Map<SourceTable, Identity> identities = new EnumMap<>(SourceTable.class);
    for (SourceTable table : SourceTable.values()) {
      identities.put(table, new Identity(table.tableName(), version, "columns", "file"));
    }
    return Map.copyOf(identities);
  }

  static CaptureSettings settings(SourceSettings source) {
    return new CaptureSettings(
        source,
        "changes",
        "changes.capture",
        LOG,
        "state",
        PARTITIONS,
        "group",
        "",
        Duration.ofSeconds(10),
        "slot",
        "publication",
        100,
        1000,
        1 << 20,
        Duration.ofMillis(1),
        Duration.ZERO,
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        Duration.ofSeconds(10),
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        Duration.ofSeconds(1));
  }

  /** A state of the first generation at a position, with all tables in the log. */
  static CaptureState state(long position) {
    return new CaptureState(
        LOG, 1, new SourcePosition(position), Landmark.NONE, HISTORY, "slot", IDENTITIES);
  }

  /** A log in which no row's large values are needed from the source. */
  static WrittenLog of(CaptureState state) {
    return of(state, null);
  }

  /** One whose stream begins before the moment at which tables were read. */
  @SuppressWarnings("NullAway")
  static WrittenLog of(CaptureState state, @Nullable Reading reading) {
    return new WrittenLog(state, new LargeValues(null), reading);
  }

  ChangeLog log() {
    return log;
  }

  ChangeLogWriter writer() {
    return writer;
  }

  /** Lets a heartbeat of this run come back: from now on positions are marked. */
  WrittenLog confirmed() throws InterruptedException {
    write(SourceEvents.heartbeat(1, false));
    producer.clear();
    engine.processed.clear();
    engine.batchesFinished = 0;
    return this;
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

  /** Counts. */
  static final class CountedCapture implements CaptureCounters {

    int foreignMessages;
    final List<String> restarts = new ArrayList<>();

    @Override
    public void change() {}

    @Override
    public void foreignMessage() {
      foreignMessages++;
    }

    @Override
    public void restart(String reason) {
      restarts.add(reason);
    }
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
