package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes what Debezium captured to the change log, each batch in one Kafka transaction: the
 * changes, in commit order, each to its tenant's partition; at the last end of a source transaction
 * in the batch a mark in every partition; and with the mark the position from which capture
 * resumes. After a crash at any instant the log therefore ends with whole batches, and capture goes
 * on from the last mark: what lay behind it (part of a source transaction) comes again, and shows
 * in no document before its own mark.
 *
 * <p>Threads: the engine's, one at a time. Errors: any exception ends the engine; nothing of the
 * batch is then in the log.
 */
final class ChangeLogWriter implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private final CaptureSettings settings;
  private final Producer<byte[], byte[]> producer;
  private final RowLocations locations;
  private final EventReader events;
  private final LargeValues largeValues;
  private final JsonConverter json = new JsonConverter();
  private final Instant snapshotAt;
  private final SourceHistory history;
  private final AtomicReference<SourcePosition> lastMark =
      new AtomicReference<>(SourcePosition.ZERO);

  private long generation;

  /**
   * @param producer transactional, initialized
   * @param locations where each row lies at the log's end
   * @param largeValues reads what Debezium left out
   * @param state what capture goes on from
   * @param snapshotAt the source's clock before that snapshot
   * @param history of the source, which every mark names
   */
  ChangeLogWriter(
      CaptureSettings settings,
      Producer<byte[], byte[]> producer,
      RowLocations locations,
      LargeValues largeValues,
      CaptureState state,
      Instant snapshotAt,
      SourceHistory history) {
    this.settings = settings;
    this.producer = producer;
    this.locations = locations;
    this.largeValues = largeValues;
    this.generation = state.generation();
    this.lastMark.set(state.resumeAt() == null ? SourcePosition.ZERO : state.resumeAt());
    this.snapshotAt = snapshotAt;
    this.history = history;
    this.events = new EventReader();
    // A null stays null also in a column that has a default.
    json.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
  }

  /** The position of the last mark written. */
  SourcePosition lastMark() {
    return lastMark.get();
  }

  /**
   * Says in every partition that a snapshot begins, and forgets the position: until it is complete
   * it would begin anew.
   */
  void beginSnapshot(long newGeneration, long expectedRows) {
    generation = newGeneration;
    producer.beginTransaction();
    mark(new LogRecord.SnapshotStarted(newGeneration, expectedRows, history));
    save(new CaptureState(settings.log(), newGeneration, null));
    producer.commitTransaction();
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<Event> decoded = batch.stream().map(event -> events.read(event.record())).toList();
    int boundary = lastBoundary(decoded);
    producer.beginTransaction();
    try {
      for (int i = 0; i < decoded.size(); i++) {
        write(decoded.get(i), i == boundary);
      }
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort(e);
      throw e;
    }
    if (boundary >= 0) {
      committer.markProcessed(batch.get(boundary));
      committer.markBatchFinished();
    }
  }

  private void abort(RuntimeException failure) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static int lastBoundary(List<Event> events) {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof Event.Boundary) {
        return i;
      }
    }
    return -1;
  }

  private void write(Event event, boolean isLastBoundary) {
    switch (event) {
      case Event.RowChanged changed -> rowChanged(changed);
      case Event.RowDeleted deleted -> rowDeleted(deleted);
      case Event.TableTruncated truncated -> truncated(truncated);
      case Event.TransactionEnded ended -> {
        if (isLastBoundary) {
          boundary(
              ended.position(), new LogRecord.ProgressMark(ended.position(), ended.at(), history));
        }
      }
      case Event.SnapshotCompleted completed ->
          boundary(
              completed.position(),
              new LogRecord.SnapshotCompleted(
                  generation, completed.position(), snapshotAt, history));
      case Event.Other other -> {}
    }
  }

  private void boundary(SourcePosition position, LogRecord.Mark mark) {
    mark(mark);
    save(new CaptureState(settings.log(), generation, position));
    lastMark.set(position);
  }

  private void mark(LogRecord.Mark mark) {
    sendEverywhere(LogKeys.mark(Marks.kind(mark)), Marks.json(mark));
  }

  private void save(CaptureState state) {
    send(new ProducerRecord<>(settings.stateTopic(), 0, CaptureState.KEY, state.json()));
  }

  private void rowChanged(Event.RowChanged changed) {
    RowKey key = changed.key();
    int partition = Partitioning.partitionOf(changed.tenantId(), settings.partitions());
    int before = locations.put(key, partition);
    boolean moved = before != RowLocations.NOWHERE && before != partition;
    if (moved) {
      removeFrom(before, key, deletion(key, changed.record()));
    }
    Event.RowChanged whole = moved || changed.inserted() ? completed(changed) : changed;
    send(partition, LogKeys.change(key, whole.lack()), value(whole.record()));
  }

  /**
   * The change that brings a row where it was not, with the large values that it lacks. An
   * insertion lacks some when the row's primary key was changed.
   */
  private Event.RowChanged completed(Event.RowChanged changed) {
    return changed.lack() == Event.Lack.NOTHING ? changed : largeValues.complete(changed);
  }

  private void rowDeleted(Event.RowDeleted deleted) {
    RowKey key = deleted.key();
    int partition = locations.remove(key);
    if (partition != RowLocations.NOWHERE) {
      removeFrom(partition, key, deletion(key, deleted.record()));
    }
  }

  /** A deletion, and tombstones so that compaction forgets the row in the end. */
  private void removeFrom(int partition, RowKey key, byte[] deletion) {
    send(partition, LogKeys.row(key), deletion);
    LogKeys.changes(key).forEach(logKey -> send(partition, logKey, null));
  }

  /**
   * The envelope of a deletion: Debezium's own, or, for a row that moved to another tenant, one
   * like it, with only the key.
   */
  private byte[] deletion(RowKey key, SourceRecord record) {
    Struct envelope = (Struct) record.value();
    if ("d".equals(envelope.getString("op"))) {
      return value(record);
    }
    Struct source = envelope.getStruct("source");
    String sourceJson =
        new String(json.fromConnectData(record.topic(), source.schema(), source), UTF_8);
    return "{\"before\":{\"id\":%s},\"after\":null,\"source\":%s,\"op\":\"d\",\"ts_ms\":%s}"
        .formatted(key.id(), sourceJson, envelope.getInt64("ts_ms"))
        .getBytes(UTF_8);
  }

  private void truncated(Event.TableTruncated truncated) {
    locations.clear(truncated.table());
    sendEverywhere(LogKeys.truncate(truncated.table()), value(truncated.record()));
  }

  private byte[] value(SourceRecord record) {
    return json.fromConnectData(record.topic(), record.valueSchema(), record.value());
  }

  private void sendEverywhere(byte[] key, byte[] value) {
    for (int partition = 0; partition < settings.partitions(); partition++) {
      send(partition, key, value);
    }
  }

  private void send(int partition, byte[] key, byte @Nullable [] value) {
    send(new ProducerRecord<>(settings.changesTopic(), partition, key, value));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // A failed send makes the transaction's commit fail.
    var unused = producer.send(record);
  }
}
