package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Contribution;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.RowWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One step of a partition: the changes made to its state inside one transaction. Before and after
 * every call the stored sums are exactly the sums of the stored rows' contributions at {@code
 * asOf}; time moves first, so that every change is weighed at one instant.
 */
final class Step {

  private final Projection projection;
  private final PartitionProjector.Limits limits;
  private final ReadModel.Transaction transaction;
  private final PartitionProgress from;
  private final TenantChanges tenants = new TenantChanges();
  private final Sessions sessions;
  private final ItemLinks links;
  private final Map<String, Integer> documents;
  private final List<RowWrite> pending = new ArrayList<>();

  private Instant asOf;
  private SourcePoint source;
  private SourceHistory announced;
  private Origin origin;
  private boolean atBoundary;
  private PartitionProgress.Snapshot snapshot;

  /**
   * @param documents is told how many documents of each kind change
   */
  Step(
      Projection projection,
      PartitionProjector.Limits limits,
      ReadModel.Transaction transaction,
      PartitionProgress from,
      Map<String, Integer> documents) {
    this.documents = documents;
    this.projection = projection;
    this.limits = limits;
    this.transaction = transaction;
    this.from = from;
    this.sessions = new Sessions(projection, transaction, limits.tenants());
    this.links = new ItemLinks(transaction.links(), limits.items());
    this.asOf = from.asOf();
    this.source = from.source();
    this.announced = from.announced();
    this.origin = Origin.of(from);
    this.atBoundary = from.atBoundary();
    this.snapshot = from.snapshot();
  }

  /**
   * Moves {@code asOf} to {@code now}, or as far as one step may, and the rows whose edge has
   * passed with it.
   */
  void moveTime(Instant now) {
    if (!now.isAfter(asOf)) {
      return;
    }
    Instant to = now;
    List<ReadModel.Transaction.DueRow> due = transaction.dueRows(to, limits.dueRows());
    if (due.size() == limits.dueRows()) {
      to = firstMilliAfter(due.getLast().edge());
      due = transaction.dueRows(to, Integer.MAX_VALUE);
    }
    List<RowWrite> writes = new ArrayList<>();
    for (ReadModel.Transaction.DueRow row : due) {
      Contribution before = projection.contribution(row.row(), asOf);
      Contribution after = projection.contribution(row.row(), to);
      tenants.move(row.row(), before, row.row(), after);
      writes.add(new RowWrite.Put(row.row(), row.generation(), after.nextEdge()));
    }
    transaction.write(writes);
    asOf = to;
  }

  private static Instant firstMilliAfter(Instant instant) {
    return Instant.ofEpochMilli(instant.toEpochMilli() + 1);
  }

  /** Applies records in order; changes of rows between two other records are written together. */
  void apply(List<LogRecord> records) {
    List<LogRecord.Change> changes = new ArrayList<>();
    for (LogRecord record : records) {
      switch (record) {
        case LogRecord.Upsert upsert -> changes.add(upsert);
        case LogRecord.Delete delete -> changes.add(delete);
        case LogRecord.Truncate truncate -> {
          flush(changes);
          removeAll(truncate.table());
          atBoundary = false;
        }
        case LogRecord.Mark mark -> {
          flush(changes);
          apply(mark);
        }
      }
    }
    flush(changes);
  }

  private void apply(LogRecord.Mark mark) {
    atBoundary = origin.endsAt(mark);
    switch (mark) {
      case LogRecord.ProgressMark progress -> {
        announced = progress.history();
        if (atBoundary) {
          source = new SourcePoint(progress.history(), progress.position(), progress.at());
        }
      }
      case LogRecord.SnapshotStarted started -> {
        announced = started.history();
        snapshot =
            new PartitionProgress.Snapshot(
                started.generation(), snapshot.completed(), 0, started.expectedRows());
      }
      case LogRecord.SnapshotCompleted completed -> {
        announced = completed.history();
        if (atBoundary) {
          completeSnapshot(completed);
        }
      }
    }
    origin = origin.behind(mark);
  }

  private void completeSnapshot(LogRecord.SnapshotCompleted completed) {
    removeUnseenSince(completed.generation());
    snapshot =
        new PartitionProgress.Snapshot(
            snapshot.generation(), completed.generation(), snapshot.applied(), snapshot.expected());
    if (!completed.history().equals(source.history())) {
      transaction.forgetSessionsPositions();
    }
    source = new SourcePoint(completed.history(), completed.position(), completed.at());
  }

  private void flush(List<LogRecord.Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    Map<RowKey, RowImage> before = transaction.rows(keys(changes));
    Map<RowKey, @Nullable RowImage> after = new LinkedHashMap<>();
    for (LogRecord.Change change : changes) {
      switch (change) {
        case LogRecord.Upsert upsert -> {
          RowKey key = upsert.row().key();
          RowImage earlier = after.containsKey(key) ? after.get(key) : before.get(key);
          RowImage row = upsert.row().keptOver(earlier);
          after.put(key, liesHere(row) ? row : null);
        }
        case LogRecord.Delete delete -> {
          after.put(delete.key(), null);
          if (delete.key().table() == SourceTable.TENANTS) {
            tenants.noteTenantGone(delete.key().id());
          }
        }
        case LogRecord.Truncate truncate ->
            throw new IllegalStateException("is no change of a row");
      }
    }
    after.forEach((key, row) -> replace(key, before.get(key), row));
    transaction.write(pending);
    pending.clear();
    countSnapshotRows(changes.size());
    atBoundary = false;
    changes.clear();
  }

