package io.tenantatlas.bench.load;

import io.tenantatlas.bench.BenchException;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Writes to the source. A change is a new finding, whose {@code scope_key} is its mark: the KPI
 * document lists the newest findings, so it tells by itself which changes it has. For one thread.
 */
public final class Changes implements AutoCloseable {

  private final Connection source;
  private final String prefix =
      "bench-" + new SecureRandom().nextInt(100_000_000, 1_000_000_000) + "-";

  public Changes(String url) {
    try {
      this.source = DriverManager.getConnection(url, "postgres", "postgres");
    } catch (SQLException e) {
      throw new BenchException("no connection to " + url + ": " + e.getMessage());
    }
  }

  /** What the marks begin with; the number of the change follows, then a quotation mark. */
  public String prefix() {
    return prefix;
  }

  /** How a document shows that it has a change. */
  public String mark(int change) {
    return prefix + change + "\"";
  }

  /** Commits a change for some tenants, and returns the time of this clock by then in ns. */
  public long commit(int change, Collection<Long> tenants) throws SQLException {
    Array ids = source.createArrayOf("bigint", tenants.toArray());
    try (PreparedStatement insert =
        source.prepareStatement(
            """
            insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at)
            select id, ?, 'low', 'new', now() at time zone 'UTC', now() at time zone 'UTC'
            from unnest(?) as id
            """)) {
      insert.setString(1, prefix + change);
      insert.setArray(2, ids);
      insert.executeUpdate();
      return System.nanoTime();
    }
  }

  /** Where the source's log is: behind all that is committed. */
  public String position() throws SQLException {
    return SeededSource.position(source);
  }

  /** An item of a tenant, the first one. */
  public String itemOf(long tenant) {
    try {
      return text(
          "select external_id from inventory_items where tenant_id = " + tenant + " order by id");
    } catch (SQLException e) {
      throw new BenchException("tenant " + tenant + " has no item: " + e.getMessage());
    }
  }

  private String text(String query) throws SQLException {
    try (PreparedStatement select = source.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (SQLException e) {
      throw new BenchException("the source's connection cannot be closed: " + e.getMessage());
    }
  }
}
