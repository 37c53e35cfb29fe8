package io.tenantatlas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibilityTest {

  private final Visibility visibility = new Visibility();

  @Test
  void ofAPositionBetweenTwoTheRowsOfTheEarlierAreKnown() {
    visibility.note(10, 1000);
    visibility.note(25, 2000);
    assertThat(visibility.rowsBefore(999)).isZero();
    assertThat(visibility.rowsBefore(1000)).isEqualTo(10);
    assertThat(visibility.rowsBefore(1999)).isEqualTo(10);
    assertThat(visibility.rowsBefore(5000)).isEqualTo(25);
  }

  @Test
  void ofOnePositionTheMostRowsCount() {
    visibility.note(10, 1000);
    visibility.note(12, 1000);
    visibility.note(11, 1000);
    assertThat(visibility.rowsBefore(1000)).isEqualTo(12);
  }
}
