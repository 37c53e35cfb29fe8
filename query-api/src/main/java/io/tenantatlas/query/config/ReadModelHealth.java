package io.tenantatlas.query.config;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: up once every partition of the read model has applied a whole snapshot; else the
 * reason and since when.
 *
 * <p>Anybody may ask. However many ask at once, one statement at a time is made for them, and each
 * gets what was seen after it asked.
 */
final class ReadModelHealth implements HealthIndicator {

  private final ReadModel readModel;
  private final Looks looks;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Health last;
  private long lastBegan;

  /**
   * @param looks know since when it is so
   * @param nanoTime a monotonic clock in nanoseconds
   */
  ReadModelHealth(ReadModel readModel, Looks looks, LongSupplier nanoTime) {
    this.readModel = readModel;
    this.looks = looks;
    this.nanoTime = nanoTime;
  }

  @Override
  public Health health() {
    long asked = nanoTime.getAsLong();
    lock.lock();
    try {
      Health known = last;
      if (known == null || lastBegan - asked < 0) {
        lastBegan = nanoTime.getAsLong();
        known = look();
        last = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private Health look() {
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
