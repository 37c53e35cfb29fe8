package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.GatherTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls a consumer. Records that come alone are returned at once. After work on some records, all
 * that come are gathered for as long as {@link GatherTime} says: under load a step has many
 * changes, and each tenant is rendered once for them.
 *
 * <p>Threads: the consumer's.
 */
final class GatheredRecords {

  private final Consumer<byte[], byte[]> consumer;
  private final Clock clock;
  private final int enough;
  private final Duration max;
  private int worked;
  private Instant until = Instant.EPOCH;

  /**
   * @param enough with so many records nothing more is waited for
   * @param max how long records are gathered at most
   */
  GatheredRecords(Consumer<byte[], byte[]> consumer, Clock clock, int enough, Duration max) {
    this.consumer = consumer;
    this.clock = clock;
    this.enough = enough;
    this.max = max;
  }

  /** The next records, in the log's order; none when none come within {@code wait}. */
  Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll(Duration wait) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> gathered = new HashMap<>();
    int count = 0;
    Duration left = wait;
    do {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(left);
      for (TopicPartition partition : records.partitions()) {
        gathered
            .computeIfAbsent(partition, absent -> new ArrayList<>())
            .addAll(records.records(partition));
      }
      count += records.count();
      left = Duration.between(clock.instant(), until);
    } while (count > 0 && count < enough && left.isPositive());
    worked = count;
    return gathered;
  }

  /** The work on the last records, which began then, is done. */
  void workedSince(Instant began) {
    Instant now = clock.instant();
    until = now.plus(GatherTime.after(Duration.between(began, now), worked, max));
  }
}
