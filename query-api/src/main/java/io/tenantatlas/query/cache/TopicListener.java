package io.tenantatlas.query.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the change topics from their ends: puts new documents into the cache, and has the
 * progress looked at. Nothing depends on it but how soon that happens: what it misses is read from
 * the read model.
 *
 * <p>One thread, which reads all partitions of the topics, as a member of no group. When Kafka
 * fails it begins anew after a pause.
 */
public final class TopicListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicListener.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<String, String> kinds;
  private final DocumentCache cache;
  private final Runnable wake;
  private final Duration retryDelay;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Consumer<byte[], byte[]> following;
  private boolean failing;

  /**
   * A listener that is not started yet.
   *
   * @param consumers makes consumers of committed records
   * @param kinds the kind of the documents in each topic
   * @param wake is called behind each batch of records
   */
  public TopicListener(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Map<String, String> kinds,
      DocumentCache cache,
      Runnable wake,
      Duration retryDelay) {
    this.consumers = consumers;
    this.kinds = Map.copyOf(kinds);
    this.cache = cache;
    this.wake = wake;
    this.retryDelay = retryDelay;
    this.thread = Thread.ofPlatform().name("topic-listener").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Ends the thread soon. */
  @Override
  public void close() {
    closed.countDown();
    Consumer<byte[], byte[]> consumer = following;
    if (consumer != null) {
      consumer.wakeup(); // an interrupt would also end its orderly close
    }
  }

  private void run() {
    while (closed.getCount() > 0) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        following = consumer;
        if (closed.getCount() > 0) {
          follow(consumer);
        }
      } catch (WakeupException e) {
        return; // close()
      } catch (KafkaException e) {
        say(e.getMessage());
      } finally {
        following = null;
      }
      pause();
    }
  }

  /** Returns when the topics are not there yet; never otherwise. */
  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    if (partitions.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    while (closed.getCount() > 0) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      failing = false;
      records.forEach(this::accept);
      if (!records.isEmpty()) {
        wake.run();
      }
    }
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : kinds.keySet()) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        say("there is no topic " + topic + " yet");
        return List.of();
      }
      found.forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
    }
    return partitions;
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return; // the progress drops what was removed
    }
    try {
      String kind = Objects.requireNonNull(kinds.get(record.topic()));
      TopicDocument told = TopicDocument.of(kind, record);
      cache.offer(told.key(), told.document(), told.progress());
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "The record of {}-{} at offset {} is not as agreed, its document is read from the read"
              + " model: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  /** Once, until it works again. */
  private void say(@Nullable String reason) {
    if (!failing) {
      LOG.warn("Cannot follow the change topics, documents are read without them: {}", reason);
      failing = true;
    }
  }

  private void pause() {
    try {
      var unused = closed.await(retryDelay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close(): the loop ends
    }
  }
}
