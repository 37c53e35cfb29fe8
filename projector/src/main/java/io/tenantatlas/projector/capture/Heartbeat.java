package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SourceSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps marks of all partitions coming: writes a message to the source's log when that log has
 * moved past the last mark of all (somebody may be waiting in a partition that no captured commit
 * concerns), and in any case once per mark interval. Before the first mark of a run every beat
 * writes one.
 *
 * <p>Threads: one. Time is counted in beats, so that no clock is needed.
 */
final class Heartbeat {

  private final SourceSession source;
  private final String token;
  private final Supplier<SourcePosition> lastMark;
  private final long beatsPerMark;

  private SourcePosition seen = SourcePosition.ZERO;
  private long beatsWithoutMark;

  /**
   * @param token of this run, by which its messages are known
   */
  Heartbeat(
      SourceSession source,
      String token,
      Supplier<SourcePosition> lastMark,
      CaptureSettings settings) {
    this.source = source;
    this.token = token;
    this.lastMark = lastMark;
    Duration beat = settings.heartbeatInterval();
    this.beatsPerMark = Math.max(1, settings.markInterval().dividedBy(beat));
  }

  /** Beats in a thread of its own, until that is shut down; a failure ends the engine's run. */
  static ScheduledExecutorService start(
      SourceSession source,
      String token,
      ChangeLogWriter writer,
      CaptureSettings settings,
      EngineRun engine) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("atlas-capture-heartbeat").daemon().unstarted(task));
    Heartbeat heartbeat = new Heartbeat(source, token, writer::markedEverywhere, settings);
    long interval = settings.heartbeatInterval().toMillis();
    var unused =
        executor.scheduleWithFixedDelay(
            () -> {
              try {
                heartbeat.beat();
              } catch (SQLException e) {
                engine.ended().completeExceptionally(e);
              }
            },
            0,
            interval,
            TimeUnit.MILLISECONDS);
    return executor;
  }

  /** Once per heartbeat interval. */
  void beat() throws SQLException {
    SourcePosition mark = lastMark.get();
    beatsWithoutMark = mark.equals(seen) ? beatsWithoutMark + 1 : 0;
    seen = mark;
    boolean due = beatsWithoutMark >= beatsPerMark;
    source.heartbeat(token, mark, due);
    if (due) {
      beatsWithoutMark = 0;
    }
  }
}
