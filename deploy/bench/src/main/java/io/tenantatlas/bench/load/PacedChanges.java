package io.tenantatlas.bench.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/**
 * Single-row commits at a steady rate to a {@link SeededSource}: a finding gets another status, or
 * a run is inserted. For one thread.
 */
public final class PacedChanges implements AutoCloseable {

  private static final String[] STATUSES = {"new", "open", "acknowledged", "closed"};

  private final SplittableRandom random = new SplittableRandom(1);
  private final PreparedStatement update;
  private final PreparedStatement insert;
  private final int tenants;
  private final int findingsOfTenant;
  private final boolean hot;

  /**
   * @param rows of the seed
   * @param hot half of the changes are the first tenant's
   */
  public PacedChanges(Connection source, int tenants, int rows, boolean hot) throws SQLException {
    this.tenants = tenants;
    this.findingsOfTenant = Math.max(1, SeededSource.findings(rows) / tenants);
    this.hot = hot;
    this.update =
        source.prepareStatement("update findings set status = ?, updated_at = now() where id = ?");
    this.insert =
        source.prepareStatement(
            """
            insert into operation_runs (workspace_id, tenant_id, type, status, created_at)
            values (1, ?, 'policy.sync', 'queued', now())
            """);
  }

  /** Commits for so many seconds. */
  public void run(int perSecond, int seconds) throws SQLException {
    Pace pace = new Pace(perSecond);
    for (int change = 0; change < perSecond * seconds; change++) {
      pace.await();
      change();
    }
  }

  private void change() throws SQLException {
    int tenant = hot && random.nextBoolean() ? 0 : random.nextInt(tenants);
    if (random.nextInt(4) == 0) {
      insert.setLong(1, tenant + 1L);
      insert.executeUpdate();
    } else {
      update.setString(1, STATUSES[random.nextInt(STATUSES.length)]);
      update.setLong(2, 1L + tenant + (long) tenants * random.nextInt(findingsOfTenant));
      update.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    update.close();
    insert.close();
  }
}
