package io.tenantatlas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tenantatlas.bench.BenchException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void aPercentileIsTheLeastValueThatSoManyDoNotExceed() {
    Spread hundred = Spread.of(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());
    assertThat(hundred.percentile(99)).isCloseTo(99, within(0.1));
    assertThat(hundred.median()).isCloseTo(50, within(0.1));
    assertThat(Spread.of(3).percentile(99)).isCloseTo(3, within(0.01));
  }

  @Test
  void itIsWrittenAsMedianLeastAndGreatest() {
    assertThat(Spread.of(0.5, 0.25, 1).spread("%.2f")).isEqualTo("0.50 (0.25–1.00)");
    assertThat(Spread.of(104159, 87259, 89553).spread("%.0f")).startsWith("89");
    assertThat(Spread.of(0.5).spread("%.2f")).isEqualTo("0.50");
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(() -> new Spread().spread("%.2f")).isInstanceOf(BenchException.class);
  }
}
