package io.tenantatlas.projector.capture;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * The right to capture. Kafka gives it to one of the processes that ask for it: it is the one
 * partition of capture's own topic, assigned within a consumer group. A process that stops
 * answering, be it killed or frozen, loses it after its session timeout.
 *
 * <p>Who has lost it may not know yet; whatever it writes then is refused, since the next one has
 * fenced its producer.
 *
 * <p>Threads: one. Errors: any exception of Kafka's consumer, such as a group that may not be
 * joined.
 */
final class Lease implements AutoCloseable {

  private static final Duration CLOSING_MAX = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private boolean held;

  /**
   * Asks for the right.
   *
   * @param consumer a member of the group, which belongs to the lease
   * @param topic with one partition
   */
  Lease(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            held |= !partitions.isEmpty();
            consumer.pause(partitions); // there is nothing to read
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            held &= partitions.isEmpty();
          }
        });
  }

  /** Whether this process has the right, as far as it is known after waiting for so long. */
  boolean held(Duration wait) {
    var unused = consumer.poll(wait);
    return held;
  }

  /** Gives the right back, so that another process gets it at once. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING_MAX));
  }
}
