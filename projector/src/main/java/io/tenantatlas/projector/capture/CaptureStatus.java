package io.tenantatlas.projector.capture;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What capture does, for operators.
 *
 * @param state what it does
 * @param reason in one line, why it does nothing better; null when all is well
 * @param since when that began
 */
public record CaptureStatus(State state, @Nullable String reason, Instant since) {

  /** What capture does. */
  public enum State {
    /** Another process captures, as far as this one knows. */
    STANDBY,
    /** It connects. */
    STARTING,
    /** It waits for the source's open transactions to end, since only then a slot can be made. */
    WAITING,
    /** It reads tables of the source; the position stands still. */
    READING,
    /** It follows the source. */
    FOLLOWING,
    /** It cannot follow the source, and tries again; the position stands still. */
    STOPPED;

    /** The name by which it is stored and shown. */
    public String stateName() {
      return switch (this) {
        case STANDBY -> "standby";
        case STARTING -> "starting";
        case WAITING -> "waiting";
        case READING -> "reading";
        case FOLLOWING -> "following";
        case STOPPED -> "stopped";
      };
    }
  }
}
