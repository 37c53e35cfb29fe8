package io.tenantatlas.projector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.tenantatlas.projector.publish.DeadLetters;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the owning loop says what its partitions have committed; the log stays empty. */
class PublishingOwnerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final TopicPartition ZERO = new TopicPartition("changes", 0);
  private static final TopicPartition ONE = new TopicPartition("changes", 1);

  private final ReplayedConsumer consumer = new ReplayedConsumer();
  private final RecordedPublisher publisher = new RecordedPublisher();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final InMemoryReadModel readModel = new InMemoryReadModel();
  private final SettableClock clock = new SettableClock(NOON);
  private final OwnedPartitions owned = new OwnedPartitions(clock);
  private final PipelineMetrics metrics = new PipelineMetrics(meters, clock, owned, 2, List.of());
  private final PipelineStatus status = new PipelineStatus(clock);
  private final PartitionOwner owner = owner();

  private PartitionOwner owner() {
    return new PartitionOwner(
        consumer,
        new PartitionProjector(
            readModel,
            new Projection(ProjectionSettingsFixture.settings()),
            new PartitionProjector.Limits(100, 100, 100, 100),
            metrics),
        readModel,
        new DeadLetters(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
            "changes.dlt",
            Duration.ofSeconds(10)),
        publisher,
        metrics,
        status,
        KafkaTraces.off(),
        new PartitionOwner.Settings(
            "changes", 2, "definition-1", 2000, TICK, Duration.ofMillis(50), Duration.ZERO),
        clock);
  }

  @BeforeEach
  void theLogIsEmptyAndThePartitionsAreReady() {
    ready(0);
    ready(1);
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 0L, ONE, 0L));
    between(() -> consumer.rebalance(List.of(ZERO)));
  }

  @Test
  void everyPartitionThatIsOwnedIsPublishedAfterEachPoll() {
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    between(publisher.published()::clear);
    run();
    assertThat(publisher.published()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void whatWasPublishedOfAllPartitionsIsNotedOnceAfterEachPoll() {
    List<Integer> notes = new ArrayList<>();
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    between(
        () -> {
          publisher.published().clear();
          notes.add(publisher.notes());
        });
    run();
    assertThat(publisher.published()).containsExactlyInAnyOrder(0, 1);
    assertThat(publisher.notes()).isEqualTo(notes.getFirst() + 1);
  }

  private void ready(int partition) {
    PartitionProgress opened = readModel.open(partition, 2, "definition-1", 0);
    PartitionProgress unused =
        readModel.update(
            opened,
            transaction ->
                new PartitionProgress(
                    opened.partition(),
                    opened.partitions(),
                    opened.definition(),
                    opened.nextOffset(),
                    opened.source(),
                    opened.announced(),
                    opened.asOf(),
                    true,
                    true,
                    opened.rebuildUntil(),
                    opened.snapshot(),
                    opened.step()));
  }

  @Test
  void aPartitionThatIsBuiltAnewIsNotPublishedMeanwhile() {
    PartitionProgress other = readModel.open(0, 2, "definition-0", 7);
    assertThat(other.ready()).isFalse();
    between(() -> {});
    run();
    assertThat(publisher.published()).isEmpty();
  }

  @Test
  void theTimeFromTheCommitOfAChangeToItsAcknowledgementIsMeasured() {
    between(
        () -> {
          changeByAnotherStep();
          clock.advance(TICK);
          publisher.published().clear();
          publisher.failNext(new KafkaException("no"));
        });
    between(
        () -> {
          assertThat(publisher.published()).isEmpty();
          clock.advance(Duration.ofSeconds(2));
          publisher.sayNext(3);
        });
    between(() -> {});
    run();
    Timer timer = meters.get("atlas.publish").timer();
    assertThat(timer.count()).isEqualTo(1);
    assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void whatCannotBePublishedOfOnePartitionIsToldUntilItCanWhateverBecomesOfOthers() {
    List<PipelineStatus.Failure> seen = new ArrayList<>();
    between(() -> consumer.rebalance(List.of(ZERO, ONE)));
    between(
        () -> {
          publisher.failNext(new KafkaException("no"));
          clock.advance(TICK);
        });
    between(() -> seen.add(status.failure(Part.PUBLISHING)));
    between(() -> {});
    run();
    assertThat(seen).doesNotContainNull().hasSize(1);
    assertThat(status.failure(Part.PUBLISHING)).isNull();
    assertThat(status.failure(Part.PIPELINE)).isNull();
  }

  @Test
  void asLongAsThereMayBeMoreToPublishThePollDoesNotWait() {
    between(() -> publisher.sayNext(RecordedPublisher.MOST, RecordedPublisher.MOST - 1));
    between(() -> assertThat(consumer.lastPollTimeout()).isEqualTo(Duration.ZERO));
    between(() -> assertThat(consumer.lastPollTimeout()).isEqualTo(TICK));
    run();
  }

  @Test
  void aPartitionThatWentToAnotherOwnerIsForgotten() {
    between(
        () -> {
          consumer.rebalance(List.of());
          publisher.published().clear();
        });
    between(() -> {});
    run();
    assertThat(publisher.forgotten()).containsExactly(0);
    assertThat(publisher.published()).isEmpty();
  }

  @Test
  void whatCannotBePublishedIsTriedAgain() {
    between(() -> publisher.failNext(new KafkaException("no")));
    between(publisher.published()::clear);
    between(() -> {});
    run();
    assertThat(publisher.published()).contains(0);
  }

  @Test
  void aPartitionThatIsOpenedIsPublishedBeforeAnythingIsChangedInIt() {
    between(() -> assertThat(publisher.published()).containsExactly(0));
    run();
    assertThat(publisher.published()).containsExactly(0, 0);
  }

  @Test
  void thePublisherIsToldTheNewestStep() {
    between(
        () -> {
          clock.advance(TICK);
          changeByAnotherStep();
        });
    between(() -> {});
    run();
    assertThat(publisher.steps()).startsWith(0L).endsWith(1L);
  }

  /** The owner is fenced, and finds a step that is not published. */
  private void changeByAnotherStep() {
    StoredDocument document = new StoredDocument(2, "kpi", 1, NOON, "{}");
    PartitionProgress opened = readModel.open(0, 2, "definition-1", 0);
    PartitionProgress changed =
        readModel.update(
            opened,
            transaction -> {
              transaction.saveDocuments(List.of(document));
              return opened;
            });
    assertThat(changed.step()).isEqualTo(1);
  }

  @Test
  void whatCannotBePublishedDoesNotKeepTimeFromMovingOn() {
    between(() -> publisher.failNext(new KafkaException("no")));
    between(() -> clock.advance(Duration.ofSeconds(10)));
    between(() -> {});
    run();
    assertThat(readModel.open(0, 2, "definition-1", 0).asOf()).isEqualTo(NOON.plusSeconds(10));
    assertThat(publisher.forgotten()).isEmpty();
  }

  @Test
  void aPartitionThatIsOpenedAgainIsForgottenFirst() {
    between(
        () -> {
          PartitionProgress other = readModel.open(0, 2, "definition-0", 0);
          assertThat(other.ready()).isFalse();
          clock.advance(Duration.ofSeconds(10));
        });
    between(() -> {});
    run();
    assertThat(publisher.forgotten()).containsExactly(0);
  }

  /** What happens just before the next poll. */
  private void between(Runnable event) {
    consumer.schedulePollTask(event);
  }

  /** Runs the owner until everything scheduled has happened. */
  private void run() {
    consumer.schedulePollTask(owner::stop);
    owner.run();
  }
}
