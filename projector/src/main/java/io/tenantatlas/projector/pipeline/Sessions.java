package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Projection;
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
 * <p>A session shows nothing that is not its tenant's, so all that its document depends on lies in
 * this partition.
 */
final class Sessions {

  /** The kind of their documents. */
  static final String KIND = "surface.onboarding-verification";

  private static final String WORKSPACE = "workspace_id";

  private final Projection projection;
  private final ReadModel.Transaction transaction;
  private final int sessionsAtOnce;
  private final Set<Long> changedSessions = new HashSet<>();
  private final Set<Long> changedRunsOfNoTenant = new HashSet<>();
  private final Set<Long> changedTenants = new HashSet<>();

  Sessions(Projection projection, ReadModel.Transaction transaction, int sessionsAtOnce) {
    this.projection = projection;
    this.transaction = transaction;
    this.sessionsAtOnce = sessionsAtOnce;
  }

  /**
   * A row is another one now; null where there is none. A session that came and went is noted too:
   * it was here in between.
   */
  void note(RowKey key, @Nullable RowImage before, @Nullable RowImage after) {
    switch (key.table()) {
      case MANAGED_TENANT_ONBOARDING_SESSIONS -> changedSessions.add(key.id());
      case TENANTS -> changedTenants.add(key.id());
      case OPERATION_RUNS -> {
        noteRun(before);
        noteRun(after);
      }
      case INVENTORY_ITEMS,
          INVENTORY_SYNC_RUNS,
          FINDINGS,
          BACKUP_SCHEDULE_RUNS,
          ENTRA_GROUP_SYNC_RUNS,
          RESTORE_RUNS -> {}
    }
  }

  private void noteRun(@Nullable RowImage run) {
    Long tenant = run == null ? null : run.tenantId();
    if (tenant != null) {
      changedTenants.add(tenant);
    } else if (run != null) {
      changedRunsOfNoTenant.add(run.key().id());
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
   * @param position that the partition is at now
   * @param lagging whether steps before this one left notes
   * @return how many documents changed
   */
  int render(Instant asOf, SourcePosition position, boolean lagging) {
    Set<Long> sessions = concerned();
    if (lagging) {
      sessions.addAll(transaction.dirtySessions());
    }
    int[] changed = new int[1];
    inParts(sessions, some -> rendered(some, asOf, position, changed));
    return changed[0];
  }

  private Set<Long> concerned() {
    Set<Long> sessions = new TreeSet<>(changedSessions);
    if (!changedRunsOfNoTenant.isEmpty() || !changedTenants.isEmpty()) {
      sessions.addAll(transaction.sessionsOf(changedRunsOfNoTenant, changedTenants));
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
  private List<StoredSession> rendered(
      List<Long> ids, Instant asOf, SourcePosition position, int[] changed) {
    Map<Long, StoredSession> stored = transaction.sessions(ids);
    Map<RowKey, RowImage> rows = rows(ids);
    Map<Long, RowImage> previous = previousRuns(ids, rows);
    List<StoredSession> rendered = new ArrayList<>();
    for (long id : ids) {
      StoredSession before = stored.getOrDefault(id, StoredSession.unknown(id));
      RowImage session = rows.get(key(id));
      String content = session == null ? null : content(session, rows, previous);
      StoredSession after = rendered(before, session, content, asOf, position);
      if (!after.equals(before)) {
        rendered.add(after);
        changed[0] += after.version() == before.version() ? 0 : 1;
      }
    }
    return rendered;
  }

  private static StoredSession rendered(
      StoredSession before,
      @Nullable RowImage session,
      @Nullable String content,
      Instant asOf,
      SourcePosition position) {
    boolean same = Objects.equals(before.content(), content);
    return new StoredSession(
        before.sessionId(),
        session == null ? null : session.integer(WORKSPACE),
        session == null ? null : session.tenantId(),
        session == null ? null : session.integer(SourceTable.VERIFICATION_RUN_ID),
        false,
        same ? before.version() : before.version() + 1,
        same ? before.changedAt() : asOf,
        same && content != null ? before.since() : position,
        content);
  }

  private String content(
      RowImage session, Map<RowKey, RowImage> rows, Map<Long, RowImage> previous) {
    RowImage tenant = rows.get(tenantKey(session));
    RowImage run = run(session, rows);
    RowImage before = run == null ? null : previous.get(run.key().id());
    return DocumentJson.write(projection.onboarding(session, tenant, run, before));
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

  /** The run that the session names, if it may show it: no other owner's. */
  private static @Nullable RowImage run(@Nullable RowImage session, Map<RowKey, RowImage> rows) {
    RowImage named = session == null ? null : rows.get(runKey(session));
    return session == null || named == null || !isOwn(session, named) ? null : named;
  }

  private static boolean isOwn(RowImage session, RowImage run) {
    if (session.tenantId() != null || run.tenantId() != null) {
      return Objects.equals(session.tenantId(), run.tenantId());
    }
    Long workspace = session.integer(WORKSPACE);
    return workspace != null && workspace.equals(run.integer(WORKSPACE));
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
