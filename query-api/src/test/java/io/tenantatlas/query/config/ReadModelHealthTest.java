package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.query.security.SettableClock;
import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.dao.DataAccessResourceFailureException;

/** Anybody may ask whether it is ready; that costs one statement at a time. */
@Timeout(60)
class ReadModelHealthTest {

  private static final int CALLERS = 10;

  private static final Instant START = Instant.parse("2026-11-21T20:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final Looks looks = new Looks(clock, new SimpleMeterRegistry());
  private final AtomicInteger statements = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private final CountDownLatch everybodyAsked = new CountDownLatch(CALLERS + 1);

  private ReadModelHealth health(Callable<?> beforeTheAnswer) {
    ReadModel readModel =
        (ReadModel)
            Proxy.newProxyInstance(
                ReadModel.class.getClassLoader(),
                new Class<?>[] {ReadModel.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("status");
                  statements.incrementAndGet();
                  beforeTheAnswer.call();
                  return ReadModelStatus.NONE;
                });
    return new ReadModelHealth(
        readModel,
        looks,
        () -> {
          long now = nanoTime.incrementAndGet();
          everybodyAsked.countDown();
          return now;
        });
  }

  @Test
  void whoAsksAfterAnAnswerGetsANewOne() {
    ReadModelHealth health = health(() -> null);
    for (int asked = 1; asked <= 3; asked++) {
      assertThat(health.health().getStatus().getCode()).isEqualTo("OUT_OF_SERVICE");
      assertThat(statements).hasValue(asked);
    }
  }

  @Test
  void itSaysWhatIsWrongAndSinceWhen() {
    clock.advance(Duration.ofSeconds(1));
    looks.saw(ReadModelStatus.NONE);
    clock.advance(Duration.ofSeconds(1));
    looks.saw(ReadModelStatus.NONE);
    assertThat(health(() -> null).health().getDetails())
        .containsEntry("reason", "not every partition has applied a whole snapshot")
        .containsEntry("since", "2026-11-21T20:00:01Z");
    clock.advance(Duration.ofSeconds(1));
    Health unreadable = health(ReadModelHealthTest::fail).health();
    assertThat(unreadable.getStatus().getCode()).isEqualTo("DOWN");
    assertThat(unreadable.getDetails()) // the poller has not seen it yet
        .containsEntry("reason", "the database cannot be reached")
        .containsEntry("since", "2026-11-21T20:00:03Z");
  }

  private static Object fail() {
    throw new ReadModelUnavailableException(new DataAccessResourceFailureException("refused"));
  }

  @Test
  void whoAskDuringAStatementShareTheNextOne() throws Exception {
    ReadModelHealth health =
        health(
            () -> {
              firstLook.countDown();
              everybodyAsked.await();
              return null;
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Health> first = threads.submit(() -> health.health());
      firstLook.await();
      // Two readings of the clock by the first caller, one by each of the others.
      List<Future<Health>> others =
          Stream.generate(() -> threads.submit(() -> health.health())).limit(CALLERS - 1).toList();
      first.get();
      for (Future<Health> other : others) {
        other.get();
      }
    }
    assertThat(statements).hasValue(2);
  }
}
