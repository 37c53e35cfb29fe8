package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.TenantMemory.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that answers what is remembered and passes on the rest. It does not ask for what is
 * due before something can be. States are kept back until somebody asks the stored ones as a whole,
 * or the work ends.
 *
 * <p>Rankings follow the writes of rows: a row's tenant before is known, since a row is read before
 * it is written. Where it is not, or where a ranking's first rows cannot be told from what is
 * known, they are forgotten and read again. Remembered are only rankings whose rows are all the
 * tenant's own.
 */
final class RememberingTransaction implements ReadModel.Transaction {

  private final ReadModel.Transaction transaction;
  private final TenantMemory memory;
  private final int partition;
  private final Map<Long, TenantState> unsaved = new LinkedHashMap<>();

  /** The tenants of rows as they are stored; null of rows that are not there. */
  private final Map<RowKey, @Nullable Long> storedTenants = new HashMap<>();

  RememberingTransaction(ReadModel.Transaction transaction, TenantMemory memory, int partition) {
    this.transaction = transaction;
    this.memory = memory;
    this.partition = partition;
  }

  /** Saves the states that were kept back and are not stored like this already. */
  void flush() {
    List<TenantState> changed = new ArrayList<>();
    for (TenantState state : unsaved.values()) {
      Tenant tenant = memory.of(partition, state.tenantId());
      if (!tenant.stateKnown || !state.equals(tenant.state)) {
        changed.add(state);
        remember(state.tenantId(), state);
      }
    }
    unsaved.clear();
    transaction.saveTenants(changed);
  }

  private void remember(long tenantId, @Nullable TenantState state) {
    change(
        tenantId,
        tenant -> {
          tenant.stateKnown = true;
          tenant.state = state;
        });
  }

  private void change(long tenantId, Consumer<Tenant> change) {
    change.accept(memory.of(partition, tenantId));
    memory.changed(partition, tenantId);
  }

  @Override
  public Map<Long, TenantState> tenants(Collection<Long> tenantIds) {
    Map<Long, TenantState> states = new HashMap<>();
    List<Long> unknown = new ArrayList<>();
    for (long id : tenantIds) {
      Tenant tenant = memory.of(partition, id);
      TenantState later = unsaved.get(id);
      TenantState state = later == null ? tenant.state : later;
      if (state != null) {
        states.put(id, state);
      } else if (!tenant.stateKnown) {
        unknown.add(id);
      }
    }
    if (!unknown.isEmpty()) {
      Map<Long, TenantState> read = transaction.tenants(unknown);
      unknown.forEach(id -> remember(id, read.get(id)));
      states.putAll(read);
    }
    return states;
  }

  @Override
  public void saveTenants(Collection<TenantState> tenants) {
    for (TenantState state : tenants) {
      unsaved.put(state.tenantId(), state);
      memory.of(partition).tenantAt(state.nextDeadline());
    }
  }

  @Override
  public List<Long> dirtyTenants() {
    flush();
    return transaction.dirtyTenants();
  }

  @Override
  public List<Long> dueTenants(Instant asOf) {
    if (!asOf.isAfter(memory.of(partition).tenantsDue)) {
      return List.of();
    }
    flush();
    List<Long> tenants = transaction.dueTenants(asOf);
    if (tenants.isEmpty()) {
      memory.of(partition).tenantsDue = orNever(transaction.firstDeadline());
    }
    return tenants;
  }

  @Override
  public @Nullable Instant firstDeadline() {
    flush();
    return transaction.firstDeadline();
  }

  private static Instant orNever(@Nullable Instant instant) {
    return instant == null ? Instant.MAX : instant;
  }

  @Override
  public List<StoredDocument> documents(Collection<Long> tenantIds) {
    List<StoredDocument> documents = new ArrayList<>();
    List<Long> unknown = new ArrayList<>();
    for (long id : tenantIds) {
      Map<String, StoredDocument> known = memory.of(partition, id).documents;
      if (known == null) {
        unknown.add(id);
      } else {
        documents.addAll(known.values());
      }
    }
    if (!unknown.isEmpty()) {
      Map<Long, Map<String, StoredDocument>> read = new HashMap<>();
      unknown.forEach(id -> read.put(id, new HashMap<>()));
      for (StoredDocument document : transaction.documents(unknown)) {
        Objects.requireNonNull(read.get(document.tenantId())).put(document.kind(), document);
        documents.add(document);
      }
      read.forEach((id, known) -> change(id, tenant -> tenant.documents = known));
    }
    return documents;
  }

