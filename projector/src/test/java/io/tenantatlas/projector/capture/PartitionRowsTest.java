package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.change.RowFixture.sent;
import static io.tenantatlas.projector.change.SourceTable.FINDINGS;
import static io.tenantatlas.projector.change.SourceTable.OPERATION_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which rows are found in a partition when capture starts. */
class PartitionRowsTest {

  private final PartitionRows rows = new PartitionRows();

  @Test
  void aRowLiesWhereItWasStoredOrWrittenLast() {
    rows.add(new RowKey(FINDINGS, 1));
    rows.apply(upsert(FINDINGS, 2));
    rows.apply(upsert(OPERATION_RUNS, 2));
    RowLocations locations = locations();
    assertThat(locations.size()).isEqualTo(3);
    assertThat(locations.remove(new RowKey(FINDINGS, 1))).isEqualTo(3);
    assertThat(locations.remove(new RowKey(FINDINGS, 2))).isEqualTo(3);
    assertThat(locations.remove(new RowKey(OPERATION_RUNS, 2))).isEqualTo(3);
  }

  @Test
  void aRowThatWasDeletedOrTruncatedAwayLiesNowhere() {
    rows.add(new RowKey(FINDINGS, 1));
    rows.apply(upsert(FINDINGS, 2));
    rows.apply(upsert(OPERATION_RUNS, 3));
    rows.apply(new LogRecord.Delete(new RowKey(FINDINGS, 1)));
    rows.apply(new LogRecord.Delete(new RowKey(SourceTable.TENANTS, 9)));
    rows.apply(new LogRecord.Truncate(OPERATION_RUNS));
    RowLocations locations = locations();
    assertThat(locations.size()).isEqualTo(1);
    assertThat(locations.remove(new RowKey(FINDINGS, 2))).isEqualTo(3);
  }

  @Test
  void marksMoveNoRows() {
    rows.add(new RowKey(FINDINGS, 1));
    rows.apply(
        new LogRecord.ProgressMark(new SourcePosition(1), Instant.EPOCH, SourceHistory.UNKNOWN));
    assertThat(locations().size()).isEqualTo(1);
  }

  private RowLocations locations() {
    RowLocations locations = new RowLocations();
    rows.noteIn(locations, 3);
    return locations;
  }

  private static LogRecord upsert(SourceTable table, long id) {
    return new LogRecord.Upsert(sent(table, id));
  }
}
