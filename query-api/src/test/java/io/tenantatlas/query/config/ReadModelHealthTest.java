package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Anybody may ask whether it is ready; that costs a statement now and then only. */
class ReadModelHealthTest {

  private final AtomicInteger statements = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private final ReadModelHealth health =
      new ReadModelHealth(readModel(), Duration.ofNanos(10), nanoTime::get);

  private ReadModel readModel() {
    return (ReadModel)
        Proxy.newProxyInstance(
            ReadModel.class.getClassLoader(),
            new Class<?>[] {ReadModel.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("status");
              statements.incrementAndGet();
              return ReadModelStatus.NONE;
            });
  }

  @Test
  void isLookedAtAgainOnlyAfterTheInterval() {
    for (long now : new long[] {0, 1, 9, 10, 19, 20}) {
      nanoTime.set(now);
      assertThat(health.health().getStatus().getCode()).isEqualTo("OUT_OF_SERVICE");
    }
    assertThat(statements).hasValue(3);
  }
}
