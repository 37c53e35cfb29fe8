package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.RebuildReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A read model that refuses what it is told to: every transaction that stores a certain row, or the
 * next transactions or openings.
 */
final class RefusingReadModel implements ReadModel {

  private final ReadModel readModel;
  private final Map<RowKey, RuntimeException> refusedRows = new HashMap<>();
  private final Queue<RuntimeException> refusedUpdates = new ArrayDeque<>();
  private final Queue<RuntimeException> refusedOpenings = new ArrayDeque<>();

  private final List<Integer> updates = new ArrayList<>();
  private Runnable beforeUpdates = () -> {};

  RefusingReadModel(ReadModel readModel) {
    this.readModel = readModel;
  }

  /** What happens before every update, such as that time passes. */
  void beforeUpdates(Runnable event) {
    beforeUpdates = event;
  }

  /** Of how many partitions each update was that was not refused. */
  List<Integer> updates() {
    return updates;
  }

  void refuse(RowKey row, RuntimeException failure) {
    refusedRows.put(row, failure);
  }

  void refuseNextUpdate(RuntimeException failure) {
    refusedUpdates.add(failure);
  }

  void refuseNextOpening(RuntimeException failure) {
    refusedOpenings.add(failure);
  }

  @Override
  public PartitionProgress open(int partition, int partitions, String definition, long logEnd) {
    throwNext(refusedOpenings);
    return readModel.open(partition, partitions, definition, logEnd);
  }

  @Override
  public List<PartitionProgress> update(List<Update> together) {
    throwNext(refusedUpdates);
    beforeUpdates.run();
    updates.add(together.size());
    return readModel.update(together.stream().map(this::refusing).toList());
  }

  private Update refusing(Update update) {
    return update.with(
        transaction -> {
          PartitionProgress progress = update.work().apply(transaction);
          refusedRows.forEach((row, failure) -> refuse(transaction, row, failure));
          return progress;
        });
  }

  @Override
  public RebuildReason rebuildReason(int partition) {
    return readModel.rebuildReason(partition);
  }

  @Override
  public List<ParkedRecord> parked(int partition) {
    return readModel.parked(partition);
  }

  @Override
  public void saveReferences(Map<String, String> contents) {
    readModel.saveReferences(contents);
  }

  private static void refuse(Transaction transaction, RowKey row, RuntimeException failure) {
    if (!transaction.rows(List.of(row)).isEmpty()) {
      throw failure;
    }
  }

  private static void throwNext(Queue<RuntimeException> failures) {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }
}
