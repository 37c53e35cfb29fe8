package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.store.Links;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.RebuildReason;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

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
  public List<PartitionProgress> update(List<Update> updates) {
    return readModel.update(updates.stream().map(this::crashing).toList());
  }

  private Update crashing(Update update) {
    return update.with(
        transaction -> {
          PartitionProgress progress = update.work().apply(crashing(transaction));
          call();
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

  /** Every call of the transaction may be where the process dies. */
  private Transaction crashing(Transaction transaction) {
    return crashing(Transaction.class, transaction);
  }

  private <T> T crashing(Class<T> type, T real) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          call();
          try {
            Object result = method.invoke(real, arguments);
            return result instanceof Links links ? crashing(Links.class, links) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