  @Override
  public void saveDocuments(Collection<StoredDocument> documents) {
    transaction.saveDocuments(documents);
    for (StoredDocument document : documents) {
      change(
          document.tenantId(),
          tenant -> {
            if (tenant.documents != null) {
              tenant.documents.put(document.kind(), document);
            }
          });
    }
  }

  @Override
  public Map<Long, Map<String, List<RankedRow>>> heads(
      Collection<Long> tenantIds, Collection<RankingHead> heads) {
    Map<Long, Map<String, List<RankedRow>>> ranked = new HashMap<>();
    Set<Long> unknownTenants = new LinkedHashSet<>();
    Set<RankingHead> unknownHeads = new LinkedHashSet<>();
    for (long id : tenantIds) {
      Map<String, RememberedRanking> known = memory.of(partition, id).rankings;
      for (RankingHead head : heads) {
        RememberedRanking ranking = known.get(head.ranking());
        if (ranking != null && ranking.head().equals(head)) {
          answer(ranked, id, head, ranking.rows());
        } else {
          unknownTenants.add(id);
          unknownHeads.add(head);
        }
      }
    }
    if (!unknownTenants.isEmpty()) {
      Map<Long, Map<String, List<RankedRow>>> read =
          transaction.heads(unknownTenants, unknownHeads);
      for (long id : unknownTenants) {
        Map<String, List<RankedRow>> ofTenant = read.getOrDefault(id, Map.of());
        for (RankingHead head : unknownHeads) {
          List<RankedRow> rows = ofTenant.getOrDefault(head.ranking(), List.of());
          remember(id, head, rows);
          answer(ranked, id, head, rows);
        }
      }
    }
    return ranked;
  }

  private static void answer(
      Map<Long, Map<String, List<RankedRow>>> ranked,
      long tenantId,
      RankingHead head,
      List<RankedRow> rows) {
    if (!rows.isEmpty()) {
      ranked.computeIfAbsent(tenantId, id -> new HashMap<>()).put(head.ranking(), rows);
    }
  }

  private void remember(long tenantId, RankingHead head, List<RankedRow> rows) {
    memory.note(head.ranking(), head.table());
    if (rows.stream().allMatch(ranked -> isOf(tenantId, ranked.row()))) {
      change(
          tenantId,
          tenant -> tenant.rankings.put(head.ranking(), new RememberedRanking(head, rows)));
    }
  }

  private static boolean isOf(long tenantId, RowImage row) {
    return Objects.equals(row.tenantId(), tenantId);
  }

  @Override
  public void write(Collection<RowWrite> writes) {
    transaction.write(writes);
    Map<RowKey, RowImage> images = new HashMap<>();
    for (RowWrite write : writes) {
      if (write instanceof RowWrite.Put put) {
        images.put(put.row().key(), put.row());
      }
    }
    writes.forEach(write -> followRanking(write, images));
    writes.forEach(this::followRow);
  }

  private void followRanking(RowWrite write, Map<RowKey, RowImage> images) {
    switch (write) {
      case RowWrite.Rank rank -> {
        SourceTable table = memory.table(rank.ranking());
        if (table != null) {
          RowKey key = new RowKey(table, rank.id());
          rank(rank, key, images.get(key));
        }
      }
      case RowWrite.Unrank unrank -> {
        SourceTable table = memory.table(unrank.ranking());
        if (table != null) {
          RowKey key = new RowKey(table, unrank.id());
          Long tenant = tenantBefore(key);
          if (tenant != null) {
            change(tenant, unrank.ranking(), ranking -> ranking.leave(key));
          }
        }
      }
      case RowWrite.Put put -> {}
      case RowWrite.Remove remove -> {}
    }
  }

  private void rank(RowWrite.Rank rank, RowKey key, @Nullable RowImage row) {
    Long before = tenantBefore(key);
    if (before != null && before != rank.tenantId()) {
      change(before, rank.ranking(), ranking -> !ranking.has(key));
    }
    change(
        rank.tenantId(),
        rank.ranking(),
        ranking ->
            row != null
                && isOf(rank.tenantId(), row)
                && ranking.rank(new RankedRow(row, rank.at())));
  }

