package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankPlace;
import io.tenantatlas.projector.store.StoredSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The onboarding sessions that a step touches: it notes changed rows, and in the end finds the
 * sessions whose document depends on one of them and renders these, or leaves a note that their
 * documents lag behind.
 *
 * <p>A session's document is made where its run lies, and where the session's tenant lies when the
 * run does not lie there.
 */
final class Sessions {

  private final Projection projection;
  private final ReadModel.Transaction transaction;
  private final PartitionProgress partition;
  private final int sessionsAtOnce;
  private final Set<Long> changedSessions = new HashSet<>();
  private final Set<Long> changedRuns = new HashSet<>();
  private final Set<Long> tenantsOfRuns = new HashSet<>();
  private final Set<Long> changedTenants = new HashSet<>();

  Sessions(
      Projection projection,
      ReadModel.Transaction transaction,
      PartitionProgress partition,
      int sessionsAtOnce) {
    this.projection = projection;
    this.transaction = transaction;
    this.partition = partition;
    this.sessionsAtOnce = sessionsAtOnce;
  }

  /** A row is another one now; null where there is none. */
  void note(@Nullable RowImage before, @Nullable RowImage after) {
    noteOne(before);
    noteOne(after);
  }

  private void noteOne(@Nullable RowImage row) {
    if (row == null) {
      return;
    }
    switch (row.key().table()) {
      case MANAGED_TENANT_ONBOARDING_SESSIONS -> changedSessions.add(row.key().id());
      case TENANTS -> changedTenants.add(row.key().id());
      case OPERATION_RUNS -> {
        changedRuns.add(row.key().id());
        Long tenant = row.tenantId();
        if (tenant != null) {
          tenantsOfRuns.add(tenant);
        }
      }
      case INVENTORY_ITEMS,
          INVENTORY_SYNC_RUNS,
          FINDINGS,
          BACKUP_SCHEDULE_RUNS,
          ENTRA_GROUP_SYNC_RUNS,
          RESTORE_RUNS -> {}
    }
  }

  /** Notes that the documents of the sessions concerned lag behind. */
  void leaveDirty() {
    inParts(
        concerned(),
        some -> {
          Map<Long, StoredSession> stored = transaction.sessions(some);
          return some.stream()
              .map(id -> stored.getOrDefault(id, StoredSession.unknown(id)))
              .filter(session -> !session.dirty())
              .map(StoredSession::lagging)
              .toList();
        });
  }

  /**
   * Renders the documents of the sessions concerned.
   *
   * @param lagging whether steps before this one left notes
   */
  void render(Instant asOf, boolean lagging) {
    Set<Long> sessions = concerned();
    if (lagging) {
      sessions.addAll(transaction.dirtySessions());
    }
    inParts(sessions, some -> rendered(some, asOf));
  }

  private Set<Long> concerned() {
    Set<Long> sessions = new TreeSet<>(changedSessions);
    if (!changedRuns.isEmpty() || !changedTenants.isEmpty()) {
      sessions.addAll(transaction.sessionsOf(changedRuns, tenantsOfRuns, changedTenants));
    }
    return sessions;
  }

  private void inParts(Set<Long> sessions, Function<List<Long>, List<StoredSession>> change) {
    List<Long> all = List.copyOf(sessions);
    for (int start = 0; start < all.size(); start += sessionsAtOnce) {
      List<Long> some = all.subList(start, Math.min(all.size(), start + sessionsAtOnce));
      transaction.saveSessions(change.apply(some));
    }
  }

  /** What is kept now of those of the sessions for which it is something else. */
  private List<StoredSession> rendered(List<Long> ids, Instant asOf) {
    Map<Long, StoredSession> stored = transaction.sessions(ids);
    Map<RowKey, RowImage> rows = rows(ids);
    Map<Long, RowImage> previous = previousRuns(ids, rows);
    List<StoredSession> rendered = new ArrayList<>();
    for (long id : ids) {
      StoredSession before = stored.getOrDefault(id, StoredSession.unknown(id));
      RowImage session = rows.get(key(id));
      RowImage run = run(session, rows);
      String content = content(session, run, rows, previous);
      StoredSession after = rendered(before, session, run, content, asOf);
      if (!after.equals(before)) {
        rendered.add(after);
      }
    }
    return rendered;
  }

  private static StoredSession rendered(
      StoredSession before,
      @Nullable RowImage session,
      @Nullable RowImage run,
      @Nullable String content,
      Instant asOf) {
    boolean same = Objects.equals(before.content(), content);
    return new StoredSession(
        before.sessionId(),
        session == null ? null : session.integer("workspace_id"),
        session == null ? null : session.tenantId(),
        session == null ? null : session.integer(SourceTable.VERIFICATION_RUN_ID),
        run == null ? null : run.tenantId(),
        run != null,
        false,
        same ? before.version() : before.version() + 1,
        same ? before.changedAt() : asOf,
        content);
  }

  private @Nullable String content(
      @Nullable RowImage session,
      @Nullable RowImage run,
      Map<RowKey, RowImage> rows,
      Map<Long, RowImage> previous) {
    if (session == null || (run == null && !isHome(session.tenantId()))) {
      return null;
    }
    RowImage tenant = rows.get(tenantKey(session));
    RowImage before = run == null ? null : previous.get(run.key().id());
    return DocumentJson.write(projection.onboarding(session, tenant, run, before));
  }

  private boolean isHome(@Nullable Long tenant) {
    return Partitioning.partitionOf(tenant, partition.partitions()) == partition.partition();
  }

  /** The sessions' rows, their runs' and their tenants', those that are in this partition. */
  private Map<RowKey, RowImage> rows(List<Long> ids) {
    Map<RowKey, RowImage> sessions = transaction.rows(ids.stream().map(Sessions::key).toList());
    Set<RowKey> related = new HashSet<>();
    for (RowImage session : sessions.values()) {
      related.add(runKey(session));
      related.add(tenantKey(session));
    }
    related.remove(NONE);
    sessions.putAll(transaction.rows(related));
    return sessions;
  }

  private Map<Long, RowImage> previousRuns(List<Long> ids, Map<RowKey, RowImage> rows) {
    Set<RankPlace> places = new HashSet<>();
    for (long id : ids) {
      RowImage run = run(rows.get(key(id)), rows);
      Long tenant = run == null ? null : run.tenantId();
      if (run != null && tenant != null) {
        places.add(new RankPlace(tenant, run.instant("created_at"), run.key().id()));
      }
    }
    return transaction.rankedBehind(
        projection.verificationRanking(), SourceTable.OPERATION_RUNS, places);
  }

  private static @Nullable RowImage run(@Nullable RowImage session, Map<RowKey, RowImage> rows) {
    return session == null ? null : rows.get(runKey(session));
  }

  private static RowKey key(long session) {
    return new RowKey(SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, session);
  }

  /** The key of no row. */
  private static final RowKey NONE = key(Long.MIN_VALUE);

  private static RowKey runKey(RowImage session) {
    Long run = session.integer(SourceTable.VERIFICATION_RUN_ID);
    return run == null ? NONE : new RowKey(SourceTable.OPERATION_RUNS, run);
  }

  private static RowKey tenantKey(RowImage session) {
    Long tenant = session.tenantId();
    return tenant == null ? NONE : new RowKey(SourceTable.TENANTS, tenant);
  }
}
