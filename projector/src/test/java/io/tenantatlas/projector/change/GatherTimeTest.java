package io.tenantatlas.projector.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatherTimeTest {

  private static final Duration MAX = Duration.ofMillis(250);

  @Test
  void afterOneChangeItIsAboutAsLongAsTheWork() {
    assertThat(GatherTime.after(Duration.ofMillis(10), 1, MAX))
        .isBetween(Duration.ofMillis(10), Duration.ofMillis(11));
  }

  @Test
  void moreChangesMakeItLonger() {
    assertThat(GatherTime.after(Duration.ofMillis(40), 250, MAX)).isEqualTo(Duration.ofMillis(80));
    assertThat(GatherTime.after(Duration.ofMillis(40), 1000, MAX))
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void itIsBounded() {
    assertThat(GatherTime.after(Duration.ofMillis(100), 2000, MAX)).isEqualTo(MAX);
    assertThat(GatherTime.after(Duration.ofHours(1), 0, MAX)).isEqualTo(MAX);
    assertThat(GatherTime.after(Duration.ofMillis(10), 1000, Duration.ZERO)).isZero();
  }

  @Test
  void aClockThatWentBackGathersNothing() {
    assertThat(GatherTime.after(Duration.ofMillis(-5), 1000, MAX)).isZero();
  }
}
