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
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.dao.DataAccessResourceFailureException;

/** Readiness says what is wrong and since when. */
@Timeout(60)
class ReadModelHealthTest {

  private static final Instant START = Instant.parse("2026-11-21T20:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final Looks looks = new Looks(clock, new SimpleMeterRegistry());

  private ReadModelHealth health(Callable<?> beforeTheAnswer) {
    ReadModel readModel =
        (ReadModel)
            Proxy.newProxyInstance(
                ReadModel.class.getClassLoader(),
                new Class<?>[] {ReadModel.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("status");
                  beforeTheAnswer.call();
                  return ReadModelStatus.NONE;
                });
    return new ReadModelHealth(readModel, looks);
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
}
