package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys by which the change log is compacted: what they are is part of the log's format. */
class LogKeysTest {

  private static final RowKey ROW = new RowKey(SourceTable.OPERATION_RUNS, -7);

  @Test
  void aRowsKeyIsItsTableAndId() {
    assertThat(LogKeys.row(ROW))
        .asString(UTF_8)
        .isEqualTo("{\"table\":\"operation_runs\",\"id\":-7}");
  }

  @Test
  void aChangeWithoutLargeValuesHasAKeyOfItsOwn() {
    assertThat(LogKeys.rowWithoutLargeValues(ROW))
        .asString(UTF_8)
        .isEqualTo("{\"table\":\"operation_runs\",\"id\":-7,\"partial\":true}");
  }

  @Test
  void aChangeThatLacksOnlyJsonOfWhichNothingIsKeptHasAnother() {
    assertThat(LogKeys.rowWithoutUnkeptJson(ROW))
        .asString(UTF_8)
        .isEqualTo("{\"table\":\"operation_runs\",\"id\":-7,\"partial\":\"json\"}");
  }

  @ParameterizedTest
  @EnumSource(SourceTable.class)
  void theKeysOfARowAreThoseThatItsChangesMayHave(SourceTable table) {
    RowKey row = new RowKey(table, 7);
    Set<String> possible = new HashSet<>();
    List<Column> large = table.columns().stream().filter(Column::mayBeLarge).toList();
    for (int lacking = 0; lacking < 1 << large.size(); lacking++) {
      int bits = lacking;
      List<Column> columns =
          large.stream().filter(column -> (bits >> large.indexOf(column) & 1) == 1).toList();
      possible.add(new String(LogKeys.change(row, Event.Lack.of(table, columns)), UTF_8));
    }
    assertThat(LogKeys.changes(row).stream().map(key -> new String(key, UTF_8)))
        .startsWith(new String(LogKeys.row(row), UTF_8))
        .containsExactlyInAnyOrderElementsOf(possible)
        .hasSize(table == SourceTable.OPERATION_RUNS ? 3 : 2);
  }

  @Test
  void aTruncationsKeyIsItsTable() {
    assertThat(LogKeys.truncate(SourceTable.FINDINGS))
        .asString(UTF_8)
        .isEqualTo("{\"table\":\"findings\",\"truncate\":true}");
  }

  @Test
  void aMarksKeyIsItsKind() {
    assertThat(LogKeys.mark(Marks.PROGRESS)).asString(UTF_8).isEqualTo("{\"mark\":\"progress\"}");
  }

  @Test
  void noTwoThingsShareAKey() {
    Set<String> keys = new HashSet<>();
    int made = 0;
    for (SourceTable table : SourceTable.values()) {
      for (long id : new long[] {0, 1, Long.MAX_VALUE}) {
        keys.add(new String(LogKeys.row(new RowKey(table, id)), UTF_8));
        keys.add(new String(LogKeys.rowWithoutLargeValues(new RowKey(table, id)), UTF_8));
        keys.add(new String(LogKeys.rowWithoutUnkeptJson(new RowKey(table, id)), UTF_8));
        made += 3;
      }
      keys.add(new String(LogKeys.truncate(table), UTF_8));
      made++;
    }
    for (String kind :
        new String[] {Marks.PROGRESS, Marks.SNAPSHOT_STARTED, Marks.SNAPSHOT_COMPLETED}) {
      keys.add(new String(LogKeys.mark(kind), UTF_8));
      made++;
    }
    assertThat(keys).hasSize(made);
  }
}
