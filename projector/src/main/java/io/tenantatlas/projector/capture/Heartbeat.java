package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keeps marks coming from a quiet source: writes a message to the source's log when that log has
 * moved past the last mark (somebody may be waiting for a position that no captured commit covers),
 * and in any case once per mark interval.
 *
 * <p>Threads: one. Time is counted in beats, so that no clock is needed.
 */
final class Heartbeat {

  private final SourceSession source;
  private final Supplier<SourcePosition> lastMark;
  private final long beatsPerMark;

  private SourcePosition seen = SourcePosition.ZERO;
  private long beatsWithoutMark;

  Heartbeat(SourceSession source, Supplier<SourcePosition> lastMark, CaptureSettings settings) {
    this.source = source;
    this.lastMark = lastMark;
    Duration beat = settings.heartbeatInterval();
    this.beatsPerMark = Math.max(1, settings.markInterval().dividedBy(beat));
  }

  /** Once per heartbeat interval. */
  void beat() throws SQLException {
    SourcePosition mark = lastMark.get();
    if (mark.equals(SourcePosition.ZERO)) {
      return; // a snapshot is being read
    }
    beatsWithoutMark = mark.equals(seen) ? beatsWithoutMark + 1 : 0;
    seen = mark;
    boolean due = beatsWithoutMark >= beatsPerMark;
    source.heartbeat(mark, due);
    if (due) {
      beatsWithoutMark = 0;
    }
  }
}
