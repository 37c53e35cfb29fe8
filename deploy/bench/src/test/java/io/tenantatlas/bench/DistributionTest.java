package io.tenantatlas.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

  @Test
  void aPercentileIsTheLeastValueThatSoManyDoNotExceed() {
    Distribution hundred =
        Distribution.of(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());
    assertThat(hundred.percentile(99)).isEqualTo(99);
    assertThat(hundred.percentile(50)).isEqualTo(50);
    assertThat(Distribution.of(3).percentile(99)).isEqualTo(3);
  }

  @Test
  void theMedianIsInTheMiddle() {
    assertThat(Distribution.of(5, 1, 2).median()).isEqualTo(2);
    assertThat(Distribution.of(5, 1, 2, 4).median()).isEqualTo(3);
  }

  @Test
  void theSpreadIsMedianLeastAndGreatest() {
    assertThat(Distribution.of(0.5, 0.25, 1).spread("%.2f")).isEqualTo("0.50 (0.25–1.00)");
  }
}
