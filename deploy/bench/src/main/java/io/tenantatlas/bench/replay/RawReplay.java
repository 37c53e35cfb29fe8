package io.tenantatlas.bench.replay;

import io.tenantatlas.bench.changelog.ChangeLogTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Polls the change log and parses each value to a tree: what any reader of it must do. A thread for
 * each partition.
 */
public final class RawReplay {

  private static final Duration POLL = Duration.ofMillis(100);

  private final ReplayTime time = new ReplayTime();

  private RawReplay() {}

  /** Argument: the brokers. */
  public static void main(String[] args) throws ExecutionException, InterruptedException {
    RawReplay replay = new RawReplay();
    try (ExecutorService threads = Executors.newFixedThreadPool(ChangeLogTopic.PARTITIONS)) {
      List<? extends Future<?>> running =
          IntStream.range(0, ChangeLogTopic.PARTITIONS)
              .mapToObj(partition -> threads.submit(() -> replay.read(args[0], partition)))
              .toList();
      for (Future<?> each : running) {
        each.get();
      }
    }
    replay.time.say("");
  }

  private void read(String brokers, int number) {
    TopicPartition partition = new TopicPartition(ChangeLogTopic.NAME, number);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed");
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          time.record();
          if (JsonMapper.shared().readTree(record.value()).isMissingNode()) {
            throw new IllegalStateException("an empty value");
          }
        }
      }
    }
  }
}
