package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.CaptureStatus.State;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What capture does now. Every change is logged, once, and handed on.
 *
 * <p>Threads: one sets, any read.
 */
public final class StatusBoard {

  private static final Logger log = LoggerFactory.getLogger(StatusBoard.class);

  private final Clock clock;
  private final Consumer<CaptureStatus> listener;
  private volatile CaptureStatus status;

  /**
   * A board that says that capture is starting.
   *
   * @param listener is handed every change
   */
  public StatusBoard(Clock clock, Consumer<CaptureStatus> listener) {
    this.clock = clock;
    this.listener = listener;
    this.status = new CaptureStatus(State.STARTING, null, clock.instant());
  }

  /** What capture does now. */
  public CaptureStatus status() {
    return status;
  }

  /** Notes what it does now; the same again is nothing. */
  void set(State state, @Nullable String reason) {
    CaptureStatus before = status;
    if (before.state() == state && Objects.equals(before.reason(), reason)) {
      return;
    }
    status = new CaptureStatus(state, reason, clock.instant());
    switch (state) {
      case STOPPED -> log.error("Capture cannot follow the source: {}", reason);
      case WAITING -> log.warn("Capture waits: {}", reason);
      case STANDBY -> log.info("Another process captures; this one stands by");
      case READING -> log.info("Capture reads tables of the source: {}", reason);
      case FOLLOWING -> log.info("Capture follows the source");
      case STARTING -> log.debug("Capture starts");
    }
    listener.accept(status);
  }
}
