package io.tenantatlas.projector.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** A consumer that gives records again when it is sent back, as one of a real log does. */
final class ReplayedConsumer extends MockConsumer<byte[], byte[]> {

  private final List<ConsumerRecord<byte[], byte[]>> given = new ArrayList<>();
  private final Map<TopicPartition, Long> seeks = new HashMap<>();

  ReplayedConsumer() {
    super("none");
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    records.forEach(given::add);
    return records;
  }

  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    super.seek(partition, offset);
    seeks.put(partition, offset);
    List<ConsumerRecord<byte[], byte[]>> again =
        given.stream()
            .filter(
                record -> record.partition() == partition.partition() && record.offset() >= offset)
            .sorted(Comparator.comparing(ConsumerRecord::offset))
            .toList();
    given.removeAll(again);
    again.forEach(this::addRecord);
  }

  /** Where the partition was last sent to. */
  long lastSeek(TopicPartition partition) {
    return seeks.getOrDefault(partition, -1L);
  }
}
