package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import io.tenantatlas.projector.publish.DeadLetters;
import io.tenantatlas.projector.publish.Publisher;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * The loop of one owning thread: poll, decode, project, apply, and tick. It owns the partitions
 * that the consumer group assigns to its consumer; the position of each is the read model's, not
 * Kafka's.
 *
 * <p>What one poll brings is applied in one transaction of the read model, up to a batch's size,
 * and so is a tick of all its partitions.
 *
 * <p>Errors: a record that cannot be understood, or whose projection fails, is parked and the
 * partition goes on. When the read model or Kafka fails, everything is opened anew after a pause,
 * from the positions the read model has.
 */
public final class PartitionOwner implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(PartitionOwner.class);

  private static final Duration CLOSING_MAX = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final PartitionProjector projector;
  private final ReadModel readModel;
  private final Publisher publisher;
  private final PipelineMetrics metrics;
  private final PipelineStatus status;
  private final PartitionSpans spans;
  private final GatheredRecords incoming;
  private final Publishing publishing;
  private final Parking parking;
  private final Settings settings;
  private final Clock clock;
  private final ChangeDecoder decoder = new ChangeDecoder();
  private final Map<TopicPartition, PartitionProgress> owned = new HashMap<>();
  private final Set<TopicPartition> unopened = new HashSet<>();
  private final Set<Integer> assigned = new HashSet<>();

  private final CountDownLatch stopped = new CountDownLatch(1);

  private Instant nextTick = Instant.MIN;

  /**
   * How the owner works.
   *
   * @param topic the change log
   * @param partitions how many partitions it has
   * @param definition the fingerprint of the projection
   * @param batchSize at most this many records are applied in one step
   * @param tickInterval how often time is moved when nothing else happens
   * @param gatherMax after records were applied and published, more are gathered for as long as
   *     {@link io.tenantatlas.projector.change.GatherTime} says, at most so long
   * @param retryDelay the pause after a failure
   */
  public record Settings(
      String topic,
      int partitions,
      String definition,
      int batchSize,
      Duration tickInterval,
      Duration gatherMax,
      Duration retryDelay) {}

  /**
   * An owner of what the consumer is assigned; the consumer must read committed records only, and
   * belongs to it.
   */
  public PartitionOwner(
      Consumer<byte[], byte[]> consumer,
      PartitionProjector projector,
      ReadModel readModel,
      DeadLetters deadLetters,
      Publisher publisher,
      PipelineMetrics metrics,
      PipelineStatus status,
      KafkaTraces traces,
      Settings settings,
      Clock clock) {
    this.consumer = consumer;
    this.projector = projector;
    this.readModel = readModel;
    this.parking = new Parking(deadLetters, metrics, clock);
    this.publisher = publisher;
    this.metrics = metrics;
    this.status = status;
    this.spans = new PartitionSpans(traces);
    this.settings = settings;
    this.clock = clock;
    this.incoming =
        new GatheredRecords(consumer, clock, settings.batchSize(), settings.gatherMax());
    this.publishing =
        new Publishing(this, publisher, metrics, status, spans, settings.retryDelay(), clock);
  }

  /** Makes {@link #run} return after the step it is in. Any thread. */
  public void stop() {
    stopped.countDown();
    consumer.wakeup();
  }

  @Override
  public void run() {
    try (publisher) {
      consumer.subscribe(List.of(settings.topic()), new Assignment());
      while (stopped.getCount() > 0) {
        runOnce();
      }
    } catch (WakeupException | InterruptException | InterruptedException e) {
      log.debug("Stopping");
    } catch (Error e) {
      status.failed(Part.PIPELINE, this, "a projecting thread has ended", e);
      throw e;
    } finally {
      consumer.close(CloseOptions.timeout(CLOSING_MAX));
      assigned.forEach(partition -> metrics.revoked(this, partition));
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      if (openAssigned()) {
        publishing.publish(owned.values()); // before anything is changed
      }
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
          incoming.poll(untilTick());
      Instant began = clock.instant();
      applyPolled(records);
      tick();
      publishing.publish(owned.values());
      if (!records.isEmpty()) {
        incoming.workedSince(began);
      }
      status.works(Part.PIPELINE, this);
    } catch (ReadModel.FencedException e) {
      metrics.failed(e);
      log.info("{}; reading its position again", e.getMessage());
      closeAll();
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      metrics.failed(e);
      status.failed(Part.PIPELINE, this, "a projecting thread cannot go on", e);
      log.debug("The failure", e);
      closeAll();
      var unused = stopped.await(settings.retryDelay().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Everything is opened again before the next poll, from the positions that the read model has.
   */
  private void closeAll() {
    for (TopicPartition partition : owned.keySet()) {
      publishing.closed(partition.partition());
      parking.closed(partition.partition());
    }
    spans.endAll();
    unopened.addAll(owned.keySet());
    owned.clear();
    consumer.pause(unopened);
  }

  private boolean openAssigned() {
    boolean some = !unopened.isEmpty();
    Map<TopicPartition, Long> ends = unopened.isEmpty() ? Map.of() : consumer.endOffsets(unopened);
    for (TopicPartition partition : List.copyOf(unopened)) {
      PartitionProgress progress =
          readModel.open(
              partition.partition(),
              settings.partitions(),
              settings.definition(),
              Objects.requireNonNull(ends.get(partition)));
      if (!progress.ready()) {
        metrics.rebuilds(
            this, partition.partition(), readModel.rebuildReason(partition.partition()));
      }
      parking.opened(partition.partition(), readModel.parked(partition.partition()));
      consumer.seek(partition, progress.nextOffset());
      consumer.resume(Set.of(partition));
      unopened.remove(partition);
      keep(progress);
    }
    return some;
  }

  private Duration untilTick() {
    Instant now = clock.instant();
    return nextTick.isAfter(now) && !publishing.hasMore()
        ? Duration.between(now, nextTick)
        : Duration.ZERO;
  }

  /** Applies what was polled, at most a batch's size of it in one transaction. */
  private void applyPolled(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled) {
    List<Decoded> together = new ArrayList<>();
    int room = settings.batchSize();
    for (Map.Entry<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> entry :
        polled.entrySet()) {
      if (!owned.containsKey(entry.getKey())) {
        continue; // revoked while its records were on the way
      }
      List<ConsumerRecord<byte[], byte[]>> left = entry.getValue();
      while (!left.isEmpty()) {
        int count = Math.min(room, left.size());
        List<ConsumerRecord<byte[], byte[]>> next = left.subList(0, count);
        spans.begin(entry.getKey(), next);
        together.add(Decoded.of(entry.getKey(), next, decoder, parking));
        left = left.subList(count, left.size());
        room -= count;
        if (room == 0) {
          apply(together);
          together.clear();
          room = settings.batchSize();
        }
      }
    }
    apply(together);
  }

  /** Of different partitions. */
  private void apply(List<Decoded> together) {
    try {
      projector
          .apply(together.stream().map(this::batch).toList(), clock.instant())
          .forEach(this::keep);
    } catch (ReadModel.FencedException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!mayBeTheRecords(e)) {
        throw e;
      }
      if (together.size() > 1) {
        together.forEach(each -> apply(List.of(each)));
      } else {
        applyOneByOne(together.getFirst());
      }
    }
  }

  private PartitionProjector.Batch batch(Decoded decoded) {
    PartitionProgress progress = Objects.requireNonNull(owned.get(decoded.partition()));
    return new PartitionProjector.Batch(
        progress, decoded.records(), decoded.offsets(), parking.unnoted(progress.partition()));
  }

  /** Finds and parks the record that cannot be applied; the others are. */
  private void applyOneByOne(Decoded decoded) {
    for (int i = 0; i < decoded.records().size(); i++) {
      Decoded one = decoded.only(i);
      try {
        projector.apply(List.of(batch(one)), clock.instant()).forEach(this::keep);
      } catch (ReadModel.FencedException e) {
        throw e;
      } catch (RuntimeException e) {
        if (!mayBeTheRecords(e) || one.records().getFirst() instanceof LogRecord.Mark) {
          throw e;
        }
        parking.parkNotApplicable(one.sources().getFirst(), one.records().getFirst(), e);
      }
    }
  }

  /** Whether another record might fare better: anything but a failure of the read model itself. */
  private static boolean mayBeTheRecords(RuntimeException e) {
    return e instanceof DataIntegrityViolationException
        || !(e instanceof DataAccessException || e instanceof TransactionException);
  }

  private void tick() {
    Instant now = clock.instant();
    if (now.isBefore(nextTick)) {
      return;
    }
    List<PartitionProjector.Position> positions =
        owned.keySet().stream().map(this::position).toList();
    boolean caughtUp = true;
    for (PartitionProgress ticked : projector.tick(positions, now)) {
      keep(ticked);
      caughtUp &= !ticked.atBoundary() || Duration.between(ticked.asOf(), now).toMillis() < 1;
    }
    nextTick = caughtUp ? now.plus(settings.tickInterval()) : now;
  }

  /**
   * After the last record, and after the ends of Kafka transactions, which the consumer passes
   * silently.
   */
  private PartitionProjector.Position position(TopicPartition partition) {
    PartitionProgress progress = Objects.requireNonNull(owned.get(partition));
    return new PartitionProjector.Position(
        progress,
        Math.max(progress.nextOffset(), consumer.position(partition)),
        parking.unnoted(progress.partition()));
  }

  private void keep(PartitionProgress progress) {
    TopicPartition partition = new TopicPartition(settings.topic(), progress.partition());
    owned.put(partition, progress);
    parking.reached(progress);
    metrics.progress(this, progress);
  }

  /** Follows the consumer group's assignments; partitions are opened before the next poll. */
  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        consumer.seek(partition, 0);
        assigned.add(partition.partition());
        metrics.assigned(PartitionOwner.this, partition.partition());
        unopened.add(partition);
      }
      consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        owned.remove(partition);
        unopened.remove(partition);
        parking.revoked(partition.partition());
        publishing.revoked(partition.partition());
        spans.end(partition.partition());
        assigned.remove(partition.partition());
        metrics.revoked(PartitionOwner.this, partition.partition());
      }
    }
  }
}
