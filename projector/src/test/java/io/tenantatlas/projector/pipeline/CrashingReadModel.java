package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.RowWrite;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.TenantState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A read model whose transactions fail when they are told to: before a call, or at the end. */
final class CrashingReadModel implements ReadModel {

  /** The process dies here. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final int NEVER = -1;

  private final ReadModel readModel;
  private int callsUntilCrash = NEVER;

  CrashingReadModel(ReadModel readModel) {
    this.readModel = readModel;
  }

  /** The call after {@code calls} more will fail. */
  void crashAfter(int calls) {
    callsUntilCrash = calls;
  }

  void stayAlive() {
    callsUntilCrash = NEVER;
  }

  private void call() {
    if (callsUntilCrash == 0) {
      callsUntilCrash = NEVER;
      throw new Crash();
    }
    if (callsUntilCrash > 0) {
      callsUntilCrash--;
    }
  }

  @Override
  public PartitionProgress open(int partition, int partitions, String definition, long logEnd) {
    return readModel.open(partition, partitions, definition, logEnd);
  }

  @Override
  public PartitionProgress update(
      PartitionProgress expected, Function<Transaction, PartitionProgress> work) {
    return readModel.update(
        expected,
        transaction -> {
          PartitionProgress progress = work.apply(new CrashingTransaction(transaction));
          call();
          return progress;
        });
  }

  private final class CrashingTransaction implements Transaction {

    private final Transaction transaction;

    CrashingTransaction(Transaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public Map<RowKey, RowImage> rows(Collection<RowKey> keys) {
      call();
      return transaction.rows(keys);
    }

    @Override
    public List<RowImage> rowsOf(SourceTable table, int limit) {
      call();
      return transaction.rowsOf(table, limit);
    }

    @Override
    public List<RowImage> rowsBefore(long generation, int limit) {
      call();
      return transaction.rowsBefore(generation, limit);
    }

    @Override
    public List<DueRow> dueRows(Instant asOf, int limit) {
      call();
      return transaction.dueRows(asOf, limit);
    }

    @Override
    public void write(Collection<RowWrite> writes) {
      call();
      transaction.write(writes);
    }

    @Override
    public Map<Long, TenantState> tenants(Collection<Long> tenantIds) {
      call();
      return transaction.tenants(tenantIds);
    }

    @Override
    public List<Long> dirtyTenants() {
      call();
      return transaction.dirtyTenants();
    }

    @Override
    public List<Long> dueTenants(Instant asOf) {
      call();
      return transaction.dueTenants(asOf);
    }

    @Override
    public void saveTenants(Collection<TenantState> tenants) {
      call();
      transaction.saveTenants(tenants);
    }

    @Override
    public Map<Long, Map<String, List<RowImage>>> ranked(
        Collection<Long> tenantIds, Collection<RankingHead> heads) {
      call();
      return transaction.ranked(tenantIds, heads);
    }

    @Override
    public Map<Long, StoredDocument> documents(Collection<Long> tenantIds, String kind) {
      call();
      return transaction.documents(tenantIds, kind);
    }

    @Override
    public void saveDocuments(String kind, Collection<StoredDocument> documents) {
      call();
      transaction.saveDocuments(kind, documents);
    }
  }
}