  private void followRow(RowWrite write) {
    switch (write) {
      case RowWrite.Put put -> {
        memory.of(partition).rowAt(put.nextEdge());
        becomes(put.row().key(), put.row());
      }
      case RowWrite.Remove remove -> becomes(remove.key(), null);
      case RowWrite.Rank rank -> {}
      case RowWrite.Unrank unrank -> {}
    }
  }

  /**
   * Rankings that still have the row get its new image; those of a tenant it has left are
   * forgotten.
   */
  private void becomes(RowKey key, @Nullable RowImage row) {
    Long before = tenantBefore(key);
    storedTenants.remove(key);
    if (before == null) {
      return;
    }
    Tenant tenant = memory.of(partition, before);
    if (row != null && isOf(before, row)) {
      tenant.rankings.values().forEach(ranking -> ranking.replace(row));
    } else {
      tenant.rankings.values().removeIf(ranking -> ranking.has(key));
    }
    memory.changed(partition, before);
  }

  /** The tenant in whose rankings the row may be; when that is not known, all are forgotten. */
  private @Nullable Long tenantBefore(RowKey key) {
    if (!storedTenants.containsKey(key)) {
      memory.forget(partition);
    }
    return storedTenants.get(key);
  }

  /** Changes a ranking that is remembered; it is forgotten when that answers false. */
  private void change(long tenantId, String name, Predicate<RememberedRanking> change) {
    RememberedRanking ranking = memory.of(partition, tenantId).rankings.get(name);
    if (ranking != null) {
      if (!change.test(ranking)) {
        memory.of(partition, tenantId).rankings.remove(name);
      }
      memory.changed(partition, tenantId);
    }
  }

  @Override
  public Map<RowKey, RowImage> rows(Collection<RowKey> keys) {
    Map<RowKey, RowImage> rows = transaction.rows(keys);
    for (RowKey key : keys) {
      RowImage row = rows.get(key);
      storedTenants.put(key, row == null ? null : row.tenantId());
    }
    return rows;
  }

  @Override
  public List<RowImage> rowsOf(SourceTable table, int limit) {
    return noted(transaction.rowsOf(table, limit));
  }

  @Override
  public List<RowImage> rowsBefore(long generation, int limit) {
    return noted(transaction.rowsBefore(generation, limit));
  }

  private List<RowImage> noted(List<RowImage> rows) {
    rows.forEach(row -> storedTenants.put(row.key(), row.tenantId()));
    return rows;
  }

  @Override
  public List<DueRow> dueRows(Instant asOf, int limit) {
    if (!asOf.isAfter(memory.of(partition).rowsDue)) {
      return List.of();
    }
    List<DueRow> rows = transaction.dueRows(asOf, limit);
    if (rows.isEmpty()) {
      memory.of(partition).rowsDue = orNever(transaction.firstEdge());
    }
    rows.forEach(due -> storedTenants.put(due.row().key(), due.row().tenantId()));
    return rows;
  }

  @Override
  public @Nullable Instant firstEdge() {
    return transaction.firstEdge();
  }

  @Override
  public Map<Long, RowImage> rankedBehind(
      String ranking, SourceTable table, Collection<RankPlace> places) {
    return transaction.rankedBehind(ranking, table, places);
  }

  @Override
  public List<ParkedRecord> parked() {
    List<ParkedRecord> known = memory.of(partition).parked;
    if (known == null) {
      known = List.copyOf(transaction.parked());
      memory.of(partition).parked = known;
    }
    return known;
  }

  @Override
  public void park(List<ParkedRecord> records) {
    memory.of(partition).parked = null;
    transaction.park(records);
  }

  @Override
  public void unpark(Collection<Long> offsets) {
    memory.of(partition).parked = null;
    transaction.unpark(offsets);
  }

  @Override
  public Links links() {
    return transaction.links();
  }

  @Override
  public Map<Long, StoredSession> sessions(Collection<Long> sessionIds) {
    return transaction.sessions(sessionIds);
  }

  @Override
  public Set<Long> sessionsOf(Collection<Long> runIds, Collection<Long> tenantIds) {
    return transaction.sessionsOf(runIds, tenantIds);
  }

  @Override
  public List<Long> dirtySessions() {
    return transaction.dirtySessions();
  }

  @Override
  public void forgetSessionsPositions() {
    transaction.forgetSessionsPositions();
  }

  @Override
  public void saveSessions(Collection<StoredSession> sessions) {
    transaction.saveSessions(sessions);
  }
}
