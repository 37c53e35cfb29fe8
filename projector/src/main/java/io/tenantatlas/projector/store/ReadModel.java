package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The read model: rows' last images, tenants' measures, documents, and how far each partition has
 * come. Every implementation passes {@code ReadModelContract}.
 *
 * <p>Threads: any; a partition is written by one owner at a time, and a second one is fenced.
 */
public interface ReadModel {

  /**
   * The partition's progress. A partition that is new, or whose state was made with other
   * definitions, begins anew at offset 0 with empty state; its documents stay (unserved, since it
   * is not ready), so that versions never fall.
   *
   * @param logEnd the change log's end now: what begins anew is not ready before it
   */
  PartitionProgress open(int partition, int partitions, String definition, long logEnd);

  /** Why the partition, which is not ready, began anew. */
  RebuildReason rebuildReason(int partition);

  /**
   * Runs the updates in one transaction and stores the progress that each returns, all or nothing.
   * The step of that progress is the read model's: one more if documents or edges changed.
   *
   * @param updates of different partitions
   * @return the stored progress of each update, in their order
   * @throws FencedException when the stored progress of a partition is another one than expected:
   *     another owner wrote
   */
  List<PartitionProgress> update(List<Update> updates);

  /** {@link #update(List)} of one partition. */
  default PartitionProgress update(
      PartitionProgress expected, Function<Transaction, PartitionProgress> work) {
    return update(List.of(new Update(expected, work))).getFirst();
  }

  /**
   * What a transaction does in one partition.
   *
   * @param expected the progress the work starts from
   * @param work reads and writes the partition's state, and returns the progress to store
   */
  record Update(PartitionProgress expected, Function<Transaction, PartitionProgress> work) {

    /** The same with other work. */
    public Update with(Function<Transaction, PartitionProgress> other) {
      return new Update(expected, other);
    }
  }

  /** The partition's records that could not be applied and that nothing has made up for. */
  List<ParkedRecord> parked(int partition);

  /** Stores documents that are the same for all tenants, by name. */
  void saveReferences(Map<String, String> contents);

  /** The progress was moved by another owner; what this one knows is out of date. */
  final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of a partition that another owner moved. */
    public FencedException(int partition) {
      super(String.format(Locale.ROOT, "partition %d was moved by another owner", partition));
    }
  }

  /** Reads and writes of one partition's state; sees its own writes. */
  interface Transaction {

    /** The stored images of those of the rows that exist. */
    Map<RowKey, RowImage> rows(Collection<RowKey> keys);

    /** Up to {@code limit} rows of a table. */
    List<RowImage> rowsOf(SourceTable table, int limit);

    /**
     * Up to {@code limit} rows that were last seen before the snapshot {@code generation} began.
     */
    List<RowImage> rowsBefore(long generation, int limit);

    /**
     * Up to {@code limit} rows whose contribution has changed by {@code asOf}, in the order of
     * their edges.
     */
    List<DueRow> dueRows(Instant asOf, int limit);

    /** A row and the instant after which its contribution is another. */
    record DueRow(RowImage row, long generation, Instant edge) {}

    /**
     * Carries out the writes; at most one for each row and each ranking entry. A row that is
     * removed leaves its rankings in the same call.
     */
    void write(Collection<RowWrite> writes);

    /** The states of those of the tenants that have one. */
    Map<Long, TenantState> tenants(Collection<Long> tenantIds);

    /** All tenants whose documents have not been rendered since they changed, in order of id. */
    List<Long> dirtyTenants();

    /** All tenants whose deadline has passed by {@code asOf}, in order of id. */
    List<Long> dueTenants(Instant asOf);

    /** The earliest edge of the partition's rows; null when no row has one. */
    @Nullable Instant firstEdge();

    /** The earliest deadline of the partition's tenants; null when no tenant has one. */
    @Nullable Instant firstDeadline();

    /** Stores states. */
    void saveTenants(Collection<TenantState> tenants);

    /**
     * The first rows of rankings, by {@code (at desc nulls last, id desc)}.
     *
     * @return by tenant and name; empty rankings are absent
     */
    Map<Long, Map<String, List<RankedRow>>> heads(
        Collection<Long> tenantIds, Collection<RankingHead> heads);

    /** The first {@code limit} rows of a ranking; all rows of a ranking are of one table. */
    record RankingHead(String ranking, SourceTable table, int limit) {}

    /** A row and the instant by which it is ranked. */
    record RankedRow(RowImage row, @Nullable Instant at) {}

    /** As {@link #heads}, the rows alone. */
    default Map<Long, Map<String, List<RowImage>>> ranked(
        Collection<Long> tenantIds, Collection<RankingHead> heads) {
      Map<Long, Map<String, List<RowImage>>> ranked = new HashMap<>();
      heads(tenantIds, heads)
          .forEach(
              (id, rankings) -> {
                Map<String, List<RowImage>> rows = new HashMap<>();
                rankings.forEach(
                    (name, head) -> rows.put(name, head.stream().map(RankedRow::row).toList()));
                ranked.put(id, rows);
              });
      return ranked;
    }

    /** All documents of the tenants, removed ones included, in no order. */
    List<StoredDocument> documents(Collection<Long> tenantIds);

    /** Stores documents, each of which is another one than the stored. */
    void saveDocuments(Collection<StoredDocument> documents);

    /** As {@link ReadModel#parked}, in no order. */
    List<ParkedRecord> parked();

    /** Notes records that could not be applied; one that is noted stays as it is. */
    void park(List<ParkedRecord> records);

    /** Forgets the parked records of these offsets. */
    void unpark(Collection<Long> offsets);

    /** The partition's items and edges. */
    Links links();

    /** What is kept of those of the sessions of which anything is. */
    Map<Long, StoredSession> sessions(Collection<Long> sessionIds);

    /** The sessions that name one of the runs, or are of one of the tenants. */
    Set<Long> sessionsOf(Collection<Long> runIds, Collection<Long> tenantIds);

    /** All sessions whose document has not been rendered since something changed. */
    List<Long> dirtySessions();

    /**
     * Forgets since when sessions have been what they are: those positions belong to another
     * history of the source.
     */
    void forgetSessionsPositions();

    /** Stores what is kept of sessions. */
    void saveSessions(Collection<StoredSession> sessions);

    /**
     * The row that comes next behind each place in a tenant's ranking.
     *
     * @return by the place's id; a place with nothing behind it is absent
     */
    Map<Long, RowImage> rankedBehind(
        String ranking, SourceTable table, Collection<RankPlace> places);

    /** Where a row with this id and instant stands, or would stand, in a tenant's ranking. */
    record RankPlace(long tenantId, @Nullable Instant at, long id) {}
  }
}
