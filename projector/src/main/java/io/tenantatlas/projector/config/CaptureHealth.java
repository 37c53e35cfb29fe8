package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureStatus;
import io.tenantatlas.projector.capture.StatusBoard;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: out of service while this process is to follow the source and cannot, with the reason
 * in one line. A process that stands by, or does not capture at all, is up.
 */
final class CaptureHealth implements HealthIndicator {

  private final boolean captures;
  private final StatusBoard board;

  CaptureHealth(boolean captures, StatusBoard board) {
    this.captures = captures;
    this.board = board;
  }

  @Override
  public Health health() {
    if (!captures) {
      return Health.up().withDetail("state", "none").build();
    }
    CaptureStatus status = board.status();
    Health.Builder health =
        switch (status.state()) {
          case STANDBY, FOLLOWING -> Health.up();
          case STARTING, WAITING, READING, STOPPED -> Health.outOfService();
        };
    health.withDetail("state", status.state().stateName()).withDetail("since", status.since());
    if (status.reason() != null) {
      health.withDetail("reason", status.reason());
    }
    return health.build();
  }
}
