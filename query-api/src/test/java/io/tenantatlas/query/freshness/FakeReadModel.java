package io.tenantatlas.query.freshness;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.store.PartitionProgress;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ProgressFixture;
import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import io.tenantatlas.query.store.SnapshotProgress;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import io.tenantatlas.query.store.SourceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/** A read model of one partition whose polled and served positions move by themselves. */
final class FakeReadModel implements ReadModel {

  final AtomicInteger polls = new AtomicInteger();
  final AtomicInteger reads = new AtomicInteger();
  volatile long polledPosition;
  volatile long servedPosition;
  volatile SourceHistory history = ProgressFixture.HISTORY;
  volatile boolean current = true;
  volatile boolean down;

  /** There is no document; null while there is one. */
  volatile @Nullable SourcePosition absentSince;

  /** The served position rises by as much with each read. */
  volatile long servedRisesBy;

  @Override
  public DocumentRead read(DocumentKey key) {
    failIfDown();
    long position = servedPosition + servedRisesBy * reads.getAndIncrement();
    Progress progress = ProgressFixture.at(history, current, new SourcePosition(position));
    SourcePosition since = absentSince;
    if (since != null) {
      return new DocumentRead.Absent(progress, since);
    }
    return new DocumentRead.Present(
        progress, new Document.Rendered(0, 1, Instant.EPOCH, "{\"a\":1}"));
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
  public Observation observe(Map<Integer, Long> seenSteps) {
    polls.incrementAndGet();
    failIfDown();
    var progress = ProgressFixture.at(history, current, new SourcePosition(polledPosition));
    var partition = new PartitionProgress(0, progress, 0);
    return new Observation(
        new ReadModelStatus(true, 1, List.of(partition), SnapshotProgress.NONE), List.of());
  }

  private void failIfDown() {
    if (down) {
      throw new ReadModelUnavailableException(new DataAccessResourceFailureException("down"));
    }
  }
}
