package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  /**
   * Runs {@code work} in one transaction and stores the progress it returns, all or nothing.
   *
   * @param expected the progress the work starts from
   * @return the stored progress
   * @throws FencedException when the stored progress is another one: another owner wrote
   */
  PartitionProgress update(
      PartitionProgress expected, Function<Transaction, PartitionProgress> work);

  /** The progress was moved by another owner; what this one knows is out of date. */
  final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of a partition that another owner moved. */
    public FencedException(int partition) {
      super("partition %d was moved by another owner".formatted(partition));
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

    /** Carries out the writes; at most one for each row and each ranking entry. */
    void write(Collection<RowWrite> writes);

    /** The states of those of the tenants that have one. */
    Map<Long, TenantState> tenants(Collection<Long> tenantIds);

    /** All tenants whose documents have not been rendered since they changed, in order of id. */
    List<Long> dirtyTenants();

    /** All tenants whose deadline has passed by {@code asOf}, in order of id. */
    List<Long> dueTenants(Instant asOf);

    /** Stores states. */
    void saveTenants(Collection<TenantState> tenants);

    /**
     * The first rows of rankings, by {@code (at desc nulls last, id desc)}.
     *
     * @return by tenant and name; empty rankings are absent
     */
    Map<Long, Map<String, List<RowImage>>> ranked(
        Collection<Long> tenantIds, Collection<RankingHead> heads);

    /** The first {@code limit} rows of a ranking of a table's rows. */
    record RankingHead(String ranking, SourceTable table, int limit) {}

    /** The documents of those of the tenants that have one of this kind, removed ones included. */
    Map<Long, StoredDocument> documents(Collection<Long> tenantIds, String kind);

    /** Stores documents. */
    void saveDocuments(String kind, Collection<StoredDocument> documents);
  }
}
