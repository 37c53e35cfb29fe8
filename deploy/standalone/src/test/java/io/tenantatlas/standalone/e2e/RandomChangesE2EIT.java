package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories through the whole chain, PostgreSQL to query API, each compared with SQL on the
 * source. Replay one with {@code -Dchain.seed=…}; {@code -Dchain.histories} and {@code
 * -Dchain.operations} set their number and length.
 */
class RandomChangesE2EIT {

  private static final long SEED = Long.getLong("chain.seed", new Random().nextLong(1_000_000_000));
  private static final int HISTORIES = Integer.getInteger("chain.histories", 30);
  private static final int OPERATIONS = Integer.getInteger("chain.operations", 200);
  private static final int WRITERS = 4;
  private static final List<Long> TENANTS = LongStream.rangeClosed(1, 9).boxed().toList();

  @ParameterizedTest
  @ValueSource(strings = {"laravel", "timestamptz"})
  void everyFieldEqualsTheSourceAfterEveryHistory(String schema, @TempDir Path directory)
      throws Exception {
    try (StandaloneProcess standalone =
        new StandaloneProcess(directory, "--atlas.standalone.source-schema=" + schema)) {
      standalone.start();
      insertTenants(standalone);
      Exactness exactness = new Exactness(standalone);
      for (int history = 0; history < HISTORIES; history++) {
        long seed = SEED + history;
        exactness.change(seed, WRITERS, OPERATIONS, TENANTS, Math.max(120, OPERATIONS / 10));
        if (history % 10 == 9) {
          truncate(standalone, history);
        }
        assertThat(exactness.differences(TENANTS))
            .as("history %d of schema %s, replay with -Dchain.seed=%d", history, schema, SEED)
            .isEmpty();
      }
    }
  }

  private static void insertTenants(StandaloneProcess standalone) throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      for (long tenant : TENANTS) {
        statement.execute(
            "insert into tenants (id, workspace_id, name, status, is_current, created_at,"
                + " updated_at)"
                + " values (%d, 1, 'Tenant', 'active', true, now() at time zone 'UTC', now() at time zone 'UTC')"
                    .formatted(tenant));
      }
    }
  }

  private static void truncate(StandaloneProcess standalone, int history) throws Exception {
    String table = history % 20 == 9 ? "findings, inventory_items" : "operation_runs";
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute("truncate " + table);
    }
  }
}
