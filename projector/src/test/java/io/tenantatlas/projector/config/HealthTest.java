package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.projector.capture.CaptureEvents;
import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.pipeline.PipelineEvents;
import io.tenantatlas.projector.pipeline.PipelineMetrics;
import io.tenantatlas.projector.pipeline.PipelineStatus;
import io.tenantatlas.projector.pipeline.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What is wrong with a projector, and since when; time is moved by the test. */
class HealthTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final SettableClock clock = new SettableClock(NOON);
  private final OwnedPartitions owned = new OwnedPartitions(clock);
  private final PipelineStatus status = new PipelineStatus(clock);
  private final PipelineEvents pipeline =
      new PipelineEvents(
          new PipelineMetrics(new SimpleMeterRegistry(), clock, owned, 2, List.of()),
          status,
          clock);
  private final AtomicReference<LogLook.@Nullable Group> group = new AtomicReference<>();
  private final PipelineHealth pipelineHealth =
      new PipelineHealth(status, owned, 2, BOUND, group::get);
  private final PublishingHealth publishing = new PublishingHealth(status, owned, BOUND);
  private final StatusBoard board = new StatusBoard(clock, change -> {});
  private final CaptureEvents capture = new CaptureEvents(board);
  private final CaptureHealth captureHealth = new CaptureHealth(true, board, BOUND, clock);

  @Test
  void aProjectorWithoutAPartitionIsNotReady() {
    clock.advance(TICK);
    assertIsOut(pipelineHealth, "no partition is assigned", NOON);
    group.set(new LogLook.Group(2, 2));
    assertIsOut(
        pipelineHealth,
        "no partition is assigned, although the group has 2 members for 2 partitions",
        NOON);
  }

  @Test
  void aProjectorOfWhichThereAreTooManyIsReady() {
    group.set(new LogLook.Group(3, 2));
    assertIsUp(pipelineHealth);
    group.set(new LogLook.Group(3, 1));
    assertIsOut(
        pipelineHealth,
        "no partition is assigned, although the group has 3 members for 2 partitions",
        NOON);
  }

  @Test
  void aProjectorThatItsGroupRefusesIsNotReadyUntilItIsTaken() {
    pipeline.assigned(0);
    pipeline.reached(0, 1, true, 1);
    pipeline.failed(new GroupAuthorizationException("the-group"));
    clock.advance(TICK);
    pipeline.failed(new GroupAuthorizationException("the-group"));
    assertIsOut(
        pipelineHealth,
        "a projecting thread cannot go on: GroupAuthorizationException: the-group",
        NOON);
    pipeline.works();
    assertIsUp(pipelineHealth);
  }

  @Test
  void aPartitionInWhichNoMarkComesIsToldUntilOneDoes() {
    pipeline.assigned(0);
    pipeline.assigned(1);
    pipeline.reached(0, 5, true, 1);
    pipeline.reached(1, 5, true, 1);
    clock.advance(BOUND);
    assertIsUp(pipelineHealth);
    pipeline.reached(0, 6, true, 1);
    clock.advance(TICK);
    pipeline.reached(1, 5, true, 1);
    assertIsOut(pipelineHealth, "no mark comes in the partition 1", NOON);
    pipeline.reached(1, 6, true, 1);
    assertIsUp(pipelineHealth);
  }

  @Test
  void aPartitionThatCannotBeOpenedIsToldToo() {
    pipeline.assigned(1);
    clock.advance(BOUND.plus(TICK));
    assertIsOut(pipelineHealth, "no mark comes in the partition 1", NOON);
  }

  @Test
  void changesThatWaitToBePublishedAreToldUntilSomeAre() {
    pipeline.assigned(0);
    pipeline.reached(0, 5, true, 1);
    pipeline.published(0, 3, true);
    clock.advance(TICK);
    pipeline.reached(0, 6, true, 2);
    clock.advance(BOUND);
    assertIsUp(publishing);
    clock.advance(TICK);
    assertIsOut(publishing, "changes wait to be published in the partition 0", NOON.plus(TICK));
    pipeline.published(0, 3, false);
    assertIsUp(publishing);
  }

  @Test
  void whatIsBuiltAnewDoesNotWaitToBePublished() {
    pipeline.assigned(0);
    pipeline.reached(0, 5, false, 1);
    clock.advance(BOUND.plus(TICK));
    assertIsUp(publishing);
  }

  @Test
  void whatCannotBePublishedIsToldWithItsReason() {
    pipeline.publishingFailed(new IllegalStateException("no"));
    assertIsOut(
        publishing, "committed documents cannot be published: IllegalStateException: no", NOON);
    pipeline.works();
    assertIsUp(publishing);
  }

  @Test
  void aCaptureThatMarksNothingIsToldUntilItDoes() {
    capture.leads(true);
    capture.begins("slot", null);
    capture.marked(1000, NOON);
    clock.advance(BOUND);
    assertIsUp(captureHealth);
    clock.advance(TICK);
    assertIsOut(captureHealth, "no position is marked", NOON);
    capture.marked(1000, NOON.plus(BOUND));
    assertIsUp(captureHealth);
  }

  @Test
  void aCaptureThatCannotFollowSaysWhySinceItsFirstFailure() {
    capture.leads(true);
    capture.is(State.STOPPED, "no such table");
    clock.advance(TICK);
    capture.is(State.STOPPED, "no such table");
    assertIsOut(captureHealth, "no such table", NOON);
  }

  @Test
  void whoStandsByOrDoesNotCaptureIsReady() {
    capture.is(State.STANDBY, null);
    assertIsUp(captureHealth);
    assertIsUp(new CaptureHealth(false, board, BOUND, clock));
  }

  private static void assertIsUp(HealthIndicator indicator) {
    Health health = Objects.requireNonNull(indicator.health());
    assertThat(health.getStatus()).as("%s", health).isEqualTo(Status.UP);
  }

  private static void assertIsOut(HealthIndicator indicator, String reason, Instant since) {
    Health health = Objects.requireNonNull(indicator.health());
    assertThat(health.getStatus()).as("%s", health).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(health.getDetails()).containsEntry("reason", reason).containsEntry("since", since);
  }
}
