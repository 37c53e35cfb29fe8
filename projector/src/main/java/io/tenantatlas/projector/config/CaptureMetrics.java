package io.tenantatlas.projector.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.projector.capture.CaptureCounters;
import io.tenantatlas.projector.capture.CaptureStatus;
import io.tenantatlas.projector.capture.StatusBoard;

/** What operators see of capture. Threads: any. */
final class CaptureMetrics implements CaptureCounters {

  private final MeterRegistry registry;
  private final Counter changes;
  private final Counter foreign;

  CaptureMetrics(MeterRegistry registry, StatusBoard board) {
    this.registry = registry;
    this.changes =
        Counter.builder("atlas.capture.changes")
            .description("Changes of rows and tables that came through the source's stream")
            .register(registry);
    this.foreign =
        Counter.builder("atlas.capture.foreign.messages")
            .description("Messages in the source's log that pretend to be our heartbeats; ignored")
            .register(registry);
    for (CaptureStatus.State state : CaptureStatus.State.values()) {
      Gauge.builder("atlas.capture.state", () -> board.status().state() == state ? 1.0 : 0.0)
          .description("1 for what this process's capture does now")
          .tag("state", state.stateName())
          .register(registry);
    }
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
    Counter.builder("atlas.capture.restarts")
        .description("How often capture began again, by what had ended it")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }
}
