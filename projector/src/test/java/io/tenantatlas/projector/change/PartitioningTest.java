package io.tenantatlas.projector.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitioningTest {

  @Test
  void aTenantsPartitionIsTheRemainderOfItsId() {
    assertThat(Partitioning.partitionOf(42L, 12)).isEqualTo(6);
    assertThat(Partitioning.partitionOf(12L, 12)).isEqualTo(0);
    assertThat(Partitioning.partitionOf(42L, 1)).isEqualTo(0);
    assertThat(Partitioning.partitionOf(3_000_000_001L, 2)).isEqualTo(1);
  }

  @Test
  void rowsOfNoTenantLieInTheFirstPartition() {
    assertThat(Partitioning.partitionOf(null, 12)).isEqualTo(0);
  }

  @Test
  void everyIdHasAPartition() {
    for (long id : new long[] {Long.MIN_VALUE, -13, -1, 0, 1, Long.MAX_VALUE}) {
      assertThat(Partitioning.partitionOf(id, 12)).isBetween(0, 11);
    }
  }

  @Test
  void consecutiveIdsAreSpreadEvenly() {
    int[] tenants = new int[4];
    for (long id = 1; id <= 100; id++) {
      tenants[Partitioning.partitionOf(id, 4)]++;
    }
    assertThat(tenants).containsExactly(25, 25, 25, 25);
  }
}
