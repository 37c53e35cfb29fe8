package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What capture tells its board, told by a test instead. */
public record CaptureEvents(StatusBoard board) {

  public void leads(boolean now) {
    board.leads(now);
  }

  public void begins(String slot, @Nullable SourcePosition position) {
    board.begins(slot, position);
  }

  public void marked(long position, Instant at) {
    board.marked(new SourcePosition(position), at);
    board.set(State.FOLLOWING, null);
  }

  public void reads(TableReading.Reason reason, long expected) {
    board.reads(reason, "a reason", expected);
  }

  public void hasRead(long rows) {
    board.hasRead(rows);
  }

  public void is(State state, @Nullable String reason) {
    board.set(state, reason);
  }
}
