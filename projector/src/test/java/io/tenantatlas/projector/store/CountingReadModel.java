package io.tenantatlas.projector.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A read model that counts the calls of its transactions which are about something. */
final class CountingReadModel implements ReadModel {

  private final ReadModel readModel;
  private final Map<String, Integer> calls = new HashMap<>();

  CountingReadModel(ReadModel readModel) {
    this.readModel = readModel;
  }

  /** How many calls there were since this was asked last, by name. */
  Map<String, Integer> calls() {
    Map<String, Integer> counted = Map.copyOf(calls);
    calls.clear();
    return counted;
  }

  @Override
  public PartitionProgress open(int partition, int partitions, String definition, long logEnd) {
    return readModel.open(partition, partitions, definition, logEnd);
  }

  @Override
  public RebuildReason rebuildReason(int partition) {
    return readModel.rebuildReason(partition);
  }

  @Override
  public List<PartitionProgress> update(List<Update> updates) {
    return readModel.update(
        updates.stream()
            .map(update -> update.with(each -> update.work().apply(counting(each))))
            .toList());
  }

  @Override
  public List<ParkedRecord> parked(int partition) {
    return readModel.parked(partition);
  }

  @Override
  public void saveReferences(Map<String, String> contents) {
    readModel.saveReferences(contents);
  }

  private Transaction counting(Transaction transaction) {
    return (Transaction)
        Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (proxy, method, arguments) -> {
              boolean ofNothing =
                  arguments != null && arguments[0] instanceof Collection<?> all && all.isEmpty();
              if (!ofNothing) {
                calls.merge(method.getName(), 1, Integer::sum);
              }
              try {
                return method.invoke(transaction, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
