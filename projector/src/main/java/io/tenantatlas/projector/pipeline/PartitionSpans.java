package io.tenantatlas.projector.pipeline;

import io.tenantatlas.service.kafka.KafkaTraces;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Of each partition the span of what its changes bring about: from the first one that is not yet
 * published until it is.
 *
 * <p>Threads: one.
 */
final class PartitionSpans {

  private final KafkaTraces traces;
  private final Map<Integer, KafkaTraces.Span> open = new HashMap<>();

  PartitionSpans(KafkaTraces traces) {
    this.traces = traces;
  }

  /** Begins one with records that are applied now, unless one is open. */
  void begin(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    open.computeIfAbsent(
        partition.partition(),
        absent -> {
          KafkaTraces.Span span =
              traces.received(partition.topic(), records.stream().map(ConsumerRecord::headers));
          return span == KafkaTraces.Span.NONE ? null : span;
        });
  }

  /** Does something within the span of a partition, if it has one. */
  <T> T during(int partition, Supplier<T> work) {
    return open.getOrDefault(partition, KafkaTraces.Span.NONE).during(work);
  }

  void end(int partition) {
    KafkaTraces.Span span = open.remove(partition);
    if (span != null) {
      span.close();
    }
  }

  void endAll() {
    List.copyOf(open.keySet()).forEach(this::end);
  }
}
