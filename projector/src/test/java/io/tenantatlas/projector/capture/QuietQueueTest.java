package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietQueueTest {

  private static final int LOOKS = 200;

  private final QuietQueue<String> queue = new QuietQueue<>();

  @Test
  void eventsLeaveInTheOrderInWhichTheyCame() {
    queue.enqueue("first");
    queue.enqueue("second");
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.poll()).isEqualTo("first");
    assertThat(queue.poll()).isEqualTo("second");
    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
  }

  /** At least every second look pauses, however fast or slow the machine is. */
  @Test
  void whoLooksAgainAndAgainAtNothingIsSlowedDown() {
    long began = System.nanoTime();
    for (int i = 0; i < LOOKS; i++) {
      assertThat(queue.size()).isZero();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(2));
  }
}
