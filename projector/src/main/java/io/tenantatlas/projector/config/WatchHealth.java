package io.tenantatlas.projector.config;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Out of service while a server that this process needs does not answer. Asks nobody itself. */
record WatchHealth(Watch<?> watch) implements HealthIndicator {

  @Override
  public Health health() {
    Watch.Failure failure = watch.failure();
    return failure == null ? Verdict.up() : Verdict.outOfService(failure.reason(), failure.since());
  }
}
