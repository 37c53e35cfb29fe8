package io.tenantatlas.query.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadModelStatusTest {

  private static final SourcePosition LOW = new SourcePosition(10);
  private static final SourcePosition HIGH = SourcePosition.parse("80000000/0");
  private static final DocumentKey SESSION =
      new DocumentKey.OfSession(3, 5, new TenantFilter.Everyone());
  private static final ReadModelStatus BOTH = status(partition(0, HIGH), partition(1, LOW));

  @Test
  void aTenantsDocumentIsInOnePartition() {
    assertThat(position(BOTH, new DocumentKey.OfTenant(42, "kpi"))).isEqualTo(HIGH);
    assertThat(position(BOTH, new DocumentKey.OfTenant(43, "badge"))).isEqualTo(LOW);
  }

  @Test
  void edgesAreInTheirTenantsPartition() {
    assertThat(position(BOTH, new DocumentKey.OfItem(42, "a", 50, 50))).isEqualTo(HIGH);
    assertThat(position(BOTH, new DocumentKey.OfFoundation(43, "scope_tag", "0", 50)))
        .isEqualTo(LOW);
  }

  @Test
  void aSessionsDocumentMayBeInAny() {
    assertThat(BOTH.progressFor(SESSION)).extracting(Progress::position).containsExactly(HIGH, LOW);
  }

  @Test
  void aPartitionThatHasNotBegunHasPassedNothing() {
    var first = status(partition(0, HIGH));
    assertThat(first.progressFor(new DocumentKey.OfTenant(43, "kpi"))).isEmpty();
    assertThat(first.progressFor(SESSION)).isEmpty();
    var second = status(partition(1, LOW));
    assertThat(position(second, new DocumentKey.OfTenant(43, "kpi"))).isEqualTo(LOW);
    assertThat(second.partition(0)).isNull();
  }

  @Test
  void partitionsOfTwoHistoriesHaveNothingInCommon() {
    Progress promoted = ProgressFixture.at(ProgressFixture.PROMOTED, true, LOW);
    var mixed = status(new PartitionProgress(0, promoted, 1), partition(1, LOW));
    assertThat(mixed.progressFor(SESSION)).isEmpty();
    assertThat(mixed.progressFor(new DocumentKey.OfTenant(42, "kpi"))).containsExactly(promoted);
  }

  private static SourcePosition position(ReadModelStatus status, DocumentKey key) {
    return status.progressFor(key).getFirst().position();
  }

  private static ReadModelStatus status(PartitionProgress... partitions) {
    return new ReadModelStatus(true, 2, List.of(partitions), SnapshotProgress.NONE);
  }

  private static PartitionProgress partition(int number, SourcePosition position) {
    return new PartitionProgress(number, ProgressFixture.at(position), 1);
  }
}
