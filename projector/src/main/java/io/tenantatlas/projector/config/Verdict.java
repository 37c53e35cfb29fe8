package io.tenantatlas.projector.config;

import java.time.Instant;
import org.springframework.boot.health.contributor.Health;

/** The ways in which the projector's health components are told, all alike. */
final class Verdict {

  private Verdict() {}

  /** Nothing is wrong. */
  static Health up() {
    return Health.up().build();
  }

  /** Something is, so that the process cannot do its work. */
  static Health outOfService(String reason, Instant since) {
    return Health.outOfService().withDetail("reason", reason).withDetail("since", since).build();
  }
}
