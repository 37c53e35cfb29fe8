package io.tenantatlas.projector.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a Debezium engine, in a thread of its own. */
final class EngineRun {

  private static final Logger log = LoggerFactory.getLogger(EngineRun.class);

  private static final long CLOSE_AGAIN_MILLIS = 100;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final Thread thread;

  private EngineRun(Properties settings, ChangeLogWriter writer) {
    this.engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings)
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
    this.thread = Thread.ofPlatform().name("atlas-capture-engine").daemon().unstarted(engine);
  }

  /** Starts an engine that hands everything to the writer. */
  static EngineRun start(Properties settings, ChangeLogWriter writer) {
    EngineRun run = new EngineRun(settings, writer);
    run.thread.start();
    return run;
  }

  /** Completes when the engine has ended, with what made it end. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /**
   * Closes the engine until its thread has ended: one that is starting its tasks refuses it.
   *
   * @return false when it has not ended in time; it holds on to a connection that does not answer
   */
  boolean end(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    do {
      close();
      thread.join(CLOSE_AGAIN_MILLIS);
    } while (thread.isAlive() && System.nanoTime() - until < 0);
    if (thread.isAlive()) {
      thread.interrupt();
    }
    return !thread.isAlive();
  }

  private void close() {
    try {
      engine.close();
    } catch (IOException | IllegalStateException e) {
      log.debug("The engine is starting, or closing already", e);
    }
  }
}
