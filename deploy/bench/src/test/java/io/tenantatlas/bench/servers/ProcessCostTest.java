package io.tenantatlas.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessCostTest {

  private static final String STAT =
      "42 (post gres) x) S 1 42 42 0 -1 4194304 100 200 0 0 150 50 300 100 20 0 5 0 1234 99999 25 1";

  @Test
  void theTimeOfEndedChildrenCountsWhereItIsAskedFor() {
    assertThat(ProcessCost.parse(STAT, 0)).isEqualTo(new ProcessCost(2, 25 * 4096));
    assertThat(ProcessCost.parse(STAT, 2)).isEqualTo(new ProcessCost(6, 25 * 4096));
  }
}