  private static Collection<RowKey> keys(List<LogRecord.Change> changes) {
    List<RowKey> keys = new ArrayList<>();
    for (LogRecord.Change change : changes) {
      switch (change) {
        case LogRecord.Upsert upsert -> keys.add(upsert.row().key());
        case LogRecord.Delete delete -> keys.add(delete.key());
        case LogRecord.Truncate truncate ->
            throw new IllegalStateException("is no change of a row");
      }
    }
    return keys.stream().distinct().toList();
  }

  /** Replaces a row's image: its tenants gain and lose what it contributes. */
  private void replace(RowKey key, @Nullable RowImage before, @Nullable RowImage after) {
    sessions.note(key, before, after);
    if (before == null && after == null) {
      return;
    }
    links.note(before, after);
    Contribution lost = projection.contribution(before, asOf);
    Contribution gained = projection.contribution(after, asOf);
    tenants.move(before, lost, after, gained);
    if (after != null) {
      pending.add(new RowWrite.Put(after, snapshot.generation(), gained.nextEdge()));
      rank(after, lost, gained, !sameTenant(before, after));
    } else if (before != null) {
      pending.add(new RowWrite.Remove(before.key()));
      lost.ranks()
          .keySet()
          .forEach(name -> pending.add(new RowWrite.Unrank(name, before.key().id())));
    }
  }

  /**
   * Whether the row's tenant is of this partition. Earlier releases wrote onboarding sessions to
   * every partition; those copies count nowhere.
   */
  private boolean liesHere(RowImage row) {
    return Partitioning.partitionOf(row.tenantId(), from.partitions()) == from.partition();
  }

  private void rank(RowImage row, Contribution lost, Contribution gained, boolean moved) {
    long id = row.key().id();
    Long tenant = row.tenantId();
    gained
        .ranks()
        .forEach(
            (name, instant) -> {
              boolean same =
                  lost.ranks().containsKey(name) && Objects.equals(lost.ranks().get(name), instant);
              if (tenant != null && (moved || !same)) {
                pending.add(new RowWrite.Rank(name, id, tenant, instant));
              }
            });
    for (String name : lost.ranks().keySet()) {
      if (!gained.ranks().containsKey(name)) {
        pending.add(new RowWrite.Unrank(name, id));
      }
    }
  }

  private static boolean sameTenant(@Nullable RowImage before, RowImage after) {
    return before != null && Objects.equals(before.tenantId(), after.tenantId());
  }

  private void removeAll(SourceTable table) {
    removeWhile(() -> transaction.rowsOf(table, limits.rows()));
  }

  private void removeUnseenSince(long generation) {
    removeWhile(() -> transaction.rowsBefore(generation, limits.rows()));
  }

  private void removeWhile(Supplier<List<RowImage>> rows) {
    for (List<RowImage> some = rows.get(); !some.isEmpty(); some = rows.get()) {
      some.forEach(row -> replace(row.key(), row, null));
      transaction.write(pending);
      pending.clear();
    }
  }

  private void countSnapshotRows(int rows) {
    if (snapshot.running()) {
      snapshot =
          new PartitionProgress.Snapshot(
              snapshot.generation(),
              snapshot.completed(),
              snapshot.applied() + rows,
              snapshot.expected());
    }
  }

  /**
   * Stores the tenants' states, renders what may be rendered, and returns the progress to store.
   */
  PartitionProgress finish(long nextOffset) {
    boolean ready =
        from.ready() || (atBoundary && snapshot.complete() && nextOffset >= from.rebuildUntil());
    boolean render = ready && atBoundary;
    tenants.save(transaction, !render);
    if (render) {
      TreeSet<Long> changed = new TreeSet<>(tenants.ids());
      if (!from.ready() || !from.atBoundary()) {
        changed.addAll(transaction.dirtyTenants());
      }
      if (asOf.isAfter(from.asOf())) {
        changed.addAll(transaction.dueTenants(asOf));
      }
      new Documents(projection, transaction, asOf, limits.tenants(), documents).render(changed);
      int rendered = sessions.render(asOf, source.position(), !from.ready() || !from.atBoundary());
      if (rendered > 0) {
        documents.put(Sessions.KIND, rendered);
      }
      if (from.ready()) {
        links.refresh(!from.atBoundary());
      } else {
        links.refreshAll();
      }
    } else {
      sessions.leaveDirty();
      if (ready) {
        links.leaveDirty();
      }
    }
    return new PartitionProgress(
        from.partition(),
        from.partitions(),
        from.definition(),
        nextOffset,
        source,
        announced,
        asOf,
        atBoundary,
        ready,
        from.rebuildUntil(),
        snapshot,
        from.step());
  }
}
