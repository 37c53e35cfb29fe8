package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A read model in memory: a transaction works on a copy of the partition, and the copy takes the
 * partition's place when the work has succeeded.
 */
public final class InMemoryReadModel implements ReadModel {

  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final Map<String, String> references = new HashMap<>();

  private record RankKey(String ranking, long id) {}

  @Override
  public synchronized PartitionProgress open(
      int partition, int count, String definition, long logEnd) {
    PartitionProgress initial = PartitionProgress.initial(partition, count, definition, logEnd);
    Partition stored = partitions.get(partition);
    if (stored == null) {
      partitions.put(partition, new Partition(initial));
      return initial;
    }
    if (stored.progress.partitions() != count) {
      throw new IllegalStateException("other partitions");
    }
    if (!stored.progress.definition().equals(definition)) {
      Partition emptied = stored.emptied(initial);
      emptied.rebuildReason = RebuildReason.between(stored.progress.definition(), definition);
      if (emptied.rebuildReason != RebuildReason.LOG_REPLACED) {
        emptied.parked.putAll(stored.parked);
      }
      partitions.put(partition, emptied);
    }
    return Objects.requireNonNull(partitions.get(partition)).progress;
  }

  @Override
  public synchronized List<PartitionProgress> update(List<Update> updates) {
    Map<Integer, Partition> copies = new HashMap<>();
    List<PartitionProgress> reached = new ArrayList<>();
    for (Update update : updates) {
      PartitionProgress expected = update.expected();
      Partition stored = partitions.get(expected.partition());
      if (stored == null || !stored.progress.equals(expected)) {
        throw new FencedException(expected.partition());
      }
      Partition copy = new Partition(stored);
      PartitionProgress next = update.work().apply(new InMemoryTransaction(copy));
      copy.progress = next.withStep(copy.step.newest());
      copies.put(expected.partition(), copy);
      reached.add(copy.progress);
    }
    partitions.putAll(copies);
    return reached;
  }

  @Override
  public synchronized RebuildReason rebuildReason(int partition) {
    return Objects.requireNonNull(partitions.get(partition)).rebuildReason;
  }

  @Override
  public synchronized List<ParkedRecord> parked(int partition) {
    return List.copyOf(Objects.requireNonNull(partitions.get(partition)).parked.values());
  }

