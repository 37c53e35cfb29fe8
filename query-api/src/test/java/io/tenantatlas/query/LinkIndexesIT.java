package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.DocumentStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * With 100,000 edges an answer goes through what it shows and nothing else, whether the database
 * plans for the ids or once for all. That is measured, not read off a plan.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class LinkIndexesIT {

  private static final int ITEMS = 20_000;

  private ReadModelDatabase database;

  /** Every item points to one group, one tag, the item before it, a hub, and something missing. */
  @BeforeAll
  void fill() throws IOException, SQLException {
    database = ReadModelDatabase.start();
    database.migrate();
    database.putPartition(0, "0/10", "2026-11-21T20:00:00Z", true);
    database.putPartition(1, "0/10", "2026-11-21T20:00:00Z", true);
    database.putDocument(42, "kpi", 1, "2026-11-21T20:00:00Z", "{}");
    database.execute(
        String.format(
            Locale.ROOT,
            """
        insert into link_source (tenant_id, external_id, partition, truncated_edges, warnings)
        select 42, 'item' || i, 0, 0, '[]' from generate_series(0, %d) i
        union all select 42, 'hub', 0, 0, '[]';
        insert into link
          (tenant_id, source_id, place, partition, relationship_type, target_type, reference,
           foundation_type, raw_ref, created_at, step, removed)
        select 42, 'item' || i, place, 0, 'depends_on', target_type,
               case place when 3 then 'item' || i - 1 else reference end, foundation_type, '',
               'epoch'::timestamptz + i * interval '1 second', 1, false
          from generate_series(1, %1$d) i,
               (values (0, 'foundation_object', 'aad_group', 'group'),
                       (1, 'foundation_object', 'scope_tag', '0'),
                       (2, 'inventory_item', null, 'hub'),
                       (3, 'inventory_item', null, null),
                       (4, 'missing', null, 'nowhere'))
                 as edge (place, target_type, foundation_type, reference)
        """,
            ITEMS));
  }

  @AfterAll
  void stop() throws IOException {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "force_custom_plan, false",
    "force_generic_plan, false",
    "force_custom_plan, true",
    "force_generic_plan, true"
  })
  void onlyTheEdgesShownAreRead(String planning, boolean analyzed) throws SQLException {
    database.execute(
        analyzed
            ? "analyze link"
            : "delete from pg_statistic where starelid = 'link'::regclass"); // after the first load
    try (Connection connection = DriverManager.getConnection(database.url(), "postgres", "")) {
      connection.setAutoCommit(false);
      execute(connection, "set plan_cache_mode = " + planning);
      assertReads(connection, new DocumentKey.OfItem(42, "hub", 50, 50), 50);
      assertReads(connection, new DocumentKey.OfItem(42, "item777", 50, 50), 6);
      assertReads(connection, new DocumentKey.OfItem(42, "item777", 50, 0), 5);
      assertReads(connection, new DocumentKey.OfFoundation(42, "aad_group", "group", 50), 50);
      assertReads(connection, new DocumentKey.OfFoundation(42, "scope_tag", "0", 7), 7);
    }
  }

  /** Often enough for the driver to prepare the statement on the server. */
  private static void assertReads(Connection connection, DocumentKey key, int edges)
      throws SQLException {
    var store =
        new DocumentStore(
            new SingleConnectionDataSource(connection, true), 1, Duration.ofSeconds(1), () -> {});
    for (int i = 0; i < 10; i++) {
      long before = edgesRead(connection);
      DocumentRead read = store.read(key);
      assertThat(edgesRead(connection) - before).isEqualTo(edges);
      assertThat(read).isInstanceOf(DocumentRead.Present.class);
      String content = ((DocumentRead.Present) read).document().content();
      assertThat(JsonPath.<List<?>>read(content, "$..raw_ref")).hasSize(edges);
    }
  }

  /** Rows and index entries of edges that the transaction has gone through so far. */
  private static long edgesRead(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select sum(pg_stat_get_xact_tuples_returned(scanned.oid))
                  from (select 'link'::regclass::oid as oid
                        union all
                        select indexrelid from pg_index
                         where indrelid = 'link'::regclass) scanned
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
