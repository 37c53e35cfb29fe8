package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import io.tenantatlas.projector.publish.Publisher;
import io.tenantatlas.projector.store.PartitionProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the partitions of one owner have committed. A failure does not stop the documents:
 * after a pause it is tried again.
 *
 * <p>Threads: the owner's.
 */
final class Publishing {

  private static final Logger log = LoggerFactory.getLogger(Publishing.class);

  private final PartitionOwner owner;
  private final Publisher publisher;
  private final PipelineMetrics metrics;
  private final PipelineStatus status;
  private final PartitionSpans spans;
  private final Duration retryDelay;
  private final Clock clock;

  private Instant next = Instant.MIN;
  private boolean more;

  /** By which the status knows what fails: one partition of one owner, or its note of all. */
  private record Who(PartitionOwner owner, @Nullable Integer partition) {}

  Publishing(
      PartitionOwner owner,
      Publisher publisher,
      PipelineMetrics metrics,
      PipelineStatus status,
      PartitionSpans spans,
      Duration retryDelay,
      Clock clock) {
    this.owner = owner;
    this.publisher = publisher;
    this.metrics = metrics;
    this.status = status;
    this.spans = spans;
    this.retryDelay = retryDelay;
    this.clock = clock;
  }

  /** Publishes of those partitions that are ready, and notes it. */
  void publish(Collection<PartitionProgress> partitions) {
    more = false;
    for (PartitionProgress progress : partitions) {
      if (progress.ready() && !clock.instant().isBefore(next)) {
        attempt(progress.partition(), () -> publish(progress));
      }
    }
    attempt(null, publisher::note);
  }

  private void publish(PartitionProgress progress) {
    int partition = progress.partition();
    Publisher.Result result =
        spans.during(partition, () -> publisher.publish(partition, progress.step()));
    if (result.all()) {
      spans.end(partition);
    }
    metrics.published(owner, partition, result.changes(), result.all());
    more |= !result.all();
  }

  private void attempt(@Nullable Integer partition, Runnable work) {
    Who who = new Who(owner, partition);
    try {
      work.run();
      status.works(Part.PUBLISHING, who);
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      status.failed(Part.PUBLISHING, who, "committed documents cannot be published", e);
      log.debug("The failure", e);
      next = clock.instant().plus(retryDelay);
    }
  }

  /** Whether the last call left something: it is published by the next one. */
  boolean hasMore() {
    return more;
  }

  /** A partition is opened again before anything more of it is published. */
  void closed(int partition) {
    publisher.forget(partition);
  }

  /** A partition is no longer the owner's. */
  void revoked(int partition) {
    publisher.forget(partition);
    status.forget(Part.PUBLISHING, new Who(owner, partition));
  }
}
