package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcReadModel.instant;
import static io.tenantatlas.projector.store.JdbcReadModel.timestamp;
import static io.tenantatlas.projector.store.JdbcTransaction.array;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The edges of one partition inside a PostgreSQL transaction. */
final class JdbcEdges {

  private final JdbcTemplate jdbc;
  private final int partition;
  private final ChangeStep step;

  JdbcEdges(JdbcTemplate jdbc, int partition, ChangeStep step) {
    this.jdbc = jdbc;
    this.partition = partition;
    this.step = step;
  }

  /** By an index of {@code link} for each, also while the table has no statistics. */
  List<StoredLink> from(Collection<ItemKey> sources) {
    return jdbc.query(
        """
        select l.* from unnest(?, ?) as k (tenant_id, external_id)
        cross join lateral (
          select * from link
          where tenant_id = k.tenant_id and source_id = k.external_id and not removed
          offset 0) l
        """,
        (row, number) -> link(row),
        array("bigint", sources, ItemKey::tenantId),
        array("text", sources, ItemKey::externalId));
  }

  static StoredLink link(ResultSet row) throws SQLException {
    return new StoredLink(
        new ItemKey(row.getLong("tenant_id"), row.getString("source_id")),
        row.getInt("place"),
        row.getString("relationship_type"),
        row.getString("target_type"),
        row.getString("reference"),
        row.getString("foundation_type"),
        row.getString("last_known_name"),
        row.getString("filter_mode"),
        row.getString("raw_ref"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  void save(Collection<StoredLink> links) {
    change(
        """
        insert into link (partition, step, removed, tenant_id, source_id, place, relationship_type, target_type,
            reference, foundation_type, last_known_name, filter_mode, raw_ref, created_at, updated_at)
        select ?, ?, false, w.*
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as w (tenant_id, source_id, place, relationship_type,
            target_type, reference, foundation_type, last_known_name, filter_mode, raw_ref, created_at, updated_at)
        on conflict (tenant_id, source_id, relationship_type, (target_type = 'foundation_object'), reference)
        do update set place = excluded.place, target_type = excluded.target_type,
            foundation_type = excluded.foundation_type, last_known_name = excluded.last_known_name,
            filter_mode = excluded.filter_mode, raw_ref = excluded.raw_ref, created_at = excluded.created_at,
            updated_at = excluded.updated_at, step = excluded.step, removed = false
        where link.removed
          or (link.place, link.target_type, link.foundation_type, link.last_known_name, link.filter_mode,
              link.raw_ref, link.created_at, link.updated_at)
            is distinct from (excluded.place, excluded.target_type, excluded.foundation_type,
              excluded.last_known_name, excluded.filter_mode, excluded.raw_ref, excluded.created_at,
              excluded.updated_at)
        """,
        partition,
        step.number(),
        array("bigint", links, link -> link.source().tenantId()),
        array("text", links, link -> link.source().externalId()),
        array("integer", links, StoredLink::place),
        array("text", links, StoredLink::relationshipType),
        array("text", links, StoredLink::targetType),
        array("text", links, StoredLink::reference),
        array("text", links, StoredLink::foundationType),
        array("text", links, StoredLink::lastKnownName),
        array("text", links, StoredLink::filterMode),
        array("text", links, StoredLink::rawRef),
        array("timestamptz", links, link -> timestamp(link.createdAt())),
        array("timestamptz", links, link -> timestamp(link.updatedAt())));
  }

  void remove(Collection<StoredLink.Key> links) {
    change(
        """
        update link l set removed = true, step = ?
        from (
          select e.ctid as edge
          from unnest(?, ?, ?, ?, ?) as k (tenant_id, source_id, relationship_type, foundation, reference)
          cross join lateral (
            select ctid from link
            where tenant_id = k.tenant_id and source_id = k.source_id and relationship_type = k.relationship_type
              and (target_type = 'foundation_object') = k.foundation and reference = k.reference and not removed
            offset 0) e) c
        where l.ctid = c.edge
        """,
        step.number(),
        array("bigint", links, link -> link.source().tenantId()),
        array("text", links, link -> link.source().externalId()),
        array("text", links, StoredLink.Key::relationshipType),
        array("boolean", links, StoredLink.Key::foundation),
        array("text", links, StoredLink.Key::reference));
  }

  /**
   * The edges are looked up item by item first: on a table without statistics the planner would
   * begin with all edges.
   */
  void resolve(Collection<ItemKey> keys, Map<ItemKey, @Nullable String> names) {
    change(
        """
        update link l set target_type = c.target_type, last_known_name = c.name, step = ?
        from (
          select e.ctid as edge, k.target_type, k.name
          from unnest(?, ?, ?, ?) as k (tenant_id, external_id, target_type, name)
          cross join lateral (
            select ctid from link
            where tenant_id = k.tenant_id and reference = k.external_id
              and target_type in ('inventory_item', 'missing') and not removed
              and (target_type <> k.target_type or last_known_name is distinct from k.name)
            offset 0) e) c
        where l.ctid = c.edge
        """,
        step.number(),
        array("bigint", keys, ItemKey::tenantId),
        array("text", keys, ItemKey::externalId),
        array("text", keys, key -> names.containsKey(key) ? StoredLink.ITEM : StoredLink.MISSING),
        array("text", keys, names::get));
  }

  private void change(String sql, Object... values) {
    if (jdbc.update(sql, values) > 0) {
      step.take();
    }
  }
}
