package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The read model in PostgreSQL. A transaction first takes its partitions' progress rows: a second
 * owner waits there and then finds that the progress is no longer the one it expects.
 *
 * <p>Errors: any {@link org.springframework.dao.DataAccessException} or {@link
 * org.springframework.transaction.TransactionException} means that nothing was stored, or, when the
 * connection broke during the commit, that everything was; the caller opens the partition again to
 * find out.
 */
public final class JdbcReadModel implements ReadModel {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  /** A read model on the template's database; the transactions are the template's. */
  public JdbcReadModel(JdbcTemplate jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public PartitionProgress open(int partition, int partitions, String definition, long logEnd) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              PartitionProgress initial =
                  PartitionProgress.initial(partition, partitions, definition, logEnd);
              PartitionProgress stored = lock(List.of(partition)).get(partition);
              if (stored == null) {
                insert(initial);
                return initial;
              }
              if (stored.partitions() != partitions) {
                throw new IllegalStateException(
                    String.format(
                        Locale.ROOT,
                        ("the read model was built from %d partitions, the change log has %d;"
                            + " set atlas.kafka.partitions back, or empty the read model"),
                        stored.partitions(),
                        partitions));
              }
              if (!stored.definition().equals(definition)) {
                RebuildReason reason = RebuildReason.between(stored.definition(), definition);
                clear(partition);
                if (reason == RebuildReason.LOG_REPLACED) {
                  new JdbcParkedRecords(jdbc, partition).clear();
                }
                note(partition, reason);
                PartitionProgress anew = initial.behind(stored);
                store(List.of(anew));
                return anew;
              }
              return stored;
            }));
  }

  private void note(int partition, RebuildReason reason) {
    jdbc.update(
        "update partition_progress set rebuild_reason = ? where partition = ?",
        reason.reasonName(),
        partition);
  }

  @Override
  public RebuildReason rebuildReason(int partition) {
    return RebuildReason.named(
        Objects.requireNonNull(
            jdbc.queryForObject(
                "select rebuild_reason from partition_progress where partition = ?",
                String.class,
                partition)));
  }

  /**
   * Empties the state. Tenants stay, marked, so that documents of those that do not come back are
   * removed; edges and what is kept of items stay, and are all looked at before the partition is
   * ready.
   */
  private void clear(int partition) {
    jdbc.update("delete from row_state where partition = ?", partition);
    jdbc.update("delete from ranking where partition = ?", partition);
    jdbc.update("delete from link_dirty where partition = ?", partition);
    // Another change log may mean other topics, which have nothing yet.
    jdbc.update("update publication set documents = 0, links = 0 where partition = ?", partition);
    jdbc.update("update document set said = null where partition = ?", partition);
    jdbc.update(
        """
        update tenant_state set counters = '{}', removed = false, dirty = true, next_deadline = null
        where partition = ?
        """,
        partition);
    jdbc.update(
        """
        update onboarding_document
        set tenant_id = null, run_id = null, dirty = true
        where partition = ?
        """,
        partition);
  }

  @Override
  public List<ParkedRecord> parked(int partition) {
    return JdbcParkedRecords.read(jdbc, partition);
  }

  @Override
  public void saveReferences(Map<String, String> contents) {
    contents.forEach(
        (name, content) ->
            jdbc.update(
                """
                insert into reference_document (name, content) values (?, ?)
                on conflict (name) do update set content = excluded.content
                """,
                name,
                content));
  }

  @Override
  public List<PartitionProgress> update(List<Update> updates) {
    List<PartitionProgress> stored =
        Objects.requireNonNull(transactions.execute(status -> updateLocked(updates)));
    boolean loaded = false;
    for (int i = 0; i < updates.size(); i++) {
      loaded |= stored.get(i).ready() && !updates.get(i).expected().ready();
    }
    if (loaded) {
      analyze();
    }
    return stored;
  }

  private List<PartitionProgress> updateLocked(List<Update> updates) {
    Map<Integer, PartitionProgress> locked =
        lock(updates.stream().map(update -> update.expected().partition()).toList());
    List<PartitionProgress> reached = new ArrayList<>();
    for (Update update : updates) {
      PartitionProgress expected = update.expected();
      if (!expected.equals(locked.get(expected.partition()))) {
        throw new FencedException(expected.partition());
      }
      ChangeStep step = new ChangeStep(expected.step());
      PartitionProgress next =
          update.work().apply(new JdbcTransaction(jdbc, expected.partition(), step));
      reached.add(next.withStep(step.newest()));
    }
    store(reached);
    return reached;
  }

  /**
   * After everything was loaded: without statistics some lookups read a whole partition until
   * autovacuum has come by.
   */
  private void analyze() {
    jdbc.execute(
        """
        analyze row_state, ranking, tenant_state, document, onboarding_document, link, link_source
        """);
  }

  /** The progress of those of the partitions that have one, by partition; locked in their order. */
  private Map<Integer, PartitionProgress> lock(List<Integer> partitions) {
    Map<Integer, PartitionProgress> locked = new HashMap<>();
    jdbc.query(
        """
        select partition, partitions, definition, next_offset, source_history, source_lsn::text as source_lsn,
               source_at, announced_history, as_of, at_boundary, ready, rebuild_until, generation, snapshot_completed, snapshot_applied,
               snapshot_expected, step
        from partition_progress where partition = any(?) order by partition for update
        """,
        row -> {
          locked.put(row.getInt("partition"), read(row));
        },
        JdbcTransaction.array("integer", partitions, partition -> partition));
    return locked;
  }

  private static PartitionProgress read(ResultSet row) throws SQLException {
    return new PartitionProgress(
        row.getInt("partition"),
        row.getInt("partitions"),
        row.getString("definition"),
        row.getLong("next_offset"),
        sourcePoint(row),
        new SourceHistory(row.getString("announced_history")),
        Objects.requireNonNull(instant(row, "as_of")),
        row.getBoolean("at_boundary"),
        row.getBoolean("ready"),
        row.getLong("rebuild_until"),
        new PartitionProgress.Snapshot(
            row.getLong("generation"),
            row.getLong("snapshot_completed"),
            row.getLong("snapshot_applied"),
            row.getLong("snapshot_expected")),
        row.getLong("step"));
  }

  private void insert(PartitionProgress progress) {
    jdbc.update(
        """
        insert into partition_progress (partition, partitions, definition, next_offset, source_lsn, source_at, as_of,
            at_boundary, ready, rebuild_until, generation, snapshot_completed, snapshot_applied, snapshot_expected)
        values (?, ?, '', 0, '0/0', null, 'epoch', false, false, 0, 0, 0, 0, 0)
        """,
        progress.partition(),
        progress.partitions());
    jdbc.update(
        "insert into publication (partition, documents, links) values (?, 0, 0)",
        progress.partition());
    store(List.of(progress));
  }

  private void store(List<PartitionProgress> reached) {
    jdbc.batchUpdate(
        """
        update partition_progress
        set definition = ?, next_offset = ?, source_history = ?, source_lsn = ?::pg_lsn, source_at = ?,
            announced_history = ?, as_of = ?, at_boundary = ?, ready = ?, rebuild_until = ?, generation = ?, snapshot_completed = ?, snapshot_applied = ?,
            snapshot_expected = ?, step = ?
        where partition = ?
        """,
        reached.stream().map(JdbcReadModel::columns).toList());
  }

  private static @Nullable Object[] columns(PartitionProgress progress) {
    return new @Nullable Object[] {
      progress.definition(),
      progress.nextOffset(),
      progress.source().history().text(),
      progress.source().position().toString(),
      timestamp(progress.source().at()),
      progress.announced().text(),
      timestamp(progress.asOf()),
      progress.atBoundary(),
      progress.ready(),
      progress.rebuildUntil(),
      progress.snapshot().generation(),
      progress.snapshot().completed(),
      progress.snapshot().applied(),
      progress.snapshot().expected(),
      progress.step(),
      progress.partition()
    };
  }

  /** The columns {@code source_history}, {@code source_lsn} (as text) and {@code source_at}. */
  static SourcePoint sourcePoint(ResultSet row) throws SQLException {
    return new SourcePoint(
        new SourceHistory(row.getString("source_history")),
        SourcePosition.parse(row.getString("source_lsn")),
        instant(row, "source_at"));
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
