package io.tenantatlas.bench.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoggedRowsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");
  private static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");

  private final LoggedRows rows = new LoggedRows(new Random(1), NOW);

  @ParameterizedTest
  @EnumSource
  void theProjectorReadsARowOfEachTable(SourceTable table) throws MalformedRecordException {
    LogRecord.Upsert upsert = (LogRecord.Upsert) decode(rows.row("c", table, 7, 7));
    assertThat(upsert.row().key()).isEqualTo(new RowKey(table, 7));
    assertThat(upsert.row().tenantId()).isEqualTo(7);
    assertThat(upsert.row().instant("created_at")).isBetween(NOW.minusSeconds(4_000_000), NOW);
  }

  @Test
  void theProjectorReadsMarks() throws MalformedRecordException {
    assertThat(decode(rows.snapshotStarted(5)))
        .isEqualTo(new LogRecord.SnapshotStarted(1, 5, HISTORY));
    assertThat(decode(rows.snapshotCompleted(20)))
        .isEqualTo(new LogRecord.SnapshotCompleted(1, new SourcePosition(20), NOW, HISTORY));
    assertThat(decode(rows.progress(21)))
        .isEqualTo(new LogRecord.ProgressMark(new SourcePosition(21), NOW, HISTORY));
  }

  private static LogRecord decode(Logged logged) throws MalformedRecordException {
    return new ChangeDecoder().decode(logged.key(), logged.value());
  }
}
