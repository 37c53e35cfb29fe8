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
 * Readiness: up once every partition of the read model has applied a whole snapshot.
 *
 * <p>Anybody may ask. However many ask at once, one statement at a time is made for them, and each
 * gets what was seen after it asked.
 */
final class ReadModelHealth implements HealthIndicator {

  private final ReadModel readModel;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Health last;
  private long lastBegan;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  ReadModelHealth(ReadModel readModel, LongSupplier nanoTime) {
    this.readModel = readModel;
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
      return (status.ready() ? Health.up() : Health.outOfService())
          .withDetail("rows_applied", status.snapshot().rowsApplied())
          .withDetail("rows_expected", status.snapshot().rowsExpected())
          .build();
    } catch (ReadModelUnavailableException e) {
      return Health.down().withDetail("reason", e.kind()).build();
    }
  }
}
