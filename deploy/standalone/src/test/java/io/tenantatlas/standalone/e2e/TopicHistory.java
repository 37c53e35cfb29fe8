package io.tenantatlas.standalone.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Every record that a topic has, from its beginning to the end it had when it was read: the
 * committed ones, each partition's in their order.
 */
record TopicHistory(String topic, List<ConsumerRecord<String, String>> records) {

  static TopicHistory read(String brokers, String topic) {
    StringDeserializer text = new StringDeserializer();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed");
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, text, text)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return new TopicHistory(topic, records);
  }

  /** The records of each key, oldest first. */
  Map<String, List<ConsumerRecord<String, String>>> byKey() {
    Map<String, List<ConsumerRecord<String, String>>> byKey = new LinkedHashMap<>();
    records.forEach(
        record -> byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record));
    return byKey;
  }

  /** The newest record of each key. */
  List<ConsumerRecord<String, String>> newest() {
    return byKey().values().stream().map(List::getLast).toList();
  }

  /** A record's headers; none comes twice. */
  static Map<String, String> headers(ConsumerRecord<String, String> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      String value = new String(header.value(), StandardCharsets.UTF_8);
      if (headers.put(header.key(), value) != null) {
        throw new AssertionError("twice: " + header.key() + " in " + record);
      }
    }
    return headers;
  }

  /** The version that a document's record, or its tombstone, says in its id. */
  static long version(ConsumerRecord<String, String> record) {
    String id = String.valueOf(headers(record).get("ce_id"));
    return Long.parseLong(id.substring(id.indexOf(':') + 1));
  }
}
