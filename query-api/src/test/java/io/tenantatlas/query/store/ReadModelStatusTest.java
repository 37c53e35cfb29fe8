package io.tenantatlas.query.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
    assertThat(BOTH.passedFor(new DocumentKey.OfTenant(42, "kpi"))).isEqualTo(HIGH);
    assertThat(BOTH.passedFor(new DocumentKey.OfTenant(43, "badge"))).isEqualTo(LOW);
  }

  @Test
  void edgesAreInTheirTenantsPartition() {
    assertThat(BOTH.passedFor(new DocumentKey.OfItem(42, "a", 50, 50))).isEqualTo(HIGH);
    assertThat(BOTH.passedFor(new DocumentKey.OfFoundation(43, "scope_tag", "0", 50)))
        .isEqualTo(LOW);
  }

  @Test
  void aSessionsDocumentMayBeInAny() {
    assertThat(BOTH.passedFor(SESSION)).isEqualTo(LOW);
  }

  @Test
  void aPartitionThatHasNotBegunHasPassedNothing() {
    var first = status(partition(0, HIGH));
    assertThat(first.passedFor(new DocumentKey.OfTenant(43, "kpi"))).isNull();
    assertThat(first.passedFor(SESSION)).isNull();
    var second = status(partition(1, LOW));
    assertThat(second.passedFor(new DocumentKey.OfTenant(43, "kpi"))).isEqualTo(LOW);
    assertThat(second.partition(0)).isNull();
  }

  private static ReadModelStatus status(PartitionProgress... partitions) {
    return new ReadModelStatus(true, 2, List.of(partitions), SnapshotProgress.NONE);
  }

  private static PartitionProgress partition(int number, SourcePosition position) {
    return new PartitionProgress(number, new Progress(position, null, Instant.EPOCH), 1);
  }
}
