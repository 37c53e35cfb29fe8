package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the rows lie. */
class RowLocationsTest {

  private final RowLocations locations = new RowLocations();

  @Test
  void aRowThatWasNeverSeenLiesNowhere() {
    assertThat(locations.remove(finding(1))).isEqualTo(RowLocations.NOWHERE);
    assertThat(locations.put(finding(1), 0)).isEqualTo(RowLocations.NOWHERE);
    assertThat(locations.size()).isEqualTo(1);
  }

  @Test
  void eachMoveSaysWhereTheRowLayBefore() {
    locations.put(finding(1), 3);
    assertThat(locations.put(finding(1), 5)).isEqualTo(3);
    assertThat(locations.put(finding(1), 5)).isEqualTo(5);
    assertThat(locations.remove(finding(1))).isEqualTo(5);
    assertThat(locations.remove(finding(1))).isEqualTo(RowLocations.NOWHERE);
    assertThat(locations.size()).isZero();
  }

  @Test
  void rowsOfTheSameIdInDifferentTablesAreDifferentRows() {
    locations.put(finding(1), 3);
    locations.put(new RowKey(SourceTable.TENANTS, 1), 4);
    assertThat(locations.remove(finding(1))).isEqualTo(3);
    assertThat(locations.remove(new RowKey(SourceTable.TENANTS, 1))).isEqualTo(4);
  }

  @Test
  void aTableThatIsClearedHasNoRowsAndTheOthersKeepTheirs() {
    locations.put(finding(1), 3);
    locations.put(finding(2), 3);
    locations.put(new RowKey(SourceTable.TENANTS, 1), 4);
    locations.clear(SourceTable.FINDINGS);
    assertThat(locations.size()).isEqualTo(1);
    assertThat(locations.put(finding(1), 6)).isEqualTo(RowLocations.NOWHERE);
    assertThat(locations.put(new RowKey(SourceTable.TENANTS, 1), 6)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 127, 128, 255, 256, 999})
  void everyPartitionThatMayBeConfiguredComesBack(int partition) {
    locations.put(finding(1), partition);
    assertThat(locations.put(finding(1), partition)).isEqualTo(partition);
    assertThat(locations.remove(finding(1))).isEqualTo(partition);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void everyIdIsAllowed(long id) {
    assertThat(locations.put(finding(id), 0)).isEqualTo(RowLocations.NOWHERE);
    assertThat(locations.size()).isEqualTo(1);
    assertThat(locations.remove(finding(id))).isZero();
  }

  @Test
  void theyAgreeWithAMapOverRandomChanges() {
    Random random = new Random(7);
    Map<RowKey, Integer> map = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      RowKey key = finding(random.nextInt(2_000));
      if (random.nextInt(3) == 0) {
        Integer before = map.remove(key);
        assertThat(locations.remove(key)).isEqualTo(before == null ? -1 : before);
      } else {
        int partition = random.nextInt(1_000);
        Integer before = map.put(key, partition);
        assertThat(locations.put(key, partition)).isEqualTo(before == null ? -1 : before);
      }
    }
    assertThat(locations.size()).isEqualTo(map.size());
  }

  @Test
  void aTableThatIsReadAgainSaysWhereItsRowsLayAndWhichAreGone() {
    locations.put(finding(1), 3);
    locations.put(finding(2), 4);
    locations.put(new RowKey(SourceTable.TENANTS, 1), 5);
    RowLocations.Reread again = locations.reread(SourceTable.FINDINGS);
    assertThat(again.put(1, 6)).isEqualTo(3);
    assertThat(again.put(9, 7)).isEqualTo(RowLocations.NOWHERE);
    Map<RowKey, Integer> gone = new HashMap<>();
    again.end(gone::put);
    assertThat(gone).containsExactly(Map.entry(finding(2), 4));
    assertThat(locations.size()).isEqualTo(3);
    assertThat(locations.remove(finding(1))).isEqualTo(6);
    assertThat(locations.remove(finding(2))).isEqualTo(RowLocations.NOWHERE);
    assertThat(locations.remove(finding(9))).isEqualTo(7);
    assertThat(locations.remove(new RowKey(SourceTable.TENANTS, 1))).isEqualTo(5);
  }

  @Test
  void aReadingThatIsGivenUpChangesNothing() {
    locations.put(finding(1), 3);
    locations.reread(SourceTable.FINDINGS).put(1, 6);
    assertThat(locations.remove(finding(1))).isEqualTo(3);
  }

  private static RowKey finding(long id) {
    return new RowKey(SourceTable.FINDINGS, id);
  }
}
