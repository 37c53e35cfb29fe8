package io.tenantatlas.projector.capture;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.tenantatlas.projector.change.GatherTime;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceContract.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes what Debezium captured to the change log, each batch in one Kafka transaction: the
 * changes, in commit order, each to its tenant's partition; at the last end of a source transaction
 * in the batch a mark in every partition that has something to be marked, or, after a heartbeat, in
 * all; and with the mark the position from which capture resumes. After a crash at any instant the
 * log therefore ends with whole batches, and capture goes on from the last mark: what lies after it
 * (part of a source transaction) comes again, and shows in no document before its own mark.
 *
 * <p>A position is marked only when three things are certain: a heartbeat of this run has come
 * back, so the stream is from the server that we ask; the source is still what capture relies on;
 * and what was read from the source beside the stream, be it tables or large values, is passed.
 *
 * <p>Threads: the engine's, one at a time; the questions from any. Errors: any exception ends the
 * engine; nothing of the batch is then in the log.
 */
final class ChangeLogWriter implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private final ChangeLog log;
  private final RowLocations locations;
  private final EventReader events;
  private final LargeValues largeValues;
  private final Function<SourcePosition, ContractWatch.Look> watch;
  private final Duration gatherMax;
  private final int fullBatch;
  private final CaptureCounters counters;
  private final LogValues values = new LogValues();

  /** Held while a batch is written. */
  private final ReentrantLock writing = new ReentrantLock();

  private CaptureState state;
  private @Nullable Reading reading;
  private boolean confirmed;

  /** The next mark is for all partitions: a heartbeat has come, or this run has marked nothing. */
  private boolean markEverywhere = true;

  /** What was read from the source itself may be as late as this. */
  private SourcePosition readUntil = SourcePosition.ZERO;

  private volatile SourcePosition lastMark = SourcePosition.ZERO;
  private volatile SourcePosition markedEverywhere = SourcePosition.ZERO;
  private volatile Instant lastMarkAt = Instant.EPOCH;
  private volatile SourcePosition passed = SourcePosition.ZERO;
  private final AtomicLong changes = new AtomicLong();
  private volatile long lastEventNanos = System.nanoTime();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param locations where each row lies at the log's end
   * @param largeValues reads what Debezium left out
   * @param events reads what the engine says
   * @param state what capture goes on from
   * @param reading the tables that were read again; null when none were
   * @param watch begins to look whether the source is still what capture relies on, at a position
   *     that is to be marked
   * @param gatherMax how long the engine waits at most after a batch
   * @param fullBatch the engine does not wait after a batch of so many events: there are more
   */
  ChangeLogWriter(
      ChangeLog log,
      RowLocations locations,
      LargeValues largeValues,
      EventReader events,
      CaptureState state,
      @Nullable Reading reading,
      Function<SourcePosition, ContractWatch.Look> watch,
      Duration gatherMax,
      int fullBatch,
      CaptureCounters counters) {
    this.log = log;
    this.locations = locations;
    this.largeValues = largeValues;
    this.events = events;
    this.state = state;
    this.reading = reading;
    this.watch = watch;
    this.gatherMax = gatherMax;
    this.fullBatch = fullBatch;
    this.counters = counters;
  }

  /** The position of the last mark written; {@link SourcePosition#ZERO} before the first. */
  SourcePosition lastMark() {
    return lastMark;
  }

  /** The last position marked in all partitions; {@link SourcePosition#ZERO} before the first. */
  SourcePosition markedEverywhere() {
    return markedEverywhere;
  }

  /** How many captured changes this run has written. Any thread. */
  long changes() {
    return changes.get();
  }

  /** The source's clock at the last mark. */
  Instant lastMarkAt() {
    return lastMarkAt;
  }

  /** What capture goes on from. Not while the engine runs. */
  CaptureState state() {
    return state;
  }

  /** The last end of a source transaction that was written, marked or not. */
  SourcePosition passed() {
    return passed;
  }

  /** For how long the engine has sent nothing; while a batch is written it cannot. */
  Duration silence() {
    return writing.isLocked()
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - lastEventNanos);
  }

  /**
   * Takes nothing more, and waits for the batch that is being written: an engine that is closed
   * would interrupt it.
   *
   * @param patience how long to wait at most
   */
  void close(Duration patience) throws InterruptedException {
    closed.countDown();
    if (writing.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      writing.unlock();
    }
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    long began = System.nanoTime();
    writing.lock();
    try {
      write(batch, committer);
    } finally {
      lastEventNanos = System.nanoTime();
      writing.unlock();
    }
    if (batch.size() < fullBatch) {
      gather(Duration.ofNanos(lastEventNanos - began), batch.size());
    }
  }

  /**
   * Lets changes come together: a change that comes alone is written at once, and of many that come
   * together one transaction is made.
   */
  private void gather(Duration took, int events) throws InterruptedException {
    Duration wait = GatherTime.after(took, events, gatherMax);
    var unused = closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void write(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    if (closed.getCount() == 0) {
      throw new IllegalStateException("this capture takes nothing more");
    }
    List<Event> decoded = batch.stream().map(event -> events.read(event.record())).toList();
    int last = lastToMark(decoded);
    Event.@Nullable Boundary mark = last < 0 ? null : (Event.Boundary) decoded.get(last);
    ContractWatch.Look look = mark == null ? Map::of : watch.apply(mark.position());
    ChangeLog.Writes writes =
        () -> {
          for (int i = 0; i < decoded.size(); i++) {
            write(decoded.get(i), i == last, look);
          }
        };
    if (decoded.stream().anyMatch(Event.Change.class::isInstance)) {
      log.tracedTransaction(writes);
    } else {
      log.transaction(writes);
    }
    note(decoded);
    if (mark != null && isPassed(mark)) {
      lastMarkAt = mark.at();
      lastMark = mark.position();
      if (markEverywhere) {
        markedEverywhere = mark.position();
        markEverywhere = false;
      }
      committer.markProcessed(batch.get(last));
      committer.markBatchFinished();
    }
  }

  /** The last boundary that may be marked; -1 when there is none. */
  private int lastToMark(List<Event> decoded) {
    int last = -1;
    for (int i = 0; i < decoded.size(); i++) {
      if (decoded.get(i) instanceof Event.Boundary boundary) {
        confirmed |= boundary.landmark().heartbeat();
        markEverywhere |= boundary.landmark().heartbeat();
        if (confirmed
            && isPassed(boundary)
            && (reading == null || boundary.position().compareTo(reading.until()) >= 0)) {
          last = i;
        }
      }
    }
    return last;
  }

  private boolean isPassed(Event.Boundary boundary) {
    return boundary.position().compareTo(readUntil) >= 0;
  }

  private void note(List<Event> decoded) {
    for (Event event : decoded) {
      switch (event) {
        case Event.Boundary boundary -> passed = confirmed ? boundary.position() : passed;
        case Event.Foreign foreign -> counters.foreignMessage();
        case Event.Change change -> {
          counters.change();
          changes.incrementAndGet();
        }
        case Event.Other other -> {}
      }
    }
  }

  private void write(Event event, boolean isMark, ContractWatch.Look look)
      throws InterruptedException {
    switch (event) {
      case Event.Change change -> {
        if (reading == null || !reading.includes(change)) {
          change(change);
        } else if (change instanceof Event.RowDeleted deleted && !locations.has(deleted.key())) {
          rowDeleted(deleted);
        }
      }
      case Event.Boundary boundary -> {
        if (isMark && isPassed(boundary)) {
          mark(boundary, look.await());
        }
      }
      case Event.Foreign foreign -> {}
      case Event.Other other -> {}
    }
  }

  private void mark(Event.Boundary boundary, Map<SourceTable, Identity> identities) {
    SourcePosition position = boundary.position();
    Reading complete = reading;
    state = state.with(identities).at(position, boundary.landmark());
    markEverywhere |= complete != null;
    LogRecord.Mark mark =
        complete != null && complete.everything()
            ? new LogRecord.SnapshotCompleted(
                state.generation(), position, boundary.at(), state.history())
            : new LogRecord.ProgressMark(position, boundary.at(), state.history());
    if (markEverywhere) {
      log.mark(mark);
    } else {
      log.markWritten(mark);
    }
    log.save(state);
    reading = null;
  }

  private void change(Event.Change change) {
    switch (change) {
      case Event.RowChanged changed -> rowChanged(changed);
      case Event.RowDeleted deleted -> rowDeleted(deleted);
      case Event.TableTruncated truncated -> {
        locations.clear(truncated.table());
        log.sendEverywhere(LogKeys.truncate(truncated.table()), values.of(truncated.record()));
      }
    }
  }

  private void rowChanged(Event.RowChanged changed) {
    RowKey key = changed.key();
    int partition = Partitioning.partitionOf(changed.tenantId(), log.partitions());
    int before = locations.put(key, partition);
    if (before == RowLocations.NOWHERE && !changed.inserted()) {
      unknown(key, "a changed");
    }
    boolean moved = before != RowLocations.NOWHERE && before != partition;
    if (moved) {
      log.remove(before, key, values.deletion(key, changed.record()));
    }
    Event.RowChanged whole = moved || changed.inserted() ? completed(changed) : changed;
    log.write(partition, key, LogKeys.change(key, whole.lack()), values.row(whole));
  }

  /**
   * The change that brings a row where it was not, with the large values that it lacks. An
   * insertion lacks some when the row's primary key was changed.
   */
  private Event.RowChanged completed(Event.RowChanged changed) {
    if (changed.lacking().isEmpty()) {
      return changed;
    }
    Event.RowChanged completed = largeValues.complete(changed);
    readUntil = largeValues.position();
    return completed;
  }

  /**
   * The stream tells of a row that is not in the log. Before the first mark that is a part of a
   * transaction that an earlier run has written. After it, the stream did not tell which row it
   * was, or who it was before: for a moment the replica identity was one without the id.
   */
  private void unknown(RowKey key, String which) {
    if (!lastMark.equals(SourcePosition.ZERO)) {
      String table = key.table().tableName();
      throw new ContractBreachException(
          List.of(key.table()), "the stream does not tell the id of " + which + " row of " + table);
    }
  }

  /**
   * A tenant whose row was deleted has no documents, whatever other rows it has. If the row came
   * and went before the table was read, only this deletion tells that it was there.
   */
  private void rowDeleted(Event.RowDeleted deleted) {
    RowKey key = deleted.key();
    int partition = locations.remove(key);
    if (partition == RowLocations.NOWHERE) {
      unknown(key, "a deleted");
      partition =
          key.table() == SourceTable.TENANTS
              ? Partitioning.partitionOf(key.id(), log.partitions())
              : RowLocations.NOWHERE;
    }
    if (partition != RowLocations.NOWHERE) {
      log.remove(partition, key, values.deletion(key, deleted.record()));
    }
  }
}
