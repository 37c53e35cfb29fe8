package io.tenantatlas.query.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicListenerTest {

  private static final TopicPartition ONLY = new TopicPartition("kpi", 0);

  private final Waiting consumer = new Waiting();
  private final Heard told = new Heard();

  @Test
  void ofARecordNothingIsLookedAt() throws Exception {
    var records = new Records("kpi", null, "{", "{\"tenant_id\":1}", "\0".repeat(1 << 20));
    try (TopicListener listener = listener(() -> records)) {
      listener.start();
      assertThat(told.heard.take()).isEqualTo("changed");
      assertThat(told.heard.take()).isEqualTo("works");
    }
  }

  @Test
  void whateverFailsIsToldAndFollowedBehind() throws Exception {
    var failures =
        List.of(
            new OutOfMemoryError("Java heap space"),
            new IllegalStateException("no record"),
            new SaslAuthenticationException("wrong password"));
    for (Throwable failure : failures) {
      var failing = new Waiting();
      failing.failure = failure;
      var made = new ArrayDeque<Consumer<byte[], byte[]>>(List.of(failing, new Records("kpi", "")));
      try (TopicListener listener = listener(made::remove)) {
        listener.start();
        assertThat(told.heard.take()).isIn("Java heap space", "no record", "wrong password");
        assertThat(told.heard.take()).isEqualTo("changed");
        assertThat(told.heard.take()).isEqualTo("works");
      }
    }
  }

  @Test
  void topicsThatAreNotThereYetAreFollowedOnceTheyAre() throws Exception {
    var missing = new Waiting();
    missing.updatePartitions("kpi", List.of());
    var made = new ArrayDeque<Consumer<byte[], byte[]>>(List.of(missing, new Records("kpi", "")));
    try (TopicListener listener = listener(made::remove)) {
      listener.start();
      assertThat(told.heard.take()).isEqualTo("there is no topic kpi yet");
      assertThat(told.heard.take()).isEqualTo("changed");
    }
  }

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

  private TopicListener listener(Supplier<Consumer<byte[], byte[]>> consumers) {
    return new TopicListener(
        consumers,
        Set.of("kpi"),
        told,
        new TopicListener.Pauses(Duration.ofNanos(1), Duration.ofNanos(1)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Heard implements TopicListener.Told {

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void changed() {
      heard.add("changed");
    }

    @Override
    public void works() {
      heard.add("works");
    }

    @Override
    public void fails(Throwable failure) {
      heard.add(String.valueOf(failure.getMessage()));
    }
  }

  /** These values come with the first poll, and nothing with another, which waits to be woken. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as the other
  private static final class Records extends Waiting {

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    Records(String topic, @Nullable String... values) {
      for (String value : values) {
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        records.add(new ConsumerRecord<>(topic, 0, records.size(), null, bytes));
      }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (records.isEmpty()) {
        return super.poll(timeout);
      }
      var polled = new ConsumerRecords<>(Map.of(ONLY, List.copyOf(records)), Map.of());
      records.clear();
      return polled;
    }
  }

  /** Nothing comes; a poll waits to be woken. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread waits, another wakes it
  private static class Waiting extends MockConsumer<byte[], byte[]> {

    final CountDownLatch polled = new CountDownLatch(1);
    final CompletableFuture<Boolean> interruptedAtClose = new CompletableFuture<>();
    private final CountDownLatch woken = new CountDownLatch(1);
    @Nullable Throwable failure;

    Waiting() {
      super("latest");
      updatePartitions("kpi", List.of(new PartitionInfo("kpi", 0, null, null, null)));
      updateEndOffsets(Map.of(ONLY, 0L));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      polled.countDown();
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
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
