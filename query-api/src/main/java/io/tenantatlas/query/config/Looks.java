package io.tenantatlas.query.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.service.metrics.PresentGauges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the poller has seen of the read model, and since when it is so; with the gauges of it.
 *
 * <p>Threads: one tells, any ask.
 */
final class Looks {

  /** In what state a look finds the read model. */
  enum State {
    /** It cannot be read; also before the first look. */
    UNREADABLE,
    /** Some partition is not complete. */
    INCOMPLETE,
    COMPLETE;

    static State of(ReadModelStatus status) {
      return status.ready() ? COMPLETE : INCOMPLETE;
    }
  }

  /**
   * The last look.
   *
   * @param since when the state began
   * @param status what the last look saw that succeeded
   * @param succeededAt when that was; null before there was one
   */
  private record Last(
      State state, Instant since, ReadModelStatus status, @Nullable Instant succeededAt) {}

  private static final double NANOS = 1e9;

  private final Clock clock;
  private final PresentGauges gauges;
  private volatile Last last;

  /** There was no look yet. */
  Looks(Clock clock, MeterRegistry meters) {
    this.clock = clock;
    this.last = new Last(State.UNREADABLE, clock.instant(), ReadModelStatus.NONE, null);
    Gauge.builder("atlas.query.read.model.up", this, looks -> looks.succeeded() ? 1 : 0)
        .description("1 if the last look at the read model succeeded, else 0")
        .register(meters);
    Gauge.builder("atlas.query.ready", this, looks -> looks.last.status.ready() ? 1 : 0)
        .description("1 when every partition's documents are complete")
        .register(meters);
    this.gauges =
        new PresentGauges(meters)
            .add(
                "atlas.query.look.age",
                "seconds",
                "Time since the last successful look at the read model's progress",
                Tags.empty(),
                () -> seconds(age()))
            .add(
                "atlas.query.lag",
                "seconds",
                "The greatest lag of a partition, as the last look saw it",
                Tags.empty(),
                () -> seconds(last.status.lag(clock.instant())));
  }

  void saw(ReadModelStatus status) {
    Instant now = clock.instant();
    State state = State.of(status);
    last = new Last(state, state == last.state ? last.since : now, status, now);
    gauges.refresh();
  }

  void failed() {
    if (succeeded()) {
      last = new Last(State.UNREADABLE, clock.instant(), last.status, last.succeededAt);
    }
  }

  /** When a state began that the caller sees now; just now, if the poller has not seen it yet. */
  Instant since(State state) {
    Last known = last;
    return known.state == state ? known.since : clock.instant();
  }

  private boolean succeeded() {
    return last.state != State.UNREADABLE;
  }

  private static @Nullable Number seconds(@Nullable Duration time) {
    return time == null ? null : time.toNanos() / NANOS;
  }

  private @Nullable Duration age() {
    Instant at = last.succeededAt;
    return at == null ? null : Duration.between(at, clock.instant());
  }
}
