package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSession;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A schema of a real PostgreSQL server that is captured, with real engines, to a change log in
 * memory: one run after the other, as in production, but without pauses and without Kafka.
 */
final class CapturedSource implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int DOUBTFUL_AFTER = 3;

  final WrittenLog.CountedCapture counters = new WrittenLog.CountedCapture();
  final List<Exception> failures = new CopyOnWriteArrayList<>();
  final StatusBoard status = new StatusBoard(Clock.systemUTC(), change -> {});

  private final JdbcTemplate jdbc;
  private final String schema;
  private final CaptureSettings settings;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private @Nullable Thread thread;
  private volatile boolean stopped;

  CapturedSource(SourceDatabase source, String schema) {
    this(source.jdbc(), source.settings(schema), schema);
  }

  CapturedSource(JdbcTemplate jdbc, SourceSettings source, String name) {
    this(jdbc, source, name, Duration.ofSeconds(20));
  }

  /**
   * @param jdbc the same source, directly
   * @param name of slot and publication
   * @param stallTimeout how long the stream may be silent
   */
  CapturedSource(JdbcTemplate jdbc, SourceSettings source, String name, Duration stallTimeout) {
    this.jdbc = jdbc;
    this.schema = source.schema();
    CaptureSettings defaults = WrittenLog.settings(source);
    this.settings =
        new CaptureSettings(
            source,
            defaults.changesTopic(),
            defaults.transactionalId(),
            defaults.log(),
            defaults.stateTopic(),
            defaults.partitions(),
            defaults.group(),
            defaults.instanceId(),
            defaults.sessionTimeout(),
            name,
            name,
            200,
            1000,
            1 << 20,
            Duration.ofMillis(2),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            stallTimeout,
            defaults.retryDelay(),
            defaults.maxRetryDelay(),
            defaults.kafkaTimeout());
    producer.initTransactions();
  }

  CapturedSource start() {
    stopped = false;
    thread = Thread.ofPlatform().name("captured-source").start(this::run);
    return this;
  }

  void stop() {
    stopped = true;
    if (thread != null) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void run() {
    int failed = 0;
    while (!stopped) {
      try (SourceSession session = SourceSession.open(settings.source())) {
        new CaptureRun(
                settings,
                state(),
                this::locations,
                session,
                new ChangeLog(producer, settings, KafkaTraces.off()),
                new CaptureRun.Surroundings(
                    wait -> {
                      LockSupport.parkNanos(wait.toNanos());
                      return !stopped;
                    },
                    status,
                    counters,
                    settings.stallTimeout(),
                    failed >= DOUBTFUL_AFTER))
            .run();
      } catch (CaptureRun.LeaseLostException e) {
        return;
      } catch (Exception e) {
        failures.add(e);
        boolean ofTheSource =
            e instanceof SourceProblemException || e instanceof ContractBreachException;
        failed = ofTheSource ? failed : failed + 1;
        status.set(CaptureStatus.State.STOPPED, e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  CaptureState state() {
    CaptureState state = CaptureState.NONE;
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      if (record.topic().equals(settings.stateTopic())) {
        state = CaptureState.parse(record.value());
      }
    }
    return state;
  }

  private List<ProducerRecord<byte[], byte[]>> log() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(settings.changesTopic()))
        .toList();
  }

  private RowLocations locations() {
    RowLocations locations = new RowLocations();
    for (ProducerRecord<byte[], byte[]> record : log()) {
      JsonNode value =
          record.value() == null
              ? JsonMapper.shared().createObjectNode()
              : JsonMapper.shared().readTree(record.value());
      SourceTable table =
          SourceTable.byName(value.path("source").path("table").asString("")).orElse(null);
      if (table != null) {
        switch (value.path("op").asString()) {
          case "t" -> locations.clear(table);
          case "d" -> locations.remove(key(table, value.path("before")));
          default -> locations.put(key(table, value.path("after")), record.partition());
        }
      }
    }
    return locations;
  }

  private static RowKey key(SourceTable table, JsonNode row) {
    return new RowKey(table, row.path("id").asLong());
  }

  /** Runs SQL in the captured schema. */
  void sql(String... statements) {
    for (String statement : statements) {
      jdbc.execute("set search_path to " + SourceSettings.quote(schema) + "; " + statement);
    }
  }

  /** The position of the last mark. */
  SourcePosition marked() {
    SourcePosition position = state().resumeAt();
    return position == null ? SourcePosition.ZERO : position;
  }

  /** Everything committed by now lies before this. */
  SourcePosition now() {
    return SourcePosition.parse(
        Objects.requireNonNull(
            jdbc.queryForObject("select pg_current_wal_insert_lsn()::text", String.class)));
  }

  /** Waits for a mark that includes everything committed by now, and compares the log with SQL. */
  void isExact() {
    isMarked();
    assertThat(LoggedRows.of(log())).isEqualTo(source());
  }

  /** Waits for a mark that includes everything committed by now. */
  void isMarked() {
    SourcePosition now = now();
    Awaitility.await()
        .atMost(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .conditionEvaluationListener(condition -> {})
        .untilAsserted(
            () ->
                assertThat(marked())
                    .as("marked; failures: %s, status %s", failures, status.status())
                    .isGreaterThanOrEqualTo(now));
  }

  /** Whether the log has a deletion of the row in a partition. */
  boolean isDeleted(SourceTable table, long id, int partition) {
    return log().stream()
        .filter(record -> record.partition() == partition && record.value() != null)
        .map(record -> JsonMapper.shared().readTree(record.value()))
        .filter(value -> table.tableName().equals(value.path("source").path("table").asString("")))
        .anyMatch(
            value ->
                "d".equals(value.path("op").asString())
                    && value.path("before").path("id").asLong() == id);
  }

  Map<String, String> source() {
    return LoggedRows.of(jdbc, schema);
  }

  /** Waits until capture says that it cannot follow the source. */
  void isStoppedBecauseOf(String reason) {
    is(CaptureStatus.State.STOPPED, reason);
  }

  /** Waits until capture says that it does that, for that reason. */
  void is(CaptureStatus.State state, String reason) {
    Awaitility.await()
        .atMost(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(status.status().state()).isEqualTo(state);
              assertThat(status.status().reason()).contains(reason);
            });
  }

  @Override
  public void close() {
    stop();
    jdbc.queryForList(
        """
        select pg_terminate_backend(active_pid) from pg_replication_slots
        where slot_name like ? || '%' and active_pid is not null
        """,
        settings.slotName());
    Awaitility.await()
        .atMost(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                jdbc.queryForList(
                    """
                    select pg_drop_replication_slot(slot_name) from pg_replication_slots
                    where slot_name like ? || '%'
                    """,
                    settings.slotName()));
  }
}
