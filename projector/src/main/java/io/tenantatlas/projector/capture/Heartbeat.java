package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SourceSession;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps marks of all partitions coming. It writes a message to the source's log in three cases:
 *
 * <ul>
 *   <li>At every beat before the first mark of a run.
 *   <li>At every beat while captured rows change, and some time after, if the source's log has
 *       moved past the last mark of all partitions: somebody may wait in a partition that no
 *       captured commit concerns.
 *   <li>Once per mark interval in any case. While no captured row changes that is all: the source's
 *       log moves by other databases too, by the read model's for one, and a mark costs a step in
 *       every partition.
 * </ul>
 *
 * <p>Threads: one. Time is counted in beats, so that no clock is needed.
 */
final class Heartbeat {

  /** Writes a message to the source's log. */
  @FunctionalInterface
  interface Message {
    /**
     * Writes one, or nothing.
     *
     * @param past writes only if the log has moved past this position
     * @param always writes in any case
     */
    void write(SourcePosition past, boolean always) throws SQLException;
  }

  /** For so many mark intervals after the last change every beat looks. */
  static final int MARKS_AFTER_CHANGE = 10;

  private final Message message;
  private final Supplier<SourcePosition> lastMark;
  private final LongSupplier changes;
  private final long beatsPerMark;

  private SourcePosition seen = SourcePosition.ZERO;
  private long beatsWithoutMark;
  private long changesSeen;
  private long beatsWithoutChange;

  /**
   * @param lastMark the last position marked in all partitions; zero before the first
   * @param changes how many captured changes have come so far
   * @param beatsPerMark beats in a mark interval, at least 1
   */
  Heartbeat(
      Message message, Supplier<SourcePosition> lastMark, LongSupplier changes, long beatsPerMark) {
    this.message = message;
    this.lastMark = lastMark;
    this.changes = changes;
    this.beatsPerMark = beatsPerMark;
  }

  /**
   * Beats in a thread of its own, until that is shut down. A failure ends the engine's run.
   *
   * @param token of this run, by which its messages are known
   */
  static ScheduledExecutorService start(
      SourceSession source,
      String token,
      ChangeLogWriter writer,
      CaptureSettings settings,
      EngineRun engine) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("atlas-capture-heartbeat").daemon().unstarted(task));
    Heartbeat heartbeat =
        new Heartbeat(
            (past, always) -> source.heartbeat(token, past, always),
            writer::markedEverywhere,
            writer::changes,
            Math.max(1, settings.markInterval().dividedBy(settings.heartbeatInterval())));
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
    long changesNow = changes.getAsLong();
    beatsWithoutChange = changesNow == changesSeen ? beatsWithoutChange + 1 : 0;
    changesSeen = changesNow;
    boolean due = beatsWithoutMark >= beatsPerMark;
    if (due || !isQuiet(mark)) {
      message.write(mark, due);
    }
    if (due) {
      beatsWithoutMark = 0;
    }
  }

  private boolean isQuiet(SourcePosition mark) {
    return !mark.equals(SourcePosition.ZERO)
        && beatsWithoutChange > MARKS_AFTER_CHANGE * beatsPerMark;
  }
}
