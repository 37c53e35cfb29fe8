package io.tenantatlas.projector.capture;

import com.carrotsearch.hppc.LongHashSet;
import com.carrotsearch.hppc.cursors.LongCursor;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.StoredRows;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
  private final StoredRows storedRows;
  private final ChangeDecoder decoder = new ChangeDecoder();

  LogReader(CaptureSettings settings, StoredRows storedRows) {
    this.settings = settings;
    this.storedRows = storedRows;
  }

  /** The newest state; {@link CaptureState#NONE} when there is none. */
  CaptureState state() {
    TopicPartition partition = new TopicPartition(settings.stateTopic(), 0);
    CaptureState[] newest = {CaptureState.NONE};
    try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.reader(settings)) {
      Consumer<ConsumerRecord<byte[], byte[]>> keep =
          record -> newest[0] = CaptureState.parse(record.value());
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
    try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.reader(settings)) {
      for (int partition = 0; partition < settings.partitions(); partition++) {
        Map<SourceTable, LongHashSet> rows = new EnumMap<>(SourceTable.class);
        for (SourceTable table : SourceTable.values()) {
          rows.put(table, new LongHashSet());
        }
        long from = storedRows.read(partition, key -> rows(rows, key).add(key.id()));
        TopicPartition log = new TopicPartition(settings.changesTopic(), partition);
        read(consumer, log, from, record -> apply(record, rows));
        int here = partition;
        rows.forEach(
            (table, ids) -> {
              for (LongCursor id : ids) {
                locations.put(new RowKey(table, id.value), here);
              }
            });
      }
    }
    return locations;
  }

  private void apply(ConsumerRecord<byte[], byte[]> record, Map<SourceTable, LongHashSet> rows) {
    try {
      switch (decoder.decode(record.key(), record.value())) {
        case LogRecord.Upsert upsert -> rows(rows, upsert.row().key()).add(upsert.row().key().id());
        case LogRecord.Delete delete -> rows(rows, delete.key()).remove(delete.key().id());
        case LogRecord.Truncate truncate ->
            rows.getOrDefault(truncate.table(), new LongHashSet()).clear();
        case LogRecord.Mark mark -> {}
      }
    } catch (MalformedRecordException e) {
      // The projector parks it; here it says nothing of where a row lies.
    }
  }

  private static LongHashSet rows(Map<SourceTable, LongHashSet> rows, RowKey key) {
    return rows.getOrDefault(key.table(), new LongHashSet());
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    List<TopicPartition> partitions = List.of(partition);
    consumer.assign(partitions);
    long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
    long begin = consumer.beginningOffsets(partitions).getOrDefault(partition, 0L);
    consumer.seek(partition, Math.max(from, begin));
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(records);
    }
  }
}
