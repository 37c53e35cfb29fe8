package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories through the whole chain, PostgreSQL to query API, each compared with SQL on the
 * source: KPIs, badges, surfaces, onboarding sessions and links; in the end the topics as well.
 * With {@code timestamptz} status-like columns may be null as well. Replay one with {@code
 * -Dchain.seed=…}; {@code -Dchain.histories} and {@code -Dchain.operations} set their number and
 * length.
 */
class RandomChangesE2EIT {

  private static final long SEED = Long.getLong("chain.seed", new Random().nextLong(1_000_000_000));
  private static final int HISTORIES = Integer.getInteger("chain.histories", 10);
  private static final int OPERATIONS = Integer.getInteger("chain.operations", 200);
  private static final int WRITERS = 4;
  private static final Tenants TENANTS = Tenants.of(9);

  /** One is made after every tenth history. */
  private static final List<String> TRUNCATIONS =
      List.of(
          "truncate findings, inventory_items, backup_schedule_runs",
          "truncate operation_runs, entra_group_sync_runs, restore_runs",
          "truncate managed_tenant_onboarding_sessions",
          "truncate tenants");

  @ParameterizedTest
  @ValueSource(strings = {"laravel", "timestamptz"})
  void everyFieldEqualsTheSourceAfterEveryHistory(String schema, @TempDir Path directory)
      throws Exception {
    try (StandaloneProcess standalone =
        new StandaloneProcess(directory, "--atlas.standalone.source-schema=" + schema)) {
      standalone.start();
      prepare(standalone, schema.equals("timestamptz"));
      Exactness exactness = new Exactness(standalone);
      for (int history = 0; history < HISTORIES; history++) {
        long seed = SEED + history;
        exactness.change(seed, WRITERS, OPERATIONS, TENANTS, Math.max(120, OPERATIONS / 10));
        if (history % 10 == 9) {
          truncate(standalone, history / 10);
        }
        assertThat(exactness.differences(TENANTS))
            .as("history %d of schema %s, replay with -Dchain.seed=%d", history, schema, SEED)
            .isEmpty();
      }
      assertThat(exactness.topicDifferences()).as("the topic, seed %d", SEED).isEmpty();
      assertThat(new DocumentTopics(standalone).differences(TENANTS))
          .as("the topics of documents, seed %d", SEED)
          .isEmpty();
    }
  }

  private static void prepare(StandaloneProcess standalone, boolean nulls) throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      if (nulls) {
        statement.execute(NullableStatuses.SQL);
      }
      TENANTS.insert(source);
    }
  }

  /** All tenants' rows come back in the transaction in which they go. */
  private static void truncate(StandaloneProcess standalone, int number) throws Exception {
    String truncation = TRUNCATIONS.get(Math.floorMod(number + SEED, TRUNCATIONS.size()));
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      source.setAutoCommit(false);
      statement.execute(truncation);
      if (truncation.equals("truncate tenants")) {
        TENANTS.insert(source);
      }
      source.commit();
    }
  }
}
