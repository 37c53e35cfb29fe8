package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcReadModel.instant;
import static io.tenantatlas.projector.store.JdbcReadModel.timestamp;
import static io.tenantatlas.projector.store.JdbcTransaction.array;
import static io.tenantatlas.projector.store.JdbcTransaction.image;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankPlace;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankedRow;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rankings of one partition inside a PostgreSQL transaction. */
final class JdbcRankings {

  private final JdbcTemplate jdbc;
  private final int partition;

  JdbcRankings(JdbcTemplate jdbc, int partition) {
    this.jdbc = jdbc;
    this.partition = partition;
  }

  void put(List<RowWrite.Rank> ranks) {
    if (ranks.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into ranking (partition, name, id, tenant_id, at)
        select ?, w.name, w.id, w.tenant_id, w.at from unnest(?, ?, ?, ?) as w (name, id, tenant_id, at)
        on conflict (partition, name, id) do update set tenant_id = excluded.tenant_id, at = excluded.at
        """,
        partition,
        array("text", ranks, RowWrite.Rank::ranking),
        array("bigint", ranks, RowWrite.Rank::id),
        array("bigint", ranks, RowWrite.Rank::tenantId),
        array("timestamptz", ranks, rank -> timestamp(rank.at())));
  }

  void remove(List<RowWrite.Unrank> unranks) {
    if (unranks.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        delete from ranking r using unnest(?, ?) as w (name, id)
        where r.partition = ? and r.name = w.name and r.id = w.id
        """,
        array("text", unranks, RowWrite.Unrank::ranking),
        array("bigint", unranks, RowWrite.Unrank::id),
        partition);
  }

  Map<Long, Map<String, List<RankedRow>>> heads(
      Collection<Long> tenantIds, Collection<RankingHead> heads) {
    Map<Long, Map<String, List<RankedRow>>> ranked = new HashMap<>();
    jdbc.query(
        """
        select t.tenant_id, k.name, top.at, s.table_name, s.id, s.image
        from unnest(?) as t (tenant_id)
        cross join unnest(?, ?, ?) as k (name, table_name, first_rows)
        cross join lateral (
          select r.id, r.at from ranking r
          where r.partition = ? and r.tenant_id = t.tenant_id and r.name = k.name
          order by r.at desc nulls last, r.id desc limit k.first_rows) top
        cross join lateral (
          select table_name, id, image from row_state
          where partition = ? and table_name = k.table_name and id = top.id limit 1) s
        order by t.tenant_id, k.name, top.at desc nulls last, top.id desc
        """,
        row -> {
          ranked
              .computeIfAbsent(row.getLong("tenant_id"), id -> new HashMap<>())
              .computeIfAbsent(row.getString("name"), name -> new ArrayList<>())
              .add(new RankedRow(image(row), instant(row, "at")));
        },
        array("bigint", tenantIds, id -> id),
        array("text", heads, RankingHead::ranking),
        array("text", heads, head -> head.table().tableName()),
        array("integer", heads, RankingHead::limit),
        partition,
        partition);
    return ranked;
  }

  /**
   * Rows with an instant and rows without one are looked up apart: with one condition for both, the
   * index would be read from the ranking's beginning to the place.
   */
  Map<Long, RowImage> behind(String ranking, SourceTable table, Collection<RankPlace> places) {
    Map<Long, RowImage> behind = new HashMap<>();
    if (places.isEmpty()) {
      return behind;
    }
    jdbc.query(
        """
        select p.id as place, s.table_name, s.id, s.image
        from unnest(?, ?, ?) as p (tenant_id, at, id)
        cross join (values (?::smallint, ?::text, ?::text)) as w (partition, name, table_name)
        cross join lateral (
          (select r.at, r.id from ranking r
           where r.partition = w.partition and r.tenant_id = p.tenant_id and r.name = w.name
             and (r.at, r.id) < (p.at, p.id)
           order by r.at desc nulls last, r.id desc limit 1)
          union all
          (select r.at, r.id from ranking r
           where r.partition = w.partition and r.tenant_id = p.tenant_id and r.name = w.name
             and r.at is null and p.at is not null
           order by r.at desc nulls last, r.id desc limit 1)
          union all
          (select r.at, r.id from ranking r
           where r.partition = w.partition and r.tenant_id = p.tenant_id and r.name = w.name
             and r.at is null and p.at is null and r.id < p.id
           order by r.at desc nulls last, r.id desc limit 1)
          order by at desc nulls last, id desc limit 1) next
        cross join lateral (
          select table_name, id, image from row_state
          where partition = w.partition and table_name = w.table_name and id = next.id limit 1) s
        """,
        row -> {
          behind.put(row.getLong("place"), image(row));
        },
        array("bigint", places, RankPlace::tenantId),
        array("timestamptz", places, place -> timestamp(place.at())),
        array("bigint", places, RankPlace::id),
        partition,
        ranking,
        table.tableName());
    return behind;
  }
}
