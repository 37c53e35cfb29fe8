package io.tenantatlas.projector.store;

import java.util.List;
import java.util.Map;

/**
 * A read model that remembers what its last transactions read and wrote of tenants, and does not
 * read that again: states, documents, and the first rows of rankings. States are written once in a
 * transaction, and only those that are others.
 *
 * <p>What is remembered of a partition is used only by a transaction that goes on where this
 * process's last one ended: nobody else can have written in between, since every transaction of the
 * pipeline moves the progress. After a transaction that failed, and after {@link #open}, nothing
 * is.
 */
public final class RememberingReadModel implements ReadModel {

  private final ReadModel readModel;
  private final TenantMemory memory;

  /**
   * Beside another read model.
   *
   * @param maxBytes about how many bytes are remembered at most, of all partitions together
   */
  public RememberingReadModel(ReadModel readModel, long maxBytes) {
    this.readModel = readModel;
    this.memory = new TenantMemory(maxBytes);
  }

  @Override
  public PartitionProgress open(int partition, int partitions, String definition, long logEnd) {
    PartitionProgress opened = readModel.open(partition, partitions, definition, logEnd);
    memory.forget(partition);
    return opened;
  }

  @Override
  public RebuildReason rebuildReason(int partition) {
    return readModel.rebuildReason(partition);
  }

  @Override
  public List<PartitionProgress> update(List<Update> updates) {
    List<PartitionProgress> stored =
        readModel.update(updates.stream().map(this::remembering).toList());
    stored.forEach(memory::end);
    return stored;
  }

  private Update remembering(Update update) {
    PartitionProgress expected = update.expected();
    return update.with(
        transaction -> {
          memory.begin(expected);
          RememberingTransaction remembering =
              new RememberingTransaction(transaction, memory, expected.partition());
          PartitionProgress next = update.work().apply(remembering);
          remembering.flush();
          return next;
        });
  }

  @Override
  public List<ParkedRecord> parked(int partition) {
    return readModel.parked(partition);
  }

  @Override
  public void saveReferences(Map<String, String> contents) {
    readModel.saveReferences(contents);
  }

  /** About how many bytes are remembered. */
  long rememberedBytes() {
    return memory.bytes();
  }
}
