package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureProgress;
import io.tenantatlas.projector.capture.CaptureStatus;
import io.tenantatlas.projector.capture.StatusBoard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: out of service while this process is to follow the source and cannot, or marks
 * nothing, with the reason in one line. A process that stands by, or does not capture at all, is
 * up.
 *
 * @param captures whether the process has the role
 * @param progressTimeout how long nothing may be marked
 */
record CaptureHealth(boolean captures, StatusBoard board, Duration progressTimeout, Clock clock)
    implements HealthIndicator {

  @Override
  public Health health() {
    if (!captures) {
      return Health.up().withDetail("state", "none").build();
    }
    CaptureStatus status = board.status();
    Instant stalledSince = stalledSince(status);
    Health.Builder health =
        switch (status.state()) {
          case STANDBY -> Health.up();
          case FOLLOWING -> stalledSince == null ? Health.up() : Health.outOfService();
          case STARTING, WAITING, READING, STOPPED -> Health.outOfService();
        };
    health.withDetail("state", status.state().stateName());
    health.withDetail("since", stalledSince == null ? status.since() : stalledSince);
    String reason = stalledSince == null ? status.reason() : "no position is marked";
    if (reason != null) {
      health.withDetail("reason", reason);
    }
    return health.build();
  }

  private @Nullable Instant stalledSince(CaptureStatus status) {
    CaptureProgress progress = board.progress();
    boolean stalled =
        status.state() == CaptureStatus.State.FOLLOWING
            && progress != null
            && progress.marked().plus(progressTimeout).isBefore(clock.instant());
    return stalled && progress != null ? progress.marked() : null;
  }
}
