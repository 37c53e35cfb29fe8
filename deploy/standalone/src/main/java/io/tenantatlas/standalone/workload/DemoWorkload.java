package io.tenantatlas.standalone.workload;

import io.tenantatlas.standalone.source.SourceSchema;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Behaves like the TenantAtlas application: fills empty source tables with a history, then changes
 * them at a steady rate.
 *
 * <p>One thread writes. A database error is logged and the next change is tried: no change is
 * repeated. The same seed on the same tables gives the same statements.
 */
public final class DemoWorkload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoWorkload.class);

  /** Changes that find no row in a row, before the workload waits for its next turn. */
  private static final int TRIES = 4;

  private static final long STOP_SECONDS = 3;

  private final JdbcSourceWriter writer;
  private final InstantSource clock;
  private final Random random;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("demo-workload").daemon().factory());
  private @Nullable ScheduledFuture<?> steady;

  public DemoWorkload(
      String jdbcUrl,
      String user,
      String password,
      SourceSchema schema,
      InstantSource clock,
      long seed) {
    this.writer = new JdbcSourceWriter(jdbcUrl, user, password, schema);
    this.clock = clock;
    this.random = new Random(seed);
  }

  /**
   * Writes the history of {@code tenants} tenants, if there is no tenant yet; returns whether it
   * did.
   */
  public boolean seed(int tenants) throws SQLException {
    if (!writer.tenantIds().isEmpty()) {
      return false;
    }
    List<SqlCommand> history = new DemoHistory(random, clock.instant(), tenants).commands();
    writer.write(history);
    return true;
  }

  /** Begins the steady changes; a second call does nothing. */
  public synchronized void start(double changesPerSecond) {
    if (steady == null && !executor.isShutdown()) {
      long periodNanos = Math.round(TimeUnit.SECONDS.toNanos(1) / changesPerSecond);
      Steady changes = new Steady();
      steady = executor.scheduleAtFixedRate(changes::run, 0, periodNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** The steady changes, on the workload's thread. */
  private final class Steady {
    private @Nullable DemoChanges changes;
    private boolean failing;

    void run() {
      try {
        change();
        failing = false;
      } catch (SQLException e) {
        failed("SQL state " + e.getSQLState()); // its message has the rows
      } catch (RuntimeException e) {
        failed(e.toString());
      }
    }

    private void failed(String reason) {
      if (!failing && !executor.isShutdown()) {
        LOG.warn("The demo workload cannot write and goes on trying: {}", reason);
      }
      failing = true;
    }

    private void change() throws SQLException {
      DemoChanges source = changes;
      if (source == null) {
        source = new DemoChanges(random, clock, writer.tenantIds());
        changes = source;
      }
      changeOnce(source, writer);
    }
  }

  /** Writes the next change that touches a row. */
  static void changeOnce(DemoChanges changes, SourceWriter writer) throws SQLException {
    for (int tries = 0; tries < TRIES; tries++) {
      List<SqlCommand> transaction = changes.next();
      if (transaction.isEmpty() || writer.write(transaction) > 0) {
        return;
      }
    }
  }

  /** Stops within a few seconds, after the change that is being written. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The demo workload still waits for its database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
  }
}
