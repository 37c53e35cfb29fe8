package io.tenantatlas.query.cache;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.store.PartitionProgress;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ProgressFixture;
import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.SnapshotProgress;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import io.tenantatlas.query.store.SourceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A read model of two partitions that goes one step at a time. A document's content is the step in
 * which it changed; the position of a partition is its step, less what a failover took from it.
 */
final class SteppingReadModel implements ReadModel {

  final AtomicInteger reads = new AtomicInteger();
  private final long[] steps = new long[2];
  private final Map<DocumentKey.OfTenant, Document.Rendered> documents = new HashMap<>();
  private final long[] lost = new long[2];
  private final Map<Integer, TreeMap<Long, SourceHistory>> histories = new HashMap<>();
  private boolean ready = true;
  private boolean current = true;

  static DocumentKey.OfTenant key(long tenant) {
    return new DocumentKey.OfTenant(tenant, "kpi");
  }

  /** The next step of the tenant's partition changes its document, or removes it. */
  synchronized void change(long tenant, boolean remove) {
    int partition = Math.floorMod(tenant, 2);
    long step = ++steps[partition];
    Document.Rendered before = documents.get(key(tenant));
    long version = before == null ? 1 : before.version() + 1;
    documents.put(
        key(tenant),
        new Document.Rendered(
            partition,
            version,
            Instant.ofEpochMilli(step),
            remove ? "" : "{\"step\":" + step + "}"));
  }

  /** The next step of the partition changes nothing. */
  synchronized void pass(int partition) {
    steps[partition]++;
  }

  /** The next step of the partition is the first of another history, with lower positions. */
  synchronized void failover(int partition) {
    long step = ++steps[partition];
    lost[partition] = step - 1;
    TreeMap<Long, SourceHistory> all =
        histories.computeIfAbsent(partition, number -> new TreeMap<>());
    all.put(step, new SourceHistory("7351234567890123456/" + (2 + all.size())));
  }

  /** The history that the partition had at the step. */
  synchronized SourceHistory history(int partition, long step) {
    var before = histories.getOrDefault(partition, new TreeMap<>()).floorEntry(step);
    return before == null ? ProgressFixture.HISTORY : before.getValue();
  }

  synchronized void current(boolean now) {
    current = now;
  }

  synchronized void ready(boolean now) {
    ready = now;
  }

  /** Begins anew, as if the database had been emptied. */
  synchronized void empty() {
    documents.clear();
    steps[0] = 0;
    steps[1] = 0;
  }

  /** What is right for the tenant at a position of its partition that was just read. */
  synchronized Progress progress(long tenant) {
    int partition = Math.floorMod(tenant, 2);
    long step = steps[partition];
    return new Progress(
        history(partition, step),
        current,
        new SourcePosition(step - lost[partition]),
        null,
        Instant.ofEpochMilli(step));
  }

  @Override
  public synchronized DocumentRead read(DocumentKey key) {
    reads.incrementAndGet();
    long tenant = ((DocumentKey.OfTenant) key).tenantId();
    Document.Rendered document = documents.get(key);
    return document == null || document.content().isEmpty()
        ? new DocumentRead.Absent(progress(tenant))
        : new DocumentRead.Present(progress(tenant), document);
  }

  @Override
  public Optional<String> reference(String name) {
    return Optional.empty();
  }

  @Override
  public SourceStatus source() {
    return SourceStatus.NONE;
  }

  @Override
  public synchronized Observation observe(Map<Integer, Long> seenSteps) {
    List<PartitionProgress> partitions = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      partitions.add(new PartitionProgress(i, progress(i), steps[i]));
    }
    List<Observation.Change> changes = new ArrayList<>();
    new TreeMap<>(seenSteps)
        .forEach(
            (partition, step) ->
                documents.forEach(
                    (key, document) -> {
                      if (document.partition() == partition
                          && document.changedAt().toEpochMilli() > step) {
                        changes.add(new Observation.Change(key, document.version()));
                      }
                    }));
    return new Observation(
        new ReadModelStatus(ready, 2, partitions, SnapshotProgress.NONE), changes);
  }
}
