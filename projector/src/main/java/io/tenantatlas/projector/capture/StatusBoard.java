package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.change.SourcePosition;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What capture does now, and how far it is. Every change of the state is handed on; it is logged
 * once, however often capture tries the same in vain.
 *
 * <p>Threads: one sets at a time, any read.
 */
public final class StatusBoard {

  private static final Logger log = LoggerFactory.getLogger(StatusBoard.class);

  /** Of so many different reasons it is known that they were logged. */
  private static final int SAID_MAX = 100;

  private final Clock clock;
  private final Consumer<CaptureStatus> listener;
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final Set<Said> said = new HashSet<>();

  private volatile CaptureStatus status;
  private volatile boolean leader;
  private volatile @Nullable CaptureProgress progress;
  private volatile @Nullable TableReading reading;
  private @Nullable String readingWhat;

  private record Said(State state, @Nullable String reason) {}

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

  /** Runs {@code watcher} whenever something begins or ends to be known; it must be quick. */
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** What capture does now. */
  public CaptureStatus status() {
    return status;
  }

  /** Whether this process has the right to capture. */
  public boolean leader() {
    return leader;
  }

  /** How far this process has captured; null while it does not. */
  public @Nullable CaptureProgress progress() {
    return progress;
  }

  /** The reading of tables that is under way; null when there is none. */
  public @Nullable TableReading reading() {
    return reading;
  }

  /** Notes whether this process has the right to capture. */
  void leads(boolean now) {
    if (leader != now) {
      leader = now;
      progress = null;
      reading = null;
      tellWatchers();
    }
  }

  /**
   * Notes where a run begins.
   *
   * @param position null when everything is read
   */
  void begins(String slot, @Nullable SourcePosition position) {
    progress = new CaptureProgress(slot, position, null, clock.instant());
    tellWatchers();
  }

  /** Notes a mark. */
  void marked(SourcePosition position, Instant at) {
    CaptureProgress before = progress;
    if (before != null && !at.equals(before.at())) {
      progress = new CaptureProgress(before.slot(), position, at, clock.instant());
      if (before.at() == null) {
        tellWatchers();
      }
    }
  }

  /** Notes that tables are read from now on. */
  void reads(TableReading.Reason reason, String text, long expected) {
    set(State.READING, text);
    readingWhat = text;
    reading = new TableReading(reason, 0, expected);
    tellWatchers();
  }

  /** Notes that tables are read on, after others were waited for. */
  void readsOn() {
    set(State.READING, readingWhat);
  }

  /** Notes how many rows were written. */
  void hasRead(long rows) {
    TableReading before = reading;
    if (before != null) {
      reading = new TableReading(before.reason(), rows, before.expected());
    }
  }

  /** Notes that the tables were read. */
  void hasRead() {
    if (reading != null) {
      reading = null;
      tellWatchers();
    }
  }

  /** Notes what it does now; the same again is nothing. */
  void set(State state, @Nullable String reason) {
    CaptureStatus before = status;
    if (before.state() == state && Objects.equals(before.reason(), reason)) {
      return;
    }
    status = new CaptureStatus(state, reason, clock.instant());
    if (state != State.READING && state != State.WAITING) {
      hasRead();
    }
    if (isNews(state, reason)) {
      say(state, reason);
    }
    listener.accept(status);
  }

  /** Whatever was said is news again once capture gets on. */
  private boolean isNews(State state, @Nullable String reason) {
    if (state == State.FOLLOWING || state == State.STANDBY || said.size() >= SAID_MAX) {
      said.clear();
    }
    return said.add(new Said(state, reason));
  }

  private static void say(State state, @Nullable String reason) {
    switch (state) {
      case STOPPED -> log.error("Capture cannot follow the source: {}", reason);
      case WAITING -> log.warn("Capture waits: {}", reason);
      case STANDBY -> log.info("Another process captures; this one stands by");
      case READING -> log.info("Capture reads tables of the source: {}", reason);
      case FOLLOWING -> log.info("Capture follows the source");
      case STARTING -> log.debug("Capture starts");
    }
  }

  private void tellWatchers() {
    watchers.forEach(Runnable::run);
  }
}
