package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.store.PartitionProgress;
import java.util.List;

/**
 * Where a partition's rows come from, which decides what a mark says of them. A progress mark of
 * another history, and the end of another snapshot than the one being applied, say nothing of them:
 * compaction may drop a snapshot's beginning and leave its end, and a capture of an earlier release
 * names no history. Documents stay as they are then, until a snapshot has been applied wholly.
 *
 * @param history of the source, to which the rows' position belongs
 * @param generation of the snapshot that was begun last
 */
record Origin(SourceHistory history, long generation) {

  /** Of the rows that have been applied so far. */
  static Origin of(PartitionProgress progress) {
    return new Origin(progress.source().history(), progress.snapshot().generation());
  }

  /** Whether documents may change behind the record. */
  boolean endsAt(LogRecord record) {
    return switch (record) {
      case LogRecord.ProgressMark progress -> progress.history().equals(history);
      case LogRecord.SnapshotCompleted completed -> completed.generation() == generation;
      case LogRecord.SnapshotStarted started -> false;
      case LogRecord.Change change -> false;
    };
  }

  /** Of the rows behind the record. */
  Origin behind(LogRecord record) {
    return switch (record) {
      case LogRecord.SnapshotStarted started -> new Origin(history, started.generation());
      case LogRecord.SnapshotCompleted completed ->
          endsAt(completed) ? new Origin(completed.history(), generation) : this;
      case LogRecord.ProgressMark progress -> this;
      case LogRecord.Change change -> this;
    };
  }

  /** The number of the records up to the last one behind which documents may change; or 0. */
  int boundary(List<LogRecord> records) {
    Origin origin = this;
    int boundary = 0;
    for (int i = 0; i < records.size(); i++) {
      if (origin.endsAt(records.get(i))) {
        boundary = i + 1;
      }
      origin = origin.behind(records.get(i));
    }
    return boundary;
  }
}
