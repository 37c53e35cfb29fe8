package io.tenantatlas.projector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What was committed to the read model and is not known to be in the topics. Every change belongs
 * to a numbered step of its partition; a step is published when all of its changes are.
 *
 * <p>Threads: any; a partition's by its owner only.
 */
public final class Publications {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  /** Of the read model in the template's database. */
  public Publications(JdbcTemplate jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /** The newest step, if it is not known to be published; empty when all are. */
  public OptionalLong pending(int partition) {
    return jdbc
        .queryForList(
            "select step from publication where partition = ? and step > published",
            Long.class,
            partition)
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /**
   * Up to {@code limit} changes in order of their steps, behind {@code after}; from the first one
   * that is not published when that is null. Each is as it is now.
   */
  public List<LinkChange> changes(int partition, @Nullable LinkChange after, int limit) {
    return after == null
        ? jdbc.query(
            """
            select l.* from link_document l
            where l.partition = ? and l.step > (select published from publication where partition = ?)
            order by l.step, l.tenant_id, l.source_id, l.relationship_type, l.reference limit ?
            """,
            (row, number) -> change(row),
            partition,
            partition,
            limit)
        : jdbc.query(
            """
            select l.* from link_document l
            where l.partition = ?
              and (l.step, l.tenant_id, l.source_id, l.relationship_type, l.reference) > (?, ?, ?, ?, ?)
            order by l.step, l.tenant_id, l.source_id, l.relationship_type, l.reference limit ?
            """,
            (row, number) -> change(row),
            partition,
            after.step(),
            after.key().source().tenantId(),
            after.key().source().externalId(),
            after.key().relationshipType(),
            after.key().reference(),
            limit);
  }

  private static LinkChange change(ResultSet row) throws SQLException {
    ItemKey source = new ItemKey(row.getLong("tenant_id"), row.getString("source_id"));
    boolean foundation = row.getString("target_type").equals(StoredLink.FOUNDATION);
    return new LinkChange(
        new StoredLink.Key(
            source, row.getString("relationship_type"), foundation, row.getString("reference")),
        row.getLong("step"),
        row.getBoolean("removed") ? null : row.getString("content"));
  }

  /** Notes that all changes up to the step are published, and forgets what was removed by then. */
  public void published(int partition, long step) {
    transactions.executeWithoutResult(
        status -> {
          jdbc.update(
              "update publication set published = greatest(published, ?) where partition = ?",
              step,
              partition);
          jdbc.update(
              "delete from link where partition = ? and step <= ? and removed", partition, step);
        });
  }
}
