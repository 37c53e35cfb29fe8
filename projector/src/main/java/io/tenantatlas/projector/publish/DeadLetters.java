package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Where records of the change log are parked that could not be applied: unchanged, with headers
 * saying why and where they stood. Parking is at least once: after a crash a record may be parked
 * twice.
 *
 * <p>Threads: any.
 */
public final class DeadLetters {

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Duration timeout;

  /**
   * @param producer with acknowledgement of all replicas
   * @param timeout how long one parking may take
   */
  public DeadLetters(Producer<byte[], byte[]> producer, String topic, Duration timeout) {
    this.producer = producer;
    this.topic = topic;
    this.timeout = timeout;
  }

  /**
   * Parks the record; when this returns it is kept.
   *
   * @param reason what was expected where; never the record's content
   * @throws IllegalStateException when Kafka did not take it in time
   */
  public void park(ConsumerRecord<byte[], byte[]> record, String reason) {
    ProducerRecord<byte[], byte[]> parked =
        new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
    Headers headers = parked.headers();
    record.headers().forEach(headers::add);
    headers.add("dlt-reason", reason.getBytes(UTF_8));
    headers.add("dlt-topic", record.topic().getBytes(UTF_8));
    headers.add("dlt-partition", Integer.toString(record.partition()).getBytes(UTF_8));
    headers.add("dlt-offset", Long.toString(record.offset()).getBytes(UTF_8));
    headers.add("dlt-timestamp", Long.toString(record.timestamp()).getBytes(UTF_8));
    try {
      producer.send(parked).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot park a record in " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while parking a record in " + topic, e);
    }
  }
}
