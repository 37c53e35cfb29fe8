package io.tenantatlas.standalone.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A topic as a plain consumer of committed records has it that began at the beginning: the last
 * value of each key, and no key whose last record is a tombstone. For one thread.
 */
final class CompactedTopic implements AutoCloseable {

  private final KafkaConsumer<String, String> consumer;
  private final Consumer<ConsumerRecord<String, String>> each;
  private final Map<String, String> last = new HashMap<>();

  /**
   * @param partitions those that are read
   */
  CompactedTopic(String bootstrapServers, List<TopicPartition> partitions) {
    this(bootstrapServers, partitions, record -> {});
  }

  private CompactedTopic(
      String bootstrapServers,
      List<TopicPartition> partitions,
      Consumer<ConsumerRecord<String, String>> each) {
    this.each = each;
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "isolation.level", "read_committed",
            "enable.auto.commit", "false");
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * A topic, all partitions that standalone has by default.
   *
   * @param each is given each record as it is read
   */
  static CompactedTopic whole(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<String, String>> each) {
    return new CompactedTopic(
        bootstrapServers,
        IntStream.range(0, 4).mapToObj(i -> new TopicPartition(topic, i)).toList(),
        each);
  }

  /** Reads to the end that the topic has now; returns the last value of each key. */
  Map<String, String> read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
        each.accept(record);
        if (record.value() == null) {
          last.remove(record.key());
        } else {
          last.put(record.key(), record.value());
        }
      }
    }
    return last;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
