package io.tenantatlas.bench.taker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.bench.load.Changes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A bare consumer of committed records that notes when it has the first record that shows each
 * change of {@link Changes}. Threads: any may ask; one of its own consumes.
 */
public final class MarkReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long SEEN_WITHIN_SECONDS = 60;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String prefix;
  private final Map<Integer, CompletableFuture<Long>> seen = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::consume, "mark-reader");

  private MarkReader(KafkaConsumer<byte[], byte[]> consumer, String prefix) {
    this.consumer = consumer;
    this.prefix = prefix;
  }

  /** Starts one at the end of a topic. */
  public static MarkReader start(String brokers, String topic, Changes changes) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position); // now, not at the first poll
    MarkReader reader = new MarkReader(consumer, changes.prefix());
    reader.thread.start();
    return reader;
  }

  /** Waits for a change; returns the time of this clock, in ns, at which its record was there. */
  public long seen(int change) throws InterruptedException, ExecutionException, TimeoutException {
    return future(change).get(SEEN_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  private CompletableFuture<Long> future(int change) {
    return seen.computeIfAbsent(change, any -> new CompletableFuture<>());
  }

  private void consume() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          note(new String(record.value(), UTF_8), System.nanoTime());
        }
      }
    } catch (WakeupException closed) {
      // by close()
    }
  }

  /** A record may show several changes: a document lists the latest ones. */
  private void note(String value, long nanos) {
    for (int mark = value.indexOf(prefix); mark >= 0; mark = value.indexOf(prefix, mark + 1)) {
      int from = mark + prefix.length();
      int change = Integer.parseInt(value.substring(from, value.indexOf('"', from)));
      future(change).complete(nanos);
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
