package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.LogRecord;
import java.nio.charset.StandardCharsets;

/** Marks as they are written to the change log. */
final class Marks {

  static final String PROGRESS = "progress";
  static final String SNAPSHOT_STARTED = "snapshot_started";
  static final String SNAPSHOT_COMPLETED = "snapshot_completed";

  private Marks() {}

  static String kind(LogRecord.Mark mark) {
    return switch (mark) {
      case LogRecord.ProgressMark progress -> PROGRESS;
      case LogRecord.SnapshotStarted started -> SNAPSHOT_STARTED;
      case LogRecord.SnapshotCompleted completed -> SNAPSHOT_COMPLETED;
    };
  }

  static byte[] json(LogRecord.Mark mark) {
    String json =
        switch (mark) {
          case LogRecord.ProgressMark progress ->
              "{\"mark\":\"%s\",\"lsn\":\"%s\",\"at_ms\":%s,\"history\":\"%s\"}"
                  .formatted(
                      PROGRESS,
                      progress.position(),
                      progress.at().toEpochMilli(),
                      progress.history());
          case LogRecord.SnapshotStarted started ->
              "{\"mark\":\"%s\",\"generation\":%s,\"expected_rows\":%s,\"history\":\"%s\"}"
                  .formatted(
                      SNAPSHOT_STARTED,
                      started.generation(),
                      started.expectedRows(),
                      started.history());
          case LogRecord.SnapshotCompleted completed ->
              "{\"mark\":\"%s\",\"generation\":%s,\"lsn\":\"%s\",\"at_ms\":%s,\"history\":\"%s\"}"
                  .formatted(
                      SNAPSHOT_COMPLETED,
                      completed.generation(),
                      completed.position(),
                      completed.at().toEpochMilli(),
                      completed.history());
        };
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
