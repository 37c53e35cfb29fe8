package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The change log and capture's own topic, as they are written: in Kafka transactions, by one
 * producer that fences all that came before it.
 *
 * <p>Threads: one at a time.
 */
final class ChangeLog {

  /** Beside the value there are the key and Kafka's own bytes. */
  private static final int ROW_BYTES_MAX = KafkaClients.REQUEST_BYTES_MAX - (64 << 10);

  private final Producer<byte[], byte[]> producer;
  private final CaptureSettings settings;
  private final KafkaTraces traces;

  /** Of each record, from the first change of a trace to the mark that follows. */
  private Iterable<Header> headers = List.of();

  private boolean marked;

  /** The partitions that have something behind their last mark. */
  private final BitSet unmarked = new BitSet();

  /**
   * @param producer transactional, initialized
   */
  ChangeLog(Producer<byte[], byte[]> producer, CaptureSettings settings, KafkaTraces traces) {
    this.producer = producer;
    this.settings = settings;
    this.traces = traces;
  }

  int partitions() {
    return settings.partitions();
  }

  /** Does all of {@code writes} in one Kafka transaction, or none of it. */
  void transaction(Writes writes) throws InterruptedException {
    producer.beginTransaction();
    try {
      writes.write();
      producer.commitTransaction();
      if (marked) {
        headers = List.of();
        marked = false;
      }
    } catch (RuntimeException | InterruptedException e) {
      abort(e);
      throw e;
    }
  }

  /** The same, as the beginning of a trace that goes with the records up to the next mark. */
  void tracedTransaction(Writes writes) throws InterruptedException {
    try (KafkaTraces.Span span = traces.sent(settings.changesTopic())) {
      headers = span.headers();
      transaction(writes);
    }
  }

  /** What is written in a transaction. */
  @FunctionalInterface
  interface Writes {
    void write() throws InterruptedException;
  }

  private void abort(Exception failure) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Marks every partition. */
  void mark(LogRecord.Mark mark) {
    unmarked.set(0, settings.partitions());
    markWritten(mark);
  }

  /**
   * Marks the partitions that were written to after their last mark. The position of the others is
   * older than it could be, until the next mark of all of them.
   */
  void markWritten(LogRecord.Mark mark) {
    marked = true;
    byte[] key = LogKeys.mark(Marks.kind(mark));
    byte[] value = Marks.json(mark);
    unmarked.stream().forEach(partition -> sendTo(partition, key, value));
    unmarked.clear();
  }

  void save(CaptureState state) {
    send(new ProducerRecord<>(settings.stateTopic(), 0, CaptureState.KEY, state.json()));
  }

  /** A deletion, and tombstones so that compaction forgets the row in the end. */
  void remove(int partition, RowKey key, byte[] deletion) {
    send(partition, LogKeys.row(key), deletion);
    LogKeys.changes(key).forEach(logKey -> send(partition, logKey, null));
  }

  void sendEverywhere(byte[] key, byte[] value) {
    for (int partition = 0; partition < settings.partitions(); partition++) {
      send(partition, key, value);
    }
  }

  /**
   * What is known of a row.
   *
   * @throws ContractBreachException when Kafka would not take it
   */
  void write(int partition, RowKey key, byte[] logKey, byte[] value) {
    if (value.length > ROW_BYTES_MAX) {
      String table = key.table().tableName();
      throw new ContractBreachException(
          List.of(key.table()),
          "the row %s id %s has %s bytes in its captured columns, at most %s can be captured; make it smaller"
              .formatted(table, key.id(), value.length, ROW_BYTES_MAX));
    }
    send(partition, logKey, value);
  }

  private void send(int partition, byte[] key, byte @Nullable [] value) {
    unmarked.set(partition);
    sendTo(partition, key, value);
  }

  private void sendTo(int partition, byte[] key, byte @Nullable [] value) {
    send(new ProducerRecord<>(settings.changesTopic(), partition, null, key, value, headers));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // A failed send makes the transaction's commit fail.
    var unused = producer.send(record);
  }
}
