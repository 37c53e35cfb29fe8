package io.tenantatlas.query.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the change topics from their ends, and tells that something changed. Nothing depends on
 * it but how soon that is seen: what changed, the read model says. So of a record nothing is looked
 * at, and no record can make anything be served that the read model does not have.
 *
 * <p>One thread, which reads all partitions of the topics, as a member of no group. However many
 * records come, it tells of them no more often than allowed. When Kafka fails it begins anew after
 * a pause.
 */
public final class TopicListener implements AutoCloseable {

  /** Who is told. */
  public interface Told {

    /** Something may have changed. */
    void changed();

    /** The topics are followed; said again and again. */
    void works();

    /** They are not, because of this; said again and again. */
    void fails(Throwable failure);
  }

  /**
   * How long it waits.
   *
   * @param betweenPolls of the topics, each of which tells of one change at most
   * @param retry after a failure
   */
  public record Pauses(Duration betweenPolls, Duration retry) {}

  /** After so long without a record it asks whether Kafka is still there. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Set<String> topics;
  private final Told told;
  private final Pauses pauses;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Consumer<byte[], byte[]> following;

  /** A listener that is not started yet; the supplier makes its consumers. */
  public TopicListener(
      Supplier<Consumer<byte[], byte[]>> consumers, Set<String> topics, Told told, Pauses pauses) {
    this.consumers = consumers;
    this.topics = Set.copyOf(topics);
    this.told = told;
    this.pauses = pauses;
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
      } catch (RuntimeException | OutOfMemoryError e) { // a few bytes can be a record of gigabytes
        told.fails(e);
      } finally {
        following = null;
      }
      pause(pauses.retry);
    }
  }

  /** Until it is closed, or something fails. */
  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    int quiet = 0;
    while (closed.getCount() > 0) {
      if (!consumer.poll(POLL).isEmpty()) {
        told.changed();
        quiet = 0;
      } else if (++quiet > 1) { // the first may be but the end of a transaction
        var unused = consumer.endOffsets(partitions); // a poll does not fail without brokers
      }
      told.works();
      pause(pauses.betweenPolls);
    }
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic + " yet");
      }
      found.forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
    }
    return partitions;
  }

  private void pause(Duration pause) {
    try {
      var unused = closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close(): the loop ends
    }
  }
}
