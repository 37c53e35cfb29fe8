package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcTransaction.array;
import static io.tenantatlas.projector.store.JdbcTransaction.image;

import io.tenantatlas.projector.change.RowImage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The items and edges of one partition inside a PostgreSQL transaction. */
final class JdbcLinks implements Links {

  private final JdbcTemplate jdbc;
  private final int partition;
  private final JdbcEdges edges;

  JdbcLinks(JdbcTemplate jdbc, int partition, ChangeStep step) {
    this.jdbc = jdbc;
    this.partition = partition;
    this.edges = new JdbcEdges(jdbc, partition, step);
  }

  /**
   * By {@code row_state_item} for each item, also while the table has no statistics: {@code offset
   * 0} keeps the planner from another order, and the table's name out of the lookup, with which it
   * might take the primary key and read all items.
   */
  @Override
  public Map<ItemKey, List<RowImage>> items(Collection<ItemKey> keys) {
    Map<ItemKey, List<RowImage>> items = new HashMap<>();
    if (keys.isEmpty()) {
      return items;
    }
    jdbc.query(
        """
        select k.tenant_id, k.external_id, item.table_name, item.id, item.image
        from unnest(?, ?) as k (tenant_id, external_id)
        cross join lateral (
          select s.table_name, s.id, s.image from row_state s
          where s.partition = ? and s.tenant_id = k.tenant_id
            and (s.image ->> 'external_id') collate "C" = k.external_id
            and length(s.image ->> 'external_id') <= 255
          offset 0) item
        where item.table_name = 'inventory_items'
        order by item.id
        """,
        row -> {
          items.computeIfAbsent(key(row), key -> new ArrayList<>()).add(image(row));
        },
        array("bigint", keys, ItemKey::tenantId),
        array("text", keys, ItemKey::externalId),
        partition);
    return items;
  }

  private static ItemKey key(ResultSet row) throws SQLException {
    return new ItemKey(row.getLong("tenant_id"), row.getString("external_id"));
  }

  @Override
  public List<StoredLink> from(Collection<ItemKey> sources) {
    return sources.isEmpty() ? List.of() : edges.from(sources);
  }

  @Override
  public void save(Collection<StoredLink> links) {
    if (!links.isEmpty()) {
      edges.save(links);
    }
  }

  @Override
  public void remove(Collection<StoredLink.Key> links) {
    if (!links.isEmpty()) {
      edges.remove(links);
    }
  }

  @Override
  public void resolve(Collection<ItemKey> keys, Map<ItemKey, @Nullable String> names) {
    if (!keys.isEmpty()) {
      edges.resolve(keys, names);
    }
  }

  @Override
  public void saveSources(Collection<StoredSource> sources) {
    if (sources.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into link_source (tenant_id, external_id, partition, truncated_edges, warnings)
        select w.tenant_id, w.external_id, ?, w.truncated_edges, w.warnings
        from unnest(?, ?, ?, ?) as w (tenant_id, external_id, truncated_edges, warnings)
        on conflict (tenant_id, external_id) do update
        set partition = excluded.partition, truncated_edges = excluded.truncated_edges, warnings = excluded.warnings
        where (link_source.partition, link_source.truncated_edges, link_source.warnings)
          is distinct from (excluded.partition, excluded.truncated_edges, excluded.warnings)
        """,
        partition,
        array("bigint", sources, source -> source.key().tenantId()),
        array("text", sources, source -> source.key().externalId()),
        array("integer", sources, StoredSource::truncatedEdges),
        array("text", sources, StoredSource::warnings));
  }

  @Override
  public void removeSources(Collection<ItemKey> sources) {
    if (sources.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        delete from link_source s using unnest(?, ?) as k (tenant_id, external_id)
        where s.tenant_id = k.tenant_id and s.external_id = k.external_id
        """,
        array("bigint", sources, ItemKey::tenantId),
        array("text", sources, ItemKey::externalId));
  }

  @Override
  public void leaveDirty(Collection<ItemKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into link_dirty (partition, tenant_id, external_id)
        select ?, k.tenant_id, k.external_id from unnest(?, ?) as k (tenant_id, external_id)
        on conflict do nothing
        """,
        partition,
        array("bigint", keys, ItemKey::tenantId),
        array("text", keys, ItemKey::externalId));
  }

  @Override
  public Set<ItemKey> takeDirty() {
    return new HashSet<>(
        jdbc.query(
            "delete from link_dirty where partition = ? returning tenant_id, external_id",
            (row, number) -> key(row),
            partition));
  }

  /**
   * From each key to the next one, with one lookup in each of the two indexes: on tables without
   * statistics the planner would sort all that comes behind {@code after} for every page.
   */
  @Override
  public List<ItemKey> all(@Nullable ItemKey after, int limit) {
    return jdbc.query(
        """
        with recursive page (tenant_id, external_id, number) as (
          select ?::bigint, ?::text collate "C", 0
          union all
          select next.tenant_id, next.external_id, page.number + 1
          from page
          cross join (values (?::smallint, ?::integer)) as w (partition, last)
          cross join lateral (
            (select s.tenant_id, (s.image ->> 'external_id') collate "C" as external_id from row_state s
             where s.partition = w.partition and length(s.image ->> 'external_id') <= 255
               and (s.tenant_id, (s.image ->> 'external_id') collate "C") > (page.tenant_id, page.external_id)
             order by s.tenant_id, (s.image ->> 'external_id') collate "C" limit 1)
            union all
            (select s.tenant_id, s.external_id from link_source s
             where s.partition = w.partition and (s.tenant_id, s.external_id) > (page.tenant_id, page.external_id)
             order by s.tenant_id, s.external_id limit 1)
            order by tenant_id, external_id limit 1) next
          where page.number < w.last)
        select tenant_id, external_id from page where number > 0 order by number
        """,
        (row, number) -> key(row),
        after == null ? Long.MIN_VALUE : after.tenantId(),
        after == null ? "" : after.externalId(),
        partition,
        limit);
  }
}
