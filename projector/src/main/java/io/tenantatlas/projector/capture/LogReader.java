package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.store.StoredRows;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads back, when capture starts, what it wrote before: its own state, and where each row lies.
 */
final class LogReader {

  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Every transaction writes a state, so the newest is nearly always among the last few offsets.
   */
  private static final long STATE_TAIL = 100;

  private final CaptureSettings settings;
  private final CaptureClients clients;
  private final StoredRows storedRows;
  private final ChangeDecoder decoder = new ChangeDecoder();

  /** Takes a record. */
  private interface Records {
    void accept(ConsumerRecord<byte[], byte[]> record);
  }

  LogReader(CaptureSettings settings, CaptureClients clients, StoredRows storedRows) {
    this.settings = settings;
    this.clients = clients;
    this.storedRows = storedRows;
  }

  /** The newest state; {@link CaptureState#NONE} when there is none. */
  CaptureState state() {
    TopicPartition partition = new TopicPartition(settings.stateTopic(), 0);
    CaptureState[] newest = {CaptureState.NONE};
    try (Consumer<byte[], byte[]> consumer = clients.reader()) {
      Records keep = record -> newest[0] = CaptureState.parse(record.value());
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      read(consumer, partition, end - STATE_TAIL, keep);
      if (newest[0].equals(CaptureState.NONE)) {
        read(consumer, partition, 0, keep);
      }
    }
    return newest[0];
  }

  /**
   * Where each row lies at the log's end: per partition, the rows that the read model knows, and on
   * top of them the log that it has not applied yet. Each partition is read by itself, since only
   * within one the log has an order.
   */
  RowLocations locations() {
    RowLocations locations = new RowLocations();
    try (Consumer<byte[], byte[]> consumer = clients.reader()) {
      for (int partition = 0; partition < settings.partitions(); partition++) {
        PartitionRows rows = new PartitionRows();
        long from = storedRows.read(partition, rows::add);
        TopicPartition log = new TopicPartition(settings.changesTopic(), partition);
        read(consumer, log, from, record -> apply(record, rows));
        rows.noteIn(locations, partition);
      }
    }
    return locations;
  }

  private void apply(ConsumerRecord<byte[], byte[]> record, PartitionRows rows) {
    try {
      rows.apply(decoder.decode(record.key(), record.value()));
    } catch (MalformedRecordException e) {
      // The projector parks it; here it says nothing of where a row lies.
    }
  }

  private static void read(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, Records records) {
    List<TopicPartition> partitions = List.of(partition);
    consumer.assign(partitions);
    long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
    long begin = consumer.beginningOffsets(partitions).getOrDefault(partition, 0L);
    consumer.seek(partition, Math.max(from, begin));
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(records::accept);
    }
  }
}
