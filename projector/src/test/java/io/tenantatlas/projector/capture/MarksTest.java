package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Marks as they are written are read as they were. */
class MarksTest {

  private static final SourcePosition POSITION = SourcePosition.parse("FFFFFFFF/16B3748");
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

  static Stream<LogRecord.Mark> marks() {
    return Stream.of(
        new LogRecord.ProgressMark(POSITION, AT),
        new LogRecord.ProgressMark(SourcePosition.ZERO, Instant.EPOCH),
        new LogRecord.ProgressMark(POSITION, Instant.ofEpochMilli(-1)),
        new LogRecord.SnapshotStarted(1, 0),
        new LogRecord.SnapshotStarted(Long.MAX_VALUE, Long.MAX_VALUE),
        new LogRecord.SnapshotCompleted(7, POSITION, AT));
  }

  @ParameterizedTest
  @MethodSource("marks")
  void aMarkComesBackFromItsJson(LogRecord.Mark mark) throws Exception {
    assertThat(new ChangeDecoder().decode(LogKeys.mark(Marks.kind(mark)), Marks.json(mark)))
        .isEqualTo(mark);
  }

  @Test
  void theInstantOfAMarkIsInWholeMilliseconds() throws Exception {
    LogRecord.Mark mark = new LogRecord.ProgressMark(POSITION, AT.plusNanos(999_999));
    assertThat(new ChangeDecoder().decode(null, Marks.json(mark)))
        .isEqualTo(new LogRecord.ProgressMark(POSITION, AT));
  }

  @Test
  void theJsonIsPartOfTheLogsFormat() {
    assertThat(Marks.json(new LogRecord.ProgressMark(POSITION, AT)))
        .asString(UTF_8)
        .isEqualTo("{\"mark\":\"progress\",\"lsn\":\"FFFFFFFF/16B3748\",\"at_ms\":1772366400123}");
    assertThat(Marks.json(new LogRecord.SnapshotStarted(2, 9)))
        .asString(UTF_8)
        .isEqualTo("{\"mark\":\"snapshot_started\",\"generation\":2,\"expected_rows\":9}");
    assertThat(Marks.json(new LogRecord.SnapshotCompleted(2, POSITION, AT)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"mark\":\"snapshot_completed\",\"generation\":2,\"lsn\":\"FFFFFFFF/16B3748\",\"at_ms\":1772366400123}");
  }
}