  /** The tenant's stored document, also a removed one; null when there never was one. */
  public synchronized @Nullable StoredDocument document(long tenantId, String kind) {
    return partitions.values().stream()
        .map(partition -> partition.documents.get(tenantId, kind))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** What the partition keeps of the session; null when it never kept anything. */
  public synchronized @Nullable StoredSession session(int partition, long sessionId) {
    Partition stored = partitions.get(partition);
    return stored == null ? null : stored.sessions.get(sessionId);
  }

  /** The tenant's edges, in the order in which they are served. */
  public synchronized List<StoredLink> links(long tenantId) {
    return partitions.values().stream()
        .flatMap(partition -> partition.links.served(tenantId).stream())
        .toList();
  }

  /** What is kept of the tenant's items, in order of their external ids. */
  public synchronized List<StoredSource> linkSources(long tenantId) {
    return partitions.values().stream()
        .flatMap(partition -> partition.links.sources(tenantId).stream())
        .toList();
  }

  /** The edges that the step changed or, where true, removed, as far as none did later. */
  public synchronized Map<StoredLink.Key, Boolean> removedLinks(int partition, long step) {
    Partition stored = partitions.get(partition);
    return stored == null ? Map.of() : stored.links.removedIn(step);
  }

  /** What is to be published of this read model. */
  public Publications publications() {
    return new InMemoryPublications(this);
  }

  /** Does something with a partition, alone. */
  synchronized <T> T with(int partition, Function<Partition, T> work) {
    return work.apply(Objects.requireNonNull(partitions.get(partition), "not opened"));
  }

  @Override
  public synchronized void saveReferences(Map<String, String> contents) {
    references.putAll(contents);
  }

  /** The document of that name that is the same for all tenants; null when there is none. */
  public synchronized @Nullable String reference(String name) {
    return references.get(name);
  }

  /** What is stored of a partition. */
  static final class Partition {
    private PartitionProgress progress;
    private RebuildReason rebuildReason = RebuildReason.FIRST_SNAPSHOT;
    private final Map<RowKey, RowWrite.Put> rows = new HashMap<>();
    private final Map<RankKey, RowWrite.Rank> ranks = new HashMap<>();
    private final Map<Long, TenantState> tenants = new HashMap<>();
    private final Map<Long, StoredSession> sessions = new HashMap<>();
    private final Map<Long, ParkedRecord> parked = new HashMap<>();
    private final ChangeStep step;
    private InMemoryDocuments documents = new InMemoryDocuments();
    private InMemoryLinks links;
    private Publications.Published published = new Publications.Published(0, 0);
    private String topics = "";

    Partition(PartitionProgress progress) {
      this.progress = progress;
      step = new ChangeStep(progress.step());
      links = new InMemoryLinks(rows, step);
    }

    Partition(Partition other) {
      this(other.progress);
      rebuildReason = other.rebuildReason;
      documents = other.documents.copy();
      links = other.links.copy(rows, step);
      published = other.published;
      topics = other.topics;
      rows.putAll(other.rows);
      ranks.putAll(other.ranks);
      tenants.putAll(other.tenants);
      sessions.putAll(other.sessions);
      parked.putAll(other.parked);
    }

    Partition emptied(PartitionProgress initial) {
      Partition empty = new Partition(initial.behind(progress));
      tenants.forEach(
          (id, state) -> empty.tenants.put(id, new TenantState(id, Map.of(), false, true, null)));
      sessions.forEach((id, session) -> empty.sessions.put(id, unlinked(session)));
      empty.links = links.emptied(empty.rows, empty.step);
      empty.documents = documents.copy();
      empty.documents.forgetSaid(0);
      return empty;
    }

    Publications.Published published(String ofTopics) {
      if (!topics.equals(ofTopics)) {
        topics = ofTopics;
        published = new Publications.Published(0, 0);
        documents.forgetSaid(0);
      }
      return published;
    }

    void markPublished(Publications.Published upTo) {
      published =
          new Publications.Published(
              Math.max(published.documents(), upTo.documents()),
              Math.max(published.links(), upTo.links()));
      links.forgetRemoved(published.links());
    }

    InMemoryDocuments documents() {
      return documents;
    }

    InMemoryLinks links() {
      return links;
    }

    void forgetSaid() {
      documents.forgetSaid(published.documents());
    }

    long backlog() {
      long pending =
          documents.changes(published.documents(), null, Integer.MAX_VALUE, provenance()).size();
      return pending
          + links.changes(published.links(), null, Integer.MAX_VALUE, provenance()).size();
    }

    Provenance provenance() {
      return new Provenance(progress.source(), progress.asOf());
    }
  }

  private static StoredSession unlinked(StoredSession session) {
    return new StoredSession(
        session.sessionId(),
        session.workspaceId(),
        null,
        null,
        true,
        session.version(),
        session.changedAt(),
        session.since(),
        session.content());
  }

  private record InMemoryTransaction(Partition partition) implements Transaction {

    @Override
    public Map<RowKey, RowImage> rows(Collection<RowKey> keys) {
      Map<RowKey, RowImage> found = new HashMap<>();
      for (RowKey key : keys) {
        RowWrite.Put put = partition.rows.get(key);
        if (put != null) {
          found.put(key, put.row());
        }
      }
      return found;
    }

    @Override
    public List<RowImage> rowsOf(SourceTable table, int limit) {
      return images(put -> put.row().key().table() == table, limit);
    }

    @Override
    public List<RowImage> rowsBefore(long generation, int limit) {
      return images(put -> put.generation() < generation, limit);
    }

    private List<RowImage> images(Predicate<RowWrite.Put> chosen, int limit) {
      return partition.rows.values().stream()
          .filter(chosen)
          .limit(limit)
          .map(RowWrite.Put::row)
          .toList();
    }

    @Override
    public List<DueRow> dueRows(Instant asOf, int limit) {
      return partition.rows.values().stream()
          .flatMap(
              put -> {
                Instant edge = put.nextEdge();
                return edge == null
                    ? Stream.empty()
                    : Stream.of(new DueRow(put.row(), put.generation(), edge));
              })
          .filter(due -> due.edge().isBefore(asOf))
          .sorted(Comparator.comparing(DueRow::edge))
          .limit(limit)
          .toList();
    }

    @Override
    public void write(Collection<RowWrite> writes) {
      for (RowWrite write : writes) {
        switch (write) {
          case RowWrite.Put put -> partition.rows.put(put.row().key(), put);
          case RowWrite.Remove remove -> partition.rows.remove(remove.key());
          case RowWrite.Rank rank ->
              partition.ranks.put(new RankKey(rank.ranking(), rank.id()), rank);
          case RowWrite.Unrank unrank ->
              partition.ranks.remove(new RankKey(unrank.ranking(), unrank.id()));
        }
      }
    }

    @Override
    public Map<Long, TenantState> tenants(Collection<Long> tenantIds) {
      Map<Long, TenantState> found = new HashMap<>(partition.tenants);
      found.keySet().retainAll(tenantIds);
      return found;
    }

    @Override
    public List<Long> dirtyTenants() {
      return tenantIds(TenantState::dirty);
    }

    @Override
    public List<Long> dueTenants(Instant asOf) {
      return tenantIds(
          state -> {
            Instant deadline = state.nextDeadline();
            return deadline != null && deadline.isBefore(asOf);
          });
    }

    @Override
    public @Nullable Instant firstEdge() {
      return first(partition.rows.values().stream().map(RowWrite.Put::nextEdge));
    }

    @Override
    public @Nullable Instant firstDeadline() {
      return first(partition.tenants.values().stream().map(TenantState::nextDeadline));
    }

    @Override
    public List<ParkedRecord> parked() {
      return List.copyOf(partition.parked.values());
    }

    @Override
    public void park(List<ParkedRecord> records) {
      records.forEach(record -> partition.parked.putIfAbsent(record.offset(), record));
    }

    @Override
    public void unpark(Collection<Long> offsets) {
      partition.parked.keySet().removeAll(offsets);
    }

    private static @Nullable Instant first(Stream<@Nullable Instant> instants) {
      return instants.flatMap(Stream::ofNullable).min(Comparator.naturalOrder()).orElse(null);
    }

    private List<Long> tenantIds(Predicate<TenantState> chosen) {
      return partition.tenants.values().stream()
          .filter(chosen)
          .map(TenantState::tenantId)
          .sorted()
          .toList();
    }

    @Override
    public void saveTenants(Collection<TenantState> tenants) {
      tenants.forEach(state -> partition.tenants.put(state.tenantId(), state));
    }

    @Override
    public Map<Long, Map<String, List<RankedRow>>> heads(
        Collection<Long> tenantIds, Collection<RankingHead> heads) {
      Map<Long, Map<String, List<RankedRow>>> ranked = new HashMap<>();
      for (long tenantId : tenantIds) {
        for (RankingHead head : heads) {
          List<RankedRow> rows = first(tenantId, head);
          if (!rows.isEmpty()) {
            ranked.computeIfAbsent(tenantId, id -> new HashMap<>()).put(head.ranking(), rows);
          }
        }
      }
      return ranked;
    }

    private List<RankedRow> first(long tenantId, RankingHead head) {
      return partition.ranks.values().stream()
          .filter(rank -> rank.tenantId() == tenantId && rank.ranking().equals(head.ranking()))
          .sorted(InMemoryReadModel::compareRanks)
          .limit(head.limit())
          .flatMap(rank -> ranked(rank, partition.rows.get(new RowKey(head.table(), rank.id()))))
          .toList();
    }

    private static Stream<RankedRow> ranked(RowWrite.Rank rank, RowWrite.@Nullable Put put) {
      return put == null ? Stream.empty() : Stream.of(new RankedRow(put.row(), rank.at()));
    }

    @Override
    public List<StoredDocument> documents(Collection<Long> tenantIds) {
      return partition.documents.of(tenantIds);
    }

    @Override
    public void saveDocuments(Collection<StoredDocument> saved) {
      partition.documents.save(saved, partition.step, partition.published.documents());
    }

    @Override
    public Links links() {
      return partition.links;
    }

    @Override
    public Map<Long, StoredSession> sessions(Collection<Long> sessionIds) {
      Map<Long, StoredSession> found = new HashMap<>(partition.sessions);
      found.keySet().retainAll(sessionIds);
      return found;
    }

    @Override
    public Set<Long> sessionsOf(Collection<Long> runIds, Collection<Long> tenantIds) {
      return partition.sessions.values().stream()
          .filter(session -> has(runIds, session.runId()) || has(tenantIds, session.tenantId()))
          .map(StoredSession::sessionId)
          .collect(Collectors.toSet());
    }

    private static boolean has(Collection<Long> ids, @Nullable Long id) {
      return id != null && ids.contains(id);
    }

    @Override
    public List<Long> dirtySessions() {
      return partition.sessions.values().stream()
          .filter(StoredSession::dirty)
          .map(StoredSession::sessionId)
          .toList();
    }

    @Override
    public void forgetSessionsPositions() {
      partition.sessions.replaceAll((id, session) -> session.withoutPosition());
    }

    @Override
    public void saveSessions(Collection<StoredSession> saved) {
      saved.forEach(session -> partition.sessions.put(session.sessionId(), session));
    }

    @Override
    public Map<Long, RowImage> rankedBehind(
        String ranking, SourceTable table, Collection<RankPlace> places) {
      Map<Long, RowImage> behind = new HashMap<>();
      for (RankPlace place : places) {
        RowWrite.Rank own = new RowWrite.Rank(ranking, place.id(), place.tenantId(), place.at());
        partition.ranks.values().stream()
            .filter(rank -> rank.tenantId() == place.tenantId() && rank.ranking().equals(ranking))
            .filter(rank -> compareRanks(rank, own) > 0)
            .min(InMemoryReadModel::compareRanks)
            .map(rank -> partition.rows.get(new RowKey(table, rank.id())))
            .ifPresent(put -> behind.put(place.id(), put.row()));
      }
      return behind;
    }
  }

  /** By {@code (at desc nulls last, id desc)}. */
  private static int compareRanks(RowWrite.Rank one, RowWrite.Rank other) {
    Instant at = one.at();
    Instant otherAt = other.at();
    int byInstant;
    if (at == null || otherAt == null) {
      byInstant = Boolean.compare(at == null, otherAt == null);
    } else {
      byInstant = otherAt.compareTo(at);
    }
    return byInstant != 0 ? byInstant : Long.compare(other.id(), one.id());
  }
}
