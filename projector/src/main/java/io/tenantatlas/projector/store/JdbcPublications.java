package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.store.JdbcReadModel.instant;
import static io.tenantatlas.projector.store.JdbcTransaction.array;

import io.tenantatlas.projector.projection.DocumentKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What is to be published of a read model in PostgreSQL. */
public final class JdbcPublications implements Publications {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  /** Of the read model in the template's database. */
  public JdbcPublications(JdbcTemplate jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public Published published(int partition, String topics) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              int others =
                  jdbc.update(
                      """
                      update publication set documents = 0, links = 0, topics = ?
                      where partition = ? and topics <> ?
                      """,
                      topics,
                      partition,
                      topics);
              if (others > 0) {
                jdbc.update("update document set said = null where partition = ?", partition);
              }
              return jdbc.queryForObject(
                  "select documents, links from publication where partition = ?",
                  (row, number) -> new Published(row.getLong("documents"), row.getLong("links")),
                  partition);
            }));
  }

  /** One statement, so that documents and progress are of one snapshot. */
  @Override
  public List<DocumentChange> documents(
      int partition, long published, @Nullable DocumentChange after, int limit) {
    return jdbc.query(
        """
        select d.tenant_id, d.kind, d.version, d.changed_at, d.content, d.step, d.said,
               p.source_history, p.source_lsn::text as source_lsn, p.source_at, p.as_of
        from document d join partition_progress p on p.partition = d.partition
        where d.partition = ? and d.kind = any(?) and (d.step, d.tenant_id, d.kind) > (?, ?, ?)
        order by d.step, d.tenant_id, d.kind limit ?
        """,
        (row, number) ->
            new DocumentChange(
                JdbcTransaction.document(row),
                row.getLong("step"),
                row.getString("said"),
                provenance(row)),
        partition,
        array("text", DocumentKind.published(), kind -> kind),
        after == null ? published : after.step(),
        after == null ? Long.MAX_VALUE : after.document().tenantId(),
        after == null ? "" : after.document().kind(),
        limit);
  }

  /** One statement, so that edges and progress are of one snapshot. */
  @Override
  public List<LinkChange> links(
      int partition, long published, @Nullable LinkChange after, int limit) {
    StoredLink.Key last = after == null ? null : after.key();
    return jdbc.query(
        """
        select l.*, p.source_history, p.source_lsn::text as source_lsn, p.source_at, p.as_of
        from link_document l join partition_progress p on p.partition = l.partition
        where l.partition = ?
          and (l.step, l.tenant_id, l.source_id, l.relationship_type, l.reference) > (?, ?, ?, ?, ?)
        order by l.step, l.tenant_id, l.source_id, l.relationship_type, l.reference limit ?
        """,
        (row, number) -> change(row),
        partition,
        after == null ? published : after.step(),
        last == null ? Long.MAX_VALUE : last.source().tenantId(),
        last == null ? "" : last.source().externalId(),
        last == null ? "" : last.relationshipType(),
        last == null ? "" : last.reference(),
        limit);
  }

  private static LinkChange change(ResultSet row) throws SQLException {
    ItemKey source = new ItemKey(row.getLong("tenant_id"), row.getString("source_id"));
    boolean foundation = row.getString("target_type").equals(StoredLink.FOUNDATION);
    return new LinkChange(
        new StoredLink.Key(
            source, row.getString("relationship_type"), foundation, row.getString("reference")),
        row.getLong("step"),
        row.getBoolean("removed") ? null : row.getString("content"),
        provenance(row));
  }

  private static Provenance provenance(ResultSet row) throws SQLException {
    return new Provenance(
        JdbcReadModel.sourcePoint(row), Objects.requireNonNull(instant(row, "as_of")));
  }

  @Override
  public long backlog(int partition) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            """
            select (select count(*) from document d
                    where d.partition = p.partition and d.kind = any(?) and d.step > p.documents)
                 + (select count(*) from link l where l.partition = p.partition and l.step > p.links)
            from publication p where p.partition = ?
            """,
            Long.class,
            array("text", DocumentKind.published(), kind -> kind),
            partition));
  }

  /**
   * What was removed up to the step noted before is forgotten already. Nobody waits for the disk: a
   * note that a crash loses lies behind all that the crash leaves.
   */
  @Override
  public void markPublished(Map<Integer, Published> published) {
    List<Map.Entry<Integer, Published>> notes = List.copyOf(published.entrySet());
    jdbc.update(
        """
        with note as (
          select n.partition, n.documents, n.links, p.links as noted_links,
                 set_config('synchronous_commit', 'off', true)
          from unnest(?, ?, ?) as n (partition, documents, links)
          join publication p on p.partition = n.partition
        ), forgotten as (
          delete from link l using note n
          where l.partition = n.partition and l.step > n.noted_links and l.step <= n.links and l.removed
        )
        update publication p
        set documents = greatest(p.documents, n.documents), links = greatest(p.links, n.links)
        from note n where p.partition = n.partition
        """,
        array("integer", notes, Map.Entry::getKey),
        array("bigint", notes, note -> note.getValue().documents()),
        array("bigint", notes, note -> note.getValue().links()));
  }

  @Override
  public void forgetSaid(int partition) {
    jdbc.update(
        """
        update document set said = null
        where partition = ? and step > (select documents from publication where partition = ?)
          and said is not null
        """,
        partition,
        partition);
  }
}
