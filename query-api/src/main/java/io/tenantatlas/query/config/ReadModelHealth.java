package io.tenantatlas.query.config;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Readiness: up once every partition of the read model has applied a whole snapshot. */
final class ReadModelHealth implements HealthIndicator {

  private final ReadModel readModel;

  ReadModelHealth(ReadModel readModel) {
    this.readModel = readModel;
  }

  @Override
  public Health health() {
    try {
      ReadModelStatus status = readModel.status();
      return (status.ready() ? Health.up() : Health.outOfService())
          .withDetail("rows_applied", status.snapshot().rowsApplied())
          .withDetail("rows_expected", status.snapshot().rowsExpected())
          .build();
    } catch (ReadModelUnavailableException e) {
      return Health.down().withDetail("reason", e.kind()).build();
    }
  }
}
