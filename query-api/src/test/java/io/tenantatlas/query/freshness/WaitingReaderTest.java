package io.tenantatlas.query.freshness;

import static io.tenantatlas.query.store.ProgressFixture.HISTORY;
import static io.tenantatlas.query.store.ProgressFixture.PROMOTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.query.freshness.WaitingReader.Outcome;
import io.tenantatlas.query.freshness.WaitingReader.WaitEnd;
import io.tenantatlas.query.share.Places;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitingReaderTest {

  private static final DocumentKey KEY = new DocumentKey.OfTenant(1, "kpi");
  private static final Demand TEN = new Demand(null, new SourcePosition(10));
  private static final Duration LONG = Duration.ofMinutes(1);

  private final FakeReadModel readModel = new FakeReadModel();
  private final ProgressPoller poller =
      new ProgressPoller(
          readModel::status,
          new ProgressPoller.Intervals(Duration.ofMillis(1), Duration.ofHours(1)),
          new Places.Limits(2, 1));
  private final List<WaitEnd> ends = new CopyOnWriteArrayList<>();
  private final FakeCaller caller = new FakeCaller("caller");
  private final WaitingReader reader = new WaitingReader(readModel, poller, () -> 0, ends::add);

  @AfterEach
  void end() {
    poller.close();
  }

  @Test
  void withoutAPositionNothingIsPolled() throws InterruptedException {
    assertThat(reader.read(KEY, Demand.NONE, LONG, () -> caller)).isInstanceOf(Outcome.Read.class);
    assertThat(readModel.polls).hasValue(0);
  }

  @Test
  void aPositionAlreadyServedIsNotWaitedFor() throws InterruptedException {
    readModel.servedPosition = 10;
    assertThat(reader.read(KEY, TEN, LONG, () -> caller)).isInstanceOf(Outcome.Read.class);
    assertThat(readModel.polls).hasValue(0);
    assertThat(ends).isEmpty();
  }

  @Test
  void whatIsServedIsCheckedNotWhatWasPolled() throws InterruptedException {
    readModel.polledPosition = 100;
    readModel.servedRisesBy = 3;
    poller.start();
    assertThat(reader.read(KEY, TEN, LONG, () -> caller))
        .isInstanceOfSatisfying(
            Outcome.Read.class,
            read ->
                assertThat(((DocumentRead.Present) read.read()).progress().position())
                    .isEqualTo(new SourcePosition(12)));
    assertThat(readModel.reads).hasValue(5);
    assertThat(ends).containsExactly(WaitEnd.REACHED);
  }

  @Test
  void aWaitThatEndsSaysHowFarItIs() throws InterruptedException {
    readModel.servedPosition = 9;
    assertThat(reader.read(KEY, TEN, Duration.ZERO, () -> caller))
        .isInstanceOfSatisfying(
            Outcome.NotCaughtUp.class,
            late -> assertThat(late.progress().position()).isEqualTo(new SourcePosition(9)));
    assertThat(poller.waiting()).isZero();
    assertThat(ends).isEmpty(); // it did not wait
  }

  @Test
  void absenceIsWaitedForUntilItIsCertain() throws InterruptedException {
    readModel.polledPosition = 100;
    readModel.servedRisesBy = 3;
    readModel.absentSince = new SourcePosition(10);
    poller.start();
    for (Demand demand : List.of(Demand.NONE, new Demand(null, new SourcePosition(4)), TEN)) {
      readModel.reads.set(0);
      assertThat(reader.read(KEY, demand, LONG, () -> caller))
          .isInstanceOfSatisfying(
              Outcome.Read.class,
              read ->
                  assertThat(read.read())
                      .isInstanceOfSatisfying(
                          DocumentRead.Absent.class,
                          absent ->
                              assertThat(absent.progress().position())
                                  .isEqualTo(new SourcePosition(12))));
    }
  }

  @Test
  void absenceThatIsCertainIsNotWaitedFor() throws InterruptedException {
    readModel.servedPosition = 10;
    readModel.absentSince = new SourcePosition(10);
    assertThat(reader.read(KEY, Demand.NONE, Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.Read.class);
    assertThat(readModel.polls).hasValue(0);
  }

  @Test
  void absenceThatIsNotCertainInTimeIsNotSaid() throws InterruptedException {
    readModel.servedPosition = 9;
    readModel.absentSince = new SourcePosition(10);
    assertThat(reader.read(KEY, Demand.NONE, Duration.ZERO, () -> caller))
        .isInstanceOfSatisfying(
            Outcome.NotCaughtUp.class,
            late -> assertThat(late.progress().position()).isEqualTo(new SourcePosition(9)));
  }

  @Test
  void moreThanAreAllowedAreRefusedAndOneCallerHasAShareOnly() throws Exception {
    var first = read();
    awaitWaiters(1);
    assertThat(reader.read(KEY, TEN, LONG, () -> caller)).isInstanceOf(Outcome.ShareWaiting.class);
    var second = read(TEN, new FakeCaller("second"));
    awaitWaiters(2);
    assertThat(reader.read(KEY, TEN, LONG, () -> new FakeCaller("third")))
        .isInstanceOf(Outcome.TooManyWaiting.class);
    poller.close();
    assertThat(first.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.NotCaughtUp.class);
    assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.NotCaughtUp.class);
    assertThat(poller.waiting()).isZero();
    assertThat(ends)
        .containsExactly(WaitEnd.REFUSED, WaitEnd.REFUSED, WaitEnd.TIMEOUT, WaitEnd.TIMEOUT);
  }

  @Test
  void aWaitEndsWithItsCaller() throws Exception {
    for (int i = 0; i < 3; i++) {
      var waiting = read();
      caller.go();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.NotCaughtUp.class);
    }
    assertThat(poller.waiting()).isZero();
    assertThat(ends).hasSize(3).containsOnly(WaitEnd.TIMEOUT);
  }

  @Test
  void aReadModelThatFailsEndsTheWaitWithItsFailure() throws Exception {
    var waiting = read();
    awaitOneWaiter();
    readModel.down = true;
    poller.start();
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ReadModelUnavailableException.class);
    assertThat(ends).isEmpty();
  }

  @Test
  void aPositionOfAHistoryThatIsBeingReplacedMeetsNothing() throws InterruptedException {
    readModel.servedPosition = 10;
    readModel.current = false;
    assertThat(reader.read(KEY, TEN, Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.NotCaughtUp.class);
    assertThat(reader.read(KEY, new Demand(HISTORY, null), Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.Read.class);
    assertThat(reader.read(KEY, Demand.NONE, Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.Read.class);
  }

  @Test
  void aWaitGoesOnUntilTheNewHistoryHasPassedThePosition() throws Exception {
    readModel.servedPosition = 1000;
    readModel.polledPosition = 1000;
    readModel.current = false;
    poller.start();
    var waiting = read();
    awaitOneWaiter();
    readModel.servedPosition = 10;
    readModel.polledPosition = 10;
    readModel.history = PROMOTED;
    readModel.current = true;
    assertThat(waiting.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Outcome.Read.class,
            read ->
                assertThat(((DocumentRead.Present) read.read()).progress().history())
                    .isEqualTo(PROMOTED));
  }

  @Test
  void anotherHistoryThanAskedForIsSaidWithBoth() throws InterruptedException {
    readModel.servedPosition = 10;
    for (Demand demand :
        List.of(new Demand(PROMOTED, null), new Demand(PROMOTED, new SourcePosition(1)))) {
      assertThat(reader.read(KEY, demand, Duration.ZERO, () -> caller))
          .isInstanceOfSatisfying(
              Outcome.OtherHistory.class,
              other -> {
                assertThat(other.progress().history()).isEqualTo(HISTORY);
                assertThat(other.asked()).isEqualTo(PROMOTED);
              });
    }
    assertThat(readModel.polls).hasValue(0);
  }

  /** A server that was set back names itself as before; the number is capture's. */
  @Test
  void aHistoryWithoutANumberIsAnyOfThem() throws InterruptedException {
    SourceHistory setBack = new SourceHistory(HISTORY + ".1");
    readModel.servedPosition = 10;
    readModel.history = setBack;
    assertThat(reader.read(KEY, new Demand(HISTORY, null), Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.Read.class);
    assertThat(reader.read(KEY, new Demand(setBack, null), Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.Read.class);
    readModel.history = HISTORY;
    assertThat(reader.read(KEY, new Demand(setBack, null), Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.OtherHistory.class);
    readModel.history = new SourceHistory(HISTORY + "2");
    assertThat(reader.read(KEY, new Demand(HISTORY, null), Duration.ZERO, () -> caller))
        .isInstanceOf(Outcome.OtherHistory.class);
  }

  @Test
  void aHistoryThatComesWithinTheWaitIsServed() throws Exception {
    poller.start();
    var waiting = read(new Demand(PROMOTED, null));
    awaitOneWaiter();
    readModel.history = PROMOTED;
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Read.class);
  }

  private CompletableFuture<Outcome> read() {
    return read(TEN);
  }

  private CompletableFuture<Outcome> read(Demand demand) {
    return read(demand, caller);
  }

  private CompletableFuture<Outcome> read(Demand demand, Caller caller) {
    var outcome = new CompletableFuture<Outcome>();
    Thread.startVirtualThread(
        () -> {
          try {
            outcome.complete(reader.read(KEY, demand, LONG, () -> caller));
          } catch (InterruptedException | RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    return outcome;
  }

  private void awaitOneWaiter() {
    awaitWaiters(1);
  }

  private void awaitWaiters(int count) {
    while (poller.waiting() < count) {
      Thread.onSpinWait();
    }
  }
}
