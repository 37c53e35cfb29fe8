package io.tenantatlas.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicListenerTest {

  private static final TopicPartition ONLY = new TopicPartition("kpi", 0);

  private final Waiting consumer = new Waiting();

  @Test
  void whoClosesItWhilePollingHasItsConsumerClosedInOrder() throws Exception {
    try (TopicListener listener = listener(() -> consumer)) {
      listener.start();
      consumer.polled.await();
    }
    assertThat(consumer.interruptedAtClose.get()).isFalse();
  }

  @Test
  void whoClosesItBeforeItHasAConsumerHasThatClosedToo() throws Exception {
    var asked = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    try (TopicListener listener =
        listener(
            () -> {
              asked.countDown();
              await(closed);
              return consumer;
            })) {
      listener.start();
      asked.await();
    }
    closed.countDown();
    assertThat(consumer.interruptedAtClose.get()).isFalse();
    assertThat(consumer.polled.getCount()).isEqualTo(1);
  }

  private static TopicListener listener(Supplier<Consumer<byte[], byte[]>> consumers) {
    return new TopicListener(
        consumers,
        Map.of("kpi", "kpi"),
        new DocumentCache(new SteppingReadModel(), 1),
        () -> {},
        Duration.ofDays(1));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Nothing comes; a poll waits to be woken. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread waits, another wakes it
  private static final class Waiting extends MockConsumer<byte[], byte[]> {

    final CountDownLatch polled = new CountDownLatch(1);
    final CompletableFuture<Boolean> interruptedAtClose = new CompletableFuture<>();
    private final CountDownLatch woken = new CountDownLatch(1);

    Waiting() {
      super("latest");
      updatePartitions("kpi", List.of(new PartitionInfo("kpi", 0, null, null, null)));
      updateEndOffsets(Map.of(ONLY, 0L));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      polled.countDown();
      await(woken);
      throw new WakeupException();
    }

    @Override
    public void wakeup() {
      woken.countDown();
    }

    @Override
    public void close() {
      interruptedAtClose.complete(Thread.currentThread().isInterrupted());
      super.close();
    }
  }
}
