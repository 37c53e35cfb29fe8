package io.tenantatlas.projector.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.store.StoredRows;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Capture: keeps the change log equal to the source, from one thread of its own, until stopped. Any
 * failure ends the run (one connection, one producer, one engine); the next run begins from what is
 * in the log. Of several captures on one source one runs, and the others wait for it to go.
 */
public final class Capture {

  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private static final long CLOSE_AGAIN_MILLIS = 100;

  private final CaptureSettings settings;
  private final LogReader logReader;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable DebeziumEngine<?>> running = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "atlas-capture");

  /** A capture that does nothing until it is started. */
  public Capture(CaptureSettings settings, StoredRows storedRows) {
    this.settings = settings;
    this.logReader = new LogReader(settings, storedRows);
  }

  /** Starts it. */
  public void start() {
    thread.start();
  }

  /** Stops it and waits until the last batch is written or given up. */
  public void stop() throws InterruptedException {
    stopped.countDown();
    end(thread, running::get);
  }

  private void run() {
    while (stopped.getCount() > 0) {
      try {
        runOnce();
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        if (stopped.getCount() > 0) {
          log.error(
              "Capture failed and starts again in {} s: {}",
              settings.retryDelay().toSeconds(),
              reason(e));
          log.debug("The failure", e);
        }
      }
      if (await(settings.retryDelay().toMillis())) {
        return;
      }
    }
  }

  private boolean await(long millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private void runOnce() throws Exception {
    try (SourceSession source = SourceSession.open(settings.source())) {
      if (!source.tryLock(settings.slotName())) {
        log.info("Another capture runs on this source; waiting for it to go");
        return;
      }
      try (KafkaProducer<byte[], byte[]> producer = KafkaClients.transactionalProducer(settings)) {
        producer.initTransactions();
        capture(source, producer);
      }
    }
  }

  private void capture(SourceSession source, KafkaProducer<byte[], byte[]> producer)
      throws Exception {
    CaptureState state = resumable(source, logReader.state());
    RowLocations locations = logReader.locations();
    log.info("Capture starts: {} rows known, resuming at {}", locations.size(), state.resumeAt());
    Instant before = source.clock();
    ChangeLogWriter writer =
        new ChangeLogWriter(
            settings,
            producer,
            locations,
            new LargeValues(source),
            state,
            before,
            SourceHistory.UNKNOWN);
    if (state.resumeAt() == null) {
      // Also above the numbers of snapshots that a lost state knew of.
      long generation = Math.max(state.generation() + 1, before.toEpochMilli());
      writer.beginSnapshot(generation, source.estimatedRows());
    }
    stream(source, writer, state.resumeAt());
  }

  /**
   * The state to go on from: without a position when everything must be read anew, because it never
   * was read wholly or because the source no longer has what came since. A slot left over is then
   * dropped, since only a new slot gives a snapshot and a stream without a gap between them.
   */
  private CaptureState resumable(SourceSession source, CaptureState state) throws SQLException {
    SourcePosition resumeAt = state.resumeAt(settings.log());
    SourceSession.Slot slot = source.slot(settings.slotName(), resumeAt);
    if (resumeAt != null && slot == SourceSession.Slot.USABLE) {
      return state;
    }
    if (state.resumeAt() != null) {
      log.error(
          "Everything is read anew: {}",
          resumeAt == null
              ? "the change log or the captured columns are other ones than before"
              : "the replication slot %s is %s, changes since %s may be missing"
                  .formatted(settings.slotName(), slot, resumeAt));
    }
    if (slot != SourceSession.Slot.ABSENT) {
      source.dropSlot(settings.slotName());
    }
    return new CaptureState(settings.log(), state.generation(), null);
  }

  private void stream(
      SourceSession source, ChangeLogWriter writer, @Nullable SourcePosition resumeAt)
      throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(EngineSettings.of(settings, resumeAt))
            .using(OffsetCommitPolicy.always())
            .using(
                (success, message, error) -> {
                  if (success) {
                    ended.complete(null);
                  } else {
                    ended.completeExceptionally(
                        error == null ? new IllegalStateException(message) : error);
                  }
                })
            .notifying(writer)
            .build();
    running.set(engine);
    ScheduledExecutorService heartbeats = heartbeats(source, writer, ended);
    Thread streaming = new Thread(engine, "atlas-capture-engine");
    try {
      if (stopped.getCount() > 0) {
        streaming.start();
        ended.get();
      }
    } finally {
      heartbeats.shutdownNow();
      running.set(null);
      end(streaming, () -> engine);
    }
  }

  private ScheduledExecutorService heartbeats(
      SourceSession source, ChangeLogWriter writer, CompletableFuture<Void> ended) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("atlas-capture-heartbeat").daemon().unstarted(task));
    Heartbeat heartbeat = new Heartbeat(source, writer::lastMark, settings);
    long interval = settings.heartbeatInterval().toMillis();
    Objects.requireNonNull(
        executor.scheduleWithFixedDelay(
            () -> {
              try {
                heartbeat.beat();
              } catch (SQLException e) {
                ended.completeExceptionally(e);
              }
            },
            interval,
            interval,
            TimeUnit.MILLISECONDS));
    return executor;
  }

  /** Closes the engine until the thread has ended: one that is starting its tasks refuses it. */
  static void end(Thread thread, Supplier<? extends @Nullable Closeable> engine)
      throws InterruptedException {
    do {
      close(engine.get());
      thread.join(CLOSE_AGAIN_MILLIS);
    } while (thread.isAlive());
  }

  private static void close(@Nullable Closeable engine) {
    if (engine == null) {
      return;
    }
    try {
      engine.close();
    } catch (IOException | IllegalStateException e) {
      log.debug("The engine is starting, or closing already", e);
    }
  }
}
