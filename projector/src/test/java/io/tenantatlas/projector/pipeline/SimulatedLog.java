package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One partition of a change log in memory, with gaps in its offsets as compaction leaves them. */
final class SimulatedLog {

  /**
   * A place in the log where documents may change.
   *
   * @param state the source as it is there
   * @param source where that is
   * @param snapshotComplete a whole snapshot lies before it
   * @param nextOffset the offset behind the mark
   */
  record Boundary(
      NaiveDocuments state, SourcePoint source, boolean snapshotComplete, long nextOffset) {}

  /**
   * A record.
   *
   * @param nextOffset the offset behind it
   * @param last the last boundary up to and with this record; null before the first
   * @param announced the history that the last mark names
   */
  record Entry(
      LogRecord record,
      long nextOffset,
      @Nullable Boundary last,
      boolean boundary,
      SourceHistory announced) {}

  private final Random random;
  private final List<Entry> entries = new ArrayList<>();
  private int transactionStart;

  SimulatedLog(Random random) {
    this.random = random;
  }

  /** Appends a record that ends nothing. */
  void append(LogRecord record) {
    entries.add(new Entry(record, nextOffset(), last(), false, announced(record)));
  }

  private SourceHistory announced(LogRecord record) {
    return switch (record) {
      case LogRecord.ProgressMark progress -> progress.history();
      case LogRecord.SnapshotStarted started -> started.history();
      case LogRecord.SnapshotCompleted completed -> completed.history();
      case LogRecord.Change change ->
          entries.isEmpty() ? SourceHistory.UNKNOWN : entries.getLast().announced();
    };
  }

  /** Appends a mark that ends a transaction or a snapshot. */
  void appendBoundary(LogRecord.Mark mark, NaiveDocuments state, SourcePoint source) {
    long offset = nextOffset();
    Boundary before = last();
    boolean complete =
        mark instanceof LogRecord.SnapshotCompleted
            || (before != null && before.snapshotComplete());
    entries.add(
        new Entry(
            mark, offset, new Boundary(state, source, complete, offset), true, announced(mark)));
  }

  private @Nullable Boundary last() {
    return entries.isEmpty() ? null : entries.getLast().last();
  }

  private long nextOffset() {
    return end() + 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0);
  }

  /** The offset behind the last record. */
  long end() {
    return entries.isEmpty() ? 0 : entries.getLast().nextOffset();
  }

  int size() {
    return entries.size();
  }

  Entry entry(int index) {
    return entries.get(index);
  }

  List<LogRecord> records(int from, int to) {
    return entries.subList(from, to).stream().map(Entry::record).toList();
  }

  List<Long> offsets(int from, int to) {
    return entries.subList(from, to).stream().map(Entry::nextOffset).toList();
  }

  /** The index of the first record at or behind the offset. */
  int indexOf(long offset) {
    int index = 0;
    while (index < entries.size() && entries.get(index).nextOffset() <= offset) {
      index++;
    }
    return index;
  }

  /** Says that what follows is a new transaction. */
  void beginTransaction() {
    transactionStart = entries.size();
  }

  /** The last transaction's records, its mark included, are delivered to the log once more. */
  void repeatTransaction() {
    int end = entries.size();
    for (int i = transactionStart; i < end; i++) {
      Entry entry = entries.get(i);
      Boundary last = entry.last();
      if (entry.boundary() && entry.record() instanceof LogRecord.Mark mark && last != null) {
        appendBoundary(mark, last.state(), last.source());
      } else {
        append(entry.record());
      }
    }
    transactionStart = end;
  }

  /** The newest change is delivered to the log once more. */
  void repeatChange() {
    if (!entries.isEmpty() && entries.getLast().record() instanceof LogRecord.Change change) {
      append(change);
    }
  }
}
