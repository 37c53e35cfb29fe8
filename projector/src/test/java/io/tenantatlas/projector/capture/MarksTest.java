package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Marks as they are written are read as they were. */
class MarksTest {

  private static final SourcePosition POSITION = SourcePosition.parse("FFFFFFFF/16B3748");
  private static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

  static Stream<LogRecord.Mark> marks() {
    return Stream.of(
        new LogRecord.ProgressMark(POSITION, AT, HISTORY),
        new LogRecord.ProgressMark(SourcePosition.ZERO, Instant.EPOCH, HISTORY),
        new LogRecord.ProgressMark(POSITION, Instant.ofEpochMilli(-1), HISTORY),
        new LogRecord.SnapshotStarted(1, 0, HISTORY),
        new LogRecord.SnapshotStarted(Long.MAX_VALUE, Long.MAX_VALUE, HISTORY),
        new LogRecord.SnapshotCompleted(7, POSITION, AT, HISTORY));
  }

  @ParameterizedTest
  @MethodSource("marks")
  void aMarkComesBackFromItsJson(LogRecord.Mark mark) throws Exception {
    assertThat(new ChangeDecoder().decode(LogKeys.mark(Marks.kind(mark)), Marks.json(mark)))
        .isEqualTo(mark);
  }

  @Test
  void theInstantOfAMarkIsInWholeMilliseconds() throws Exception {
    LogRecord.Mark mark = new LogRecord.ProgressMark(POSITION, AT.plusNanos(999_999), HISTORY);
    assertThat(new ChangeDecoder().decode(null, Marks.json(mark)))
        .isEqualTo(new LogRecord.ProgressMark(POSITION, AT, HISTORY));
  }

  /** Those of the release before must not stop or park anything. */
  @Test
  void aMarkThatNamesNoHistoryIsOfAHistoryOfItsOwn() throws Exception {
    assertThat(decode("{\"mark\":\"progress\",\"lsn\":\"0/1\",\"at_ms\":0}"))
        .isEqualTo(
            new LogRecord.ProgressMark(
                new SourcePosition(1), Instant.EPOCH, SourceHistory.UNKNOWN));
    assertThat(decode("{\"mark\":\"snapshot_started\",\"generation\":2,\"expected_rows\":9}"))
        .isEqualTo(new LogRecord.SnapshotStarted(2, 9, SourceHistory.UNKNOWN));
    assertThat(
            decode(
                "{\"mark\":\"snapshot_completed\",\"generation\":2,\"lsn\":\"0/1\",\"at_ms\":0}"))
        .isEqualTo(
            new LogRecord.SnapshotCompleted(
                2, new SourcePosition(1), Instant.EPOCH, SourceHistory.UNKNOWN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"\"", "\"7\"", "\"7/1/2\"", "\"7/A\"", "\"7/1.\""})
  void aHistoryOfAnotherFormIsAnError(String history) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(
            () ->
                decode(
                    "{\"mark\":\"progress\",\"lsn\":\"0/1\",\"at_ms\":0,\"history\":%s}"
                        .formatted(history)))
        .satisfies(e -> assertThat(e.reason()).startsWith("mark: history: "));
  }

  private static LogRecord decode(String mark) throws MalformedRecordException {
    return new ChangeDecoder().decode(null, mark.getBytes(UTF_8));
  }

  @Test
  void theJsonIsPartOfTheLogsFormat() {
    assertThat(Marks.json(new LogRecord.ProgressMark(POSITION, AT, HISTORY)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"mark\":\"progress\",\"lsn\":\"FFFFFFFF/16B3748\",\"at_ms\":1772366400123,\"history\":\"7351234567890123456/1\"}");
    assertThat(Marks.json(new LogRecord.SnapshotStarted(2, 9, HISTORY)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"mark\":\"snapshot_started\",\"generation\":2,\"expected_rows\":9,\"history\":\"7351234567890123456/1\"}");
    assertThat(Marks.json(new LogRecord.SnapshotCompleted(2, POSITION, AT, HISTORY)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"mark\":\"snapshot_completed\",\"generation\":2,\"lsn\":\"FFFFFFFF/16B3748\",\"at_ms\":1772366400123,\"history\":\"7351234567890123456/1\"}");
  }
}
