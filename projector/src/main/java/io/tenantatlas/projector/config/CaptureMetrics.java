package io.tenantatlas.projector.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tenantatlas.projector.capture.CaptureCounters;
import io.tenantatlas.projector.capture.CaptureProgress;
import io.tenantatlas.projector.capture.CaptureStatus;
import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.capture.TableReading;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SlotStatus;
import io.tenantatlas.service.metrics.PresentGauges;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of capture; {@code deploy/observability/METRICS.md} says what each metric
 * means. A process without the role only says that it does nothing.
 *
 * <p>Threads: any.
 */
final class CaptureMetrics implements CaptureCounters {

  private static final List<String> SLOT_STATUSES =
      List.of("reserved", "extended", "unreserved", "lost");

  private final MeterRegistry registry;
  private final StatusBoard board;
  private final Supplier<@Nullable SlotStatus> source;
  private final Clock clock;
  private final PresentGauges gauges;
  private final Counter changes;
  private final Counter foreign;

  /**
   * Metrics of a process that captures, or stands by.
   *
   * @param source what the source said last; null when it did not
   */
  CaptureMetrics(
      MeterRegistry registry,
      StatusBoard board,
      Supplier<@Nullable SlotStatus> source,
      Clock clock) {
    this.registry = registry;
    this.board = board;
    this.source = source;
    this.clock = clock;
    this.gauges = new PresentGauges(registry);
    this.changes =
        Counter.builder("atlas.capture.changes")
            .description("Changes of rows and tables that came through the source's stream")
            .register(registry);
    this.foreign =
        Counter.builder("atlas.capture.foreign.messages")
            .description("Messages in the source's log that pretend to be our heartbeats; ignored")
            .register(registry);
    CaptureCounters.REASONS.forEach(reason -> restarts(reason).increment(0));
    state(registry, "none", () -> false);
    for (State state : State.values()) {
      state(registry, state.stateName(), () -> board.status().state() == state);
    }
    addRole();
    addProgress();
    addSlot();
    addReading();
    board.watch(this::refresh);
    refresh();
  }

  /** The metrics of a process without the role. */
  static void ofNone(MeterRegistry registry) {
    state(registry, "none", () -> true);
    for (State state : State.values()) {
      state(registry, state.stateName(), () -> false);
    }
  }

  /** Says which gauges have a series; to be called when the source has answered, or has not. */
  void refresh() {
    gauges.refresh();
  }

  private static void state(MeterRegistry registry, String name, Supplier<Boolean> holds) {
    Gauge.builder("atlas.capture.state", () -> holds.get() ? 1 : 0)
        .description("1 for what this process's capture does now, 0 for the others")
        .tag("state", name)
        .register(registry);
  }

  private void addRole() {
    Gauge.builder("atlas.capture.leader", () -> board.leader() ? 1 : 0)
        .description("1 while this process holds the lease to capture, 0 while it stands by")
        .register(registry);
    Gauge.builder("atlas.capture.up", () -> isUp() ? 1 : 0)
        .description("1 while this process captures and follows the source, else 0")
        .register(registry);
  }

  private boolean isUp() {
    CaptureStatus status = board.status();
    return board.leader() && status.state() == State.FOLLOWING;
  }

  private void addProgress() {
    add(
        "atlas.capture.position.bytes",
        "bytes",
        "The position in the source's log that was marked last, as a number of bytes",
        () -> {
          SourcePosition position = position();
          return position == null ? null : position.value();
        });
    add(
        "atlas.capture.lag.bytes",
        "bytes",
        "The end of the source's log less the position",
        () -> {
          SourcePosition position = position();
          SlotStatus said = source.get();
          // The source was asked a moment before the position was marked.
          return position == null || said == null
              ? null
              : Math.max(0, said.end().value() - position.value());
        });
    add(
        "atlas.capture.lag.seconds",
        "seconds",
        "Time since the source's clock at the last mark",
        () -> {
          CaptureProgress progress = board.progress();
          return progress == null || progress.at() == null
              ? null
              : Duration.between(progress.at(), clock.instant()).toMillis() / 1000.0;
        });
  }

  private @Nullable SourcePosition position() {
    CaptureProgress progress = board.progress();
    return progress == null ? null : progress.position();
  }

  private void addSlot() {
    for (String status : SLOT_STATUSES) {
      gauges.add(
          "atlas.capture.slot.status",
          null,
          "1 for the slot's wal_status, 0 for the others",
          Tags.of("status", status),
          slot(
              slot ->
                  slot.walStatus() == null
                      ? null
                      : (Number) (slot.walStatus().equals(status) ? 1 : 0)));
    }
    add(
        "atlas.capture.slot.active",
        null,
        "1 while the replication slot is in use",
        slot(slot -> slot.active() ? 1 : 0));
    add(
        "atlas.capture.slot.retained.bytes",
        "bytes",
        "Bytes of the source's log that the slot keeps",
        slot(SlotStatus.Slot::retainedBytes));
    add(
        "atlas.capture.slot.safe.bytes",
        "bytes",
        "Bytes that can still be written before the slot may be lost",
        slot(SlotStatus.Slot::safeBytes));
  }

  private Supplier<@Nullable Number> slot(Function<SlotStatus.Slot, @Nullable Number> value) {
    return () -> {
      SlotStatus said = source.get();
      return said == null || said.slot() == null ? null : value.apply(said.slot());
    };
  }

  private void addReading() {
    for (TableReading.Reason reason : TableReading.Reason.values()) {
      gauges.add(
          "atlas.capture.read.active",
          null,
          "1 while tables are read",
          Tags.of("reason", reason.reasonName()),
          reading(reading -> reading.reason() == reason ? 1 : null));
    }
    add(
        "atlas.capture.read.rows",
        null,
        "Rows that the reading under way has written",
        reading(TableReading::rows));
    add(
        "atlas.capture.read.rows.expected",
        null,
        "Rows that the reading under way is expected to write, an estimate",
        reading(TableReading::expected));
  }

  private Supplier<@Nullable Number> reading(Function<TableReading, @Nullable Number> value) {
    return () -> {
      TableReading reading = board.reading();
      return reading == null ? null : value.apply(reading);
    };
  }

  private void add(
      String name, @Nullable String unit, String description, Supplier<@Nullable Number> value) {
    gauges.add(name, unit, description, Tags.empty(), value);
  }

  @Override
  public void change() {
    changes.increment();
  }

  @Override
  public void foreignMessage() {
    foreign.increment();
  }

  @Override
  public void restart(String reason) {
    restarts(reason).increment();
  }

  private Counter restarts(String reason) {
    return Counter.builder("atlas.capture.restarts")
        .description("Starts after a failure, by what ended the run before")
        .tag("reason", reason)
        .register(registry);
  }
}
