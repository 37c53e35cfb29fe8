package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.TableReads.Read;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With many items and edges in PostgreSQL the lookups go through what they find and nothing else.
 * The tables have no statistics, as while everything is loaded: nothing may depend on them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcLinkIndexesIT {

  private static final int ITEMS = 20_000;
  private static final int INBOUND = 10_000;
  private static final int GROUPS = 10;
  private static final int CHUNK = 100;
  private static final int MORE_THAN_TO_PREPARE = 12;
  private static final long TENANT = 4;
  private static final long CHANGED_TENANT = 8;
  private static final List<Long> TENANTS = List.of(TENANT, CHANGED_TENANT);

  private final ReadModelDatabase database = ReadModelDatabase.start();
  private final TableReads reads = new TableReads(database);

  @AfterAll
  void stop() throws IOException {
    database.close();
  }

  /**
   * Item i of each tenant depends on item i + 1 and is assigned to group i mod {@link #GROUPS}; the
   * first {@link #INBOUND} depend on the hub as well. Edges are changed only of one tenant, and
   * each by one test: what an edge was before is gone through as well, until it is vacuumed.
   * Autovacuum must not bring statistics.
   */
  @BeforeAll
  void fill() {
    for (String table : List.of("row_state", "link", "link_source")) {
      database.jdbc().execute("alter table " + table + " set (autovacuum_enabled = false)");
    }
    for (long tenant : TENANTS) {
      fillItems(tenant);
      fillEdges(tenant, "depends_on", "missing", "item-' || i + 1 || '", ITEMS);
      fillEdges(tenant, "depends_on", "inventory_item", "hub", INBOUND);
      fillEdges(
          tenant, "assigned_to", "foundation_object", "group-' || i % " + GROUPS + " || '", ITEMS);
    }
  }

  private void fillItems(long tenant) {
    database
        .jdbc()
        .update(
            """
            insert into row_state (partition, table_name, id, tenant_id, generation, image)
            select 0, t.name, ? * 1000000 + i, ?, 1,
                   case t.name when 'inventory_items' then
                     jsonb_build_object('external_id', 'item-' || i, 'display_name', 'Item ' || i) else '{}' end
            from generate_series(1, ?) i, (values ('inventory_items'), ('findings')) t (name)
            """,
            tenant,
            tenant,
            ITEMS);
    database
        .jdbc()
        .update(
            """
            insert into link_source (tenant_id, external_id, partition, truncated_edges, warnings)
            select ?, 'item-' || i, 0, 0, '[]' from generate_series(1, ?) i
            """,
            tenant,
            ITEMS);
  }

  private void fillEdges(
      long tenant, String relationship, String targetType, String reference, int items) {
    database
        .jdbc()
        .update(
            """
            insert into link (tenant_id, source_id, place, partition, relationship_type, target_type, reference,
                foundation_type, raw_ref, created_at, updated_at, step, removed)
            select ?, 'item-' || i, 0, 0, '%s', '%s', '%s',
                   case '%s' when 'foundation_object' then 'aad_group' end, 'r',
                   timestamptz '2026-01-01' + i * interval '1 second', null, 1, false
            from generate_series(1, ?) i
            """
                .formatted(relationship, targetType, reference, targetType),
            tenant,
            items);
  }

  @Test
  void itemsAreReadByTheirExternalIds() {
    Read<Map<ItemKey, List<RowImage>>> read =
        often("row_state", t -> t.links().items(items(TENANT, 101, 200)));
    assertThat(read.found()).hasSize(CHUNK);
    assertThat(read.entries()).isEqualTo(MORE_THAN_TO_PREPARE * CHUNK);
  }

  @Test
  void edgesOfItemsAreReadByTheItems() {
    int from = INBOUND + 1;
    Read<List<StoredLink>> read =
        often("link", t -> t.links().from(items(TENANT, from, from + CHUNK - 1)));
    assertThat(read.found()).hasSize(2 * CHUNK);
    assertThat(read.entries()).isEqualTo(MORE_THAN_TO_PREPARE * 2 * CHUNK);
  }

  @Test
  void allItemsAreReadPageByPage() {
    ItemKey after = new ItemKey(TENANT, "item-500");
    for (String table : List.of("row_state", "link_source")) {
      Read<List<ItemKey>> read = often(table, t -> t.links().all(after, CHUNK));
      assertThat(read.found()).hasSize(CHUNK);
      assertThat(read.entries() / MORE_THAN_TO_PREPARE).isBetween((long) CHUNK, CHUNK + 2L);
    }
  }

  @Test
  void edgesThatPointToItemsAreResolvedByTheItems() {
    List<ItemKey> items = items(CHANGED_TENANT, INBOUND + 1, INBOUND + CHUNK);
    assertThat(read("link", t -> resolve(t, items, "name")).entries()).isEqualTo(CHUNK);
    long again = often("link", t -> resolve(t, items, "name")).entries();
    assertThat(again).isLessThanOrEqualTo(MORE_THAN_TO_PREPARE * 2 * CHUNK);
  }

  @Test
  void edgesThatPointToOneItemAreResolvedWithoutTheOthers() {
    List<ItemKey> hub = List.of(new ItemKey(CHANGED_TENANT, "hub"));
    Read<Integer> read = read("link", t -> resolve(t, hub, "Hub"));
    assertThat(read.entries()).isBetween((long) INBOUND, 2L * INBOUND);
    Integer resolved =
        database
            .jdbc()
            .queryForObject(
                "select count(*) from link where last_known_name = 'Hub'", Integer.class);
    assertThat(resolved).isEqualTo(INBOUND);
  }

  @Test
  void edgesAreRemovedByTheirKeys() {
    List<StoredLink.Key> keys =
        items(CHANGED_TENANT, INBOUND + 301, INBOUND + 400).stream()
            .map(item -> new StoredLink.Key(item, "assigned_to", true, group(item)))
            .toList();
    Read<Integer> read =
        read(
            "link",
            t -> {
              t.links().remove(keys);
              return keys.size();
            });
    assertThat(read.entries()).isBetween((long) CHUNK, 2L * CHUNK);
  }

  private static String group(ItemKey item) {
    return "group-" + Integer.parseInt(item.externalId().substring("item-".length())) % GROUPS;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target_type = 'inventory_item' and reference = 'hub'",
        "target_type = 'foundation_object' and foundation_type = 'aad_group' and reference ="
            + " 'group-3'"
      })
  void theNewestEdgesThatPointToATargetAreReadWithoutTheOthers(String target) {
    Read<List<String>> read = read("link", t -> served(target));
    assertThat(read.found()).hasSize(50).allMatch(content -> content.contains("item-"));
    assertThat(read.entries()).isEqualTo(50);
  }

  @Test
  void theEdgesOfAnItemAreReadWithoutTheOthers() {
    Read<List<String>> read = read("link", t -> served("source_id = 'item-77'"));
    assertThat(read.found()).hasSize(3);
    assertThat(read.entries()).isEqualTo(3);
  }

  private List<String> served(String condition) {
    return database
        .jdbc()
        .query(
            """
            select content from link_document where tenant_id = ? and not removed and %s
            order by created_at desc nulls last, source_id, place limit 50
            """
                .formatted(condition),
            (row, number) -> row.getString("content"),
            TENANT);
  }

  /** All are there with this name. */
  private static int resolve(Transaction t, List<ItemKey> keys, String name) {
    Map<ItemKey, @Nullable String> names = new HashMap<>();
    keys.forEach(key -> names.put(key, name));
    t.links().resolve(keys, names);
    return keys.size();
  }

  private <T> Read<T> read(String table, Function<Transaction, T> lookup) {
    return reads.read(table, lookup);
  }

  /** On one connection, so that the server has made the plan that it keeps. */
  private <T> Read<T> often(String table, Function<Transaction, T> lookup) {
    return reads.read(
        table,
        t -> {
          List<T> found = new ArrayList<>();
          for (int i = 0; i < MORE_THAN_TO_PREPARE; i++) {
            found.add(lookup.apply(t));
          }
          return found.getLast();
        });
  }

  private static List<ItemKey> items(long tenantId, long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(i -> new ItemKey(tenantId, "item-" + i))
        .toList();
  }
}
