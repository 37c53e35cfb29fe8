package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.source.SourceSession;
import io.tenantatlas.service.startup.Causes;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Follows the source's stream with one engine after the other, and writes heartbeats to the source
 * meanwhile.
 *
 * <p>Threads: one.
 */
final class Following {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final SourceSession source;
  private final String token;
  private final CaptureSettings settings;
  private final Duration stallTimeout;
  private final Consumer<Duration> keepLease;

  /**
   * @param token by which the run knows its own heartbeats
   * @param stallTimeout how long the stream may be silent
   * @param keepLease waits for so long, and throws when the right to capture is lost
   */
  Following(
      SourceSession source,
      String token,
      CaptureSettings settings,
      Duration stallTimeout,
      Consumer<Duration> keepLease) {
    this.source = source;
    this.token = token;
    this.settings = settings;
    this.stallTimeout = stallTimeout;
    this.keepLease = keepLease;
  }

  /** Runs an engine until {@code reached}, or until something ends it, which it throws. */
  void until(ChangeLogWriter writer, Properties engineSettings, BooleanSupplier reached)
      throws Exception {
    EngineRun engine = EngineRun.start(engineSettings, writer);
    ScheduledExecutorService heartbeats = Heartbeat.start(source, token, writer, settings, engine);
    boolean ended = false;
    try {
      while (!reached.getAsBoolean()) {
        if (engine.ended().isDone()) {
          engine.ended().get();
          throw new IllegalStateException("the engine has stopped");
        }
        keepLease.accept(LOOK);
        lookForSilence(writer);
      }
    } catch (ExecutionException e) {
      // Debezium wraps what the writer throws.
      ContractBreachException breach = Causes.find(e, ContractBreachException.class);
      throw breach != null ? breach : e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      heartbeats.shutdownNow();
      writer.close(CLOSING);
      ended = engine.end(CLOSING);
    }
    if (!ended) {
      throw new IllegalStateException("the engine does not end");
    }
  }

  private void lookForSilence(ChangeLogWriter writer) {
    Duration silence = writer.silence();
    if (silence.compareTo(stallTimeout) > 0) {
      throw new StalledException(silence);
    }
  }
}
