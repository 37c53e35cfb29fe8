package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How records that cannot be applied are parked. */
class DeadLettersTest {

  private static final byte[] KEY = {'k', 0};
  private static final byte[] VALUE = {'v', (byte) 0xFF};

  private final MockProducer<byte[], byte[]> producer = producer(true);
  private final DeadLetters deadLetters =
      new DeadLetters(producer, "changes.dlt", Duration.ofSeconds(10));

  @Test
  void aRecordIsParkedUnchangedWithWhyAndWhereItStood() {
    deadLetters.park(record(KEY, VALUE, "from", "elsewhere"), "tenants: id: expected a number");
    ProducerRecord<byte[], byte[]> parked = producer.history().getFirst();
    assertThat(parked.topic()).isEqualTo("changes.dlt");
    assertThat(parked.partition()).isEqualTo(3);
    assertThat(parked.key()).isEqualTo(KEY);
    assertThat(parked.value()).isEqualTo(VALUE);
    assertThat(headers(parked))
        .containsExactly(
            Map.entry("from", "elsewhere"),
            Map.entry("dlt-reason", "tenants: id: expected a number"),
            Map.entry("dlt-topic", "changes"),
            Map.entry("dlt-partition", "3"),
            Map.entry("dlt-offset", "77"),
            Map.entry("dlt-timestamp", "1234"));
  }

  @Test
  void aRecordWithoutKeyAndValueIsParkedToo() {
    deadLetters.park(record(null, null), "key: expected a JSON object");
    ProducerRecord<byte[], byte[]> parked = producer.history().getFirst();
    assertThat(parked.key()).isNull();
    assertThat(parked.value()).isNull();
  }

  @Test
  void aRecordThatKafkaRefusesIsAnErrorThatNamesTheTopic() {
    DeadLetters refused =
        new DeadLetters(new RefusingProducer(), "changes.dlt", Duration.ofSeconds(10));
    assertThatIllegalStateException()
        .isThrownBy(() -> refused.park(record(KEY, VALUE), "why"))
        .withMessage("cannot park a record in changes.dlt")
        .withStackTraceContaining("too large");
  }

  @Test
  void aRecordThatKafkaDoesNotTakeInTimeIsAnErrorThatNamesTheTopic() {
    DeadLetters impatient = new DeadLetters(producer(false), "changes.dlt", Duration.ofMillis(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> impatient.park(record(KEY, VALUE), "why"))
        .withMessage("cannot park a record in changes.dlt");
  }

  @Test
  void anInterruptionIsAnErrorAndIsPassedOn() {
    DeadLetters waiting = new DeadLetters(producer(false), "changes.dlt", Duration.ofDays(1));
    Thread.currentThread().interrupt();
    assertThatIllegalStateException()
        .isThrownBy(() -> waiting.park(record(KEY, VALUE), "why"))
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Of a broker that refuses every record. */
  private static final class RefusingProducer extends MockProducer<byte[], byte[]> {

    RefusingProducer() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      Future<RecordMetadata> sent = super.send(record);
      assertThat(errorNext(new RecordTooLargeException("too large"))).isTrue();
      return sent;
    }
  }

  private static MockProducer<byte[], byte[]> producer(boolean answersAtOnce) {
    return new MockProducer<>(
        answersAtOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A record as the consumer gives it: key and value may be null. */
  @SuppressWarnings("NullAway")
  private static ConsumerRecord<byte[], byte[]> record(
      byte @Nullable [] key, byte @Nullable [] value, String... headers) {
    Headers all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        "changes", 3, 77, 1234, TimestampType.CREATE_TIME, 0, 0, key, value, all, Optional.empty());
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    return headers;
  }
}
