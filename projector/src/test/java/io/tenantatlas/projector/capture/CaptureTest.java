package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CaptureTest {

  @Test
  @Timeout(30)
  void anEngineThatCannotBeClosedYetIsClosedLater() throws InterruptedException {
    var closed = new CountDownLatch(1);
    var attempts = new AtomicInteger();
    Closeable engine =
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("it starts its tasks");
          }
          closed.countDown();
        };
    Thread running = Thread.startVirtualThread(() -> await(closed));
    Capture.end(running, () -> engine);
    assertThat(running.isAlive()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
