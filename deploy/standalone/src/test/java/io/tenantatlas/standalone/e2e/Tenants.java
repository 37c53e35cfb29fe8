package io.tenantatlas.standalone.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The tenants of random histories.
 *
 * @param lasting have a {@code tenants} row all the time
 * @param passing have one at first; later it comes and goes
 * @param stranger has rows, but never a {@code tenants} row
 */
record Tenants(List<Long> lasting, List<Long> passing, long stranger) {

  /** Ids from 1: the first half stays, the second comes and goes, and one more is a stranger. */
  static Tenants of(int known) {
    return new Tenants(
        LongStream.rangeClosed(1, known / 2).boxed().toList(),
        LongStream.rangeClosed(known / 2 + 1, known).boxed().toList(),
        known + 1);
  }

  /** Those that have, or had, a {@code tenants} row. */
  List<Long> known() {
    return LongStream.concat(ids(lasting), ids(passing)).boxed().toList();
  }

  List<Long> all() {
    return LongStream.concat(LongStream.concat(ids(lasting), ids(passing)), LongStream.of(stranger))
        .boxed()
        .toList();
  }

  /** Inserts the rows of all that are known. */
  void insert(Connection source) throws SQLException {
    try (Statement statement = source.createStatement()) {
      for (long tenant : known()) {
        statement.execute(insert(tenant));
      }
    }
  }

  /** The statement that inserts an active tenant. */
  static String insert(long tenant) {
    return insert(tenant, "'active'");
  }

  /** The statement that inserts a tenant with a status, which is a SQL expression. */
  static String insert(long tenant, String status) {
    return String.format(
        Locale.ROOT,
        """
        insert into tenants (id, workspace_id, name, status, is_current, created_at, updated_at)
        values (%d, 1, 'Tenant', %s, true, now() at time zone 'UTC', now() at time zone 'UTC')
        """,
        tenant,
        status);
  }

  private static LongStream ids(List<Long> tenants) {
    return tenants.stream().mapToLong(Long::longValue);
  }
}
