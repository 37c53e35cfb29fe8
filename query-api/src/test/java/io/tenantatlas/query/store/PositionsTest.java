package io.tenantatlas.query.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PositionsTest {

  private static final SourcePosition LOW = new SourcePosition(10);
  private static final SourcePosition HIGH = SourcePosition.parse("80000000/0");
  private static final DocumentKey SESSION = new DocumentKey.OfSession(3, 5);

  @Test
  void aTenantsDocumentIsInOnePartition() {
    var positions = new Positions(2, Map.of(0, HIGH, 1, LOW));
    assertThat(positions.passedFor(new DocumentKey.OfTenant(42, "kpi"))).isEqualTo(HIGH);
    assertThat(positions.passedFor(new DocumentKey.OfTenant(43, "badge"))).isEqualTo(LOW);
  }

  @Test
  void edgesAreInTheirTenantsPartition() {
    var positions = new Positions(2, Map.of(0, HIGH, 1, LOW));
    assertThat(positions.passedFor(new DocumentKey.OfItem(42, "a", 50, 50))).isEqualTo(HIGH);
    assertThat(positions.passedFor(new DocumentKey.OfFoundation(43, "scope_tag", "0", 50)))
        .isEqualTo(LOW);
  }

  @Test
  void aSessionsDocumentMayBeInAny() {
    assertThat(new Positions(2, Map.of(0, HIGH, 1, LOW)).passedFor(SESSION)).isEqualTo(LOW);
  }

  @Test
  void aPartitionThatHasNotBegunHasPassedNothing() {
    var positions = new Positions(2, Map.of(0, HIGH));
    assertThat(positions.passedFor(new DocumentKey.OfTenant(43, "kpi"))).isNull();
    assertThat(positions.passedFor(SESSION)).isNull();
  }
}
