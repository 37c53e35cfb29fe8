package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records that could not be applied. */
abstract class ParkedContract extends ReadModelContract {

  private static final ParkedRecord OF_A_ROW =
      new ParkedRecord(
          7, new RowKey(SourceTable.FINDINGS, 1), 4L, 3, "findings id 1: created_at", NOON);
  private static final ParkedRecord OF_ANYTHING =
      new ParkedRecord(9, null, null, 3, "not JSON", NOON.plusSeconds(1));

  @Test
  void parkedRecordsAreKeptUntilTheyAreForgotten() {
    in(0, t -> t.park(List.of(OF_A_ROW, OF_ANYTHING)));
    in(0, t -> assertThat(t.parked()).containsExactlyInAnyOrder(OF_A_ROW, OF_ANYTHING));
    assertThat(readModel().parked(0)).containsExactlyInAnyOrder(OF_A_ROW, OF_ANYTHING);
    in(
        0,
        t -> {
          t.unpark(List.of(7L, 8L));
          assertThat(t.parked()).containsExactly(OF_ANYTHING);
        });
    assertThat(readModel().parked(0)).containsExactly(OF_ANYTHING);
  }

  @Test
  void aRecordIsParkedOnce() {
    in(0, t -> t.park(List.of(OF_A_ROW)));
    in(
        0,
        t ->
            t.park(
                List.of(
                    new ParkedRecord(7, null, null, 5, "again", NOON.plusSeconds(9)),
                    OF_ANYTHING)));
    assertThat(readModel().parked(0)).containsExactlyInAnyOrder(OF_A_ROW, OF_ANYTHING);
  }

  @Test
  void parkedRecordsOfDifferentPartitionsDoNotMix() {
    in(0, t -> t.park(List.of(OF_A_ROW)));
    in(
        1,
        t -> {
          assertThat(t.parked()).isEmpty();
          t.unpark(List.of(7L));
        });
    assertThat(readModel().parked(0)).containsExactly(OF_A_ROW);
    assertThat(readModel().parked(1)).isEmpty();
  }

  @Test
  void otherDefinitionsLeaveThemAndAnotherLogDoesNot() {
    in(0, t -> t.park(List.of(OF_A_ROW)));
    String sameLog = "others/" + DEFINITION; // without a slash it names the log alone
    readModel().open(0, PARTITIONS, sameLog, 0);
    assertThat(readModel().parked(0)).containsExactly(OF_A_ROW);
    readModel().open(0, PARTITIONS, "others/another-log", 0);
    assertThat(readModel().parked(0)).isEmpty();
  }
}
