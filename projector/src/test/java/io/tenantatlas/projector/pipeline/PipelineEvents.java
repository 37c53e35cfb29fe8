package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.RebuildReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What owners tell their process, told by a test instead. */
public final class PipelineEvents {

  private static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");

  private final PipelineMetrics metrics;
  private final PipelineStatus status;
  private final Clock clock;
  private final Object owner = new Object();

  public PipelineEvents(PipelineMetrics metrics, PipelineStatus status, Clock clock) {
    this.metrics = metrics;
    this.status = status;
    this.clock = clock;
  }

  public void assigned(int partition) {
    metrics.assigned(owner, partition);
  }

  public void revoked(int partition) {
    metrics.revoked(owner, partition);
  }

  /** By somebody who has lost it already. */
  public void revokedByAFormerOwner(int partition) {
    metrics.revoked(new Object(), partition);
  }

  public void rebuilds(int partition, RebuildReason reason) {
    metrics.rebuilds(owner, partition, reason);
  }

  /** The partition has come to an offset, with documents of a second ago, at a step. */
  public void reached(int partition, long offset, boolean ready, long step) {
    metrics.progress(owner, progress(partition, offset, ready, step, clock.instant()));
  }

  private static PartitionProgress progress(
      int partition, long offset, boolean ready, long step, Instant now) {
    return new PartitionProgress(
        partition,
        4,
        "definition",
        offset,
        new SourcePoint(HISTORY, new SourcePosition(5000), now.minusSeconds(1)),
        HISTORY,
        now,
        true,
        ready,
        0,
        new PartitionProgress.Snapshot(2, ready ? 2 : 1, 30, 100),
        step);
  }

  public void published(int partition, int changes, boolean all) {
    metrics.published(owner, partition, changes, all);
  }

  public void acknowledged(String topic, int records) {
    metrics.published(topic, records);
  }

  public void stepped(int partition, List<LogRecord> records, Map<String, Integer> documents) {
    metrics.committed(
        new StepListener.Committed(partition, records, documents, Duration.ofMillis(20)));
  }

  /** A step failed, and its owner does not get on. */
  public void failed(RuntimeException failure) {
    metrics.failed(failure);
    status.failed(Part.PIPELINE, owner, "a projecting thread cannot go on", failure);
  }

  public void publishingFailed(RuntimeException failure) {
    status.failed(Part.PUBLISHING, owner, "committed documents cannot be published", failure);
  }

  public void works() {
    status.works(Part.PIPELINE, owner);
    status.works(Part.PUBLISHING, owner);
  }
}
