package io.tenantatlas.query.config;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: up once every partition of the read model has applied a complete snapshot; otherwise
 * the reason and since when.
 */
final class ReadModelHealth implements HealthIndicator {

  private final ReadModel readModel;
  private final Looks looks;

  /**
   * @param looks know since when it is so
   */
  ReadModelHealth(ReadModel readModel, Looks looks) {
    this.readModel = readModel;
    this.looks = looks;
  }

  @Override
  public Health health() {
    try {
      ReadModelStatus status = readModel.status();
      return (status.ready() ? Health.up() : incomplete())
          .withDetail("rows_applied", status.snapshot().rowsApplied())
          .withDetail("rows_expected", status.snapshot().rowsExpected())
          .build();
    } catch (ReadModelUnavailableException e) {
      return failing(Health.down(), e.kind(), Looks.State.UNREADABLE).build();
    }
  }

  private Health.Builder incomplete() {
    return failing(
        Health.outOfService(),
        "not every partition has applied a whole snapshot",
        Looks.State.INCOMPLETE);
  }

  private Health.Builder failing(Health.Builder health, String reason, Looks.State state) {
    return health.withDetail("reason", reason).withDetail("since", looks.since(state).toString());
  }
}
