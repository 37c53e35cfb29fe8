package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of one partition that could be decoded.
 *
 * @param offsets the offset after each record
 * @param sources what each was decoded from
 */
record Decoded(
    TopicPartition partition,
    List<LogRecord> records,
    List<Long> offsets,
    List<ConsumerRecord<byte[], byte[]>> sources) {

  /** Decodes the polled records, and parks those that are malformed. */
  static Decoded of(
      TopicPartition partition,
      List<ConsumerRecord<byte[], byte[]>> polled,
      ChangeDecoder decoder,
      Parking parking) {
    Decoded decoded =
        new Decoded(partition, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      try {
        LogRecord logRecord = decoder.decode(record.key(), record.value());
        decoded.records.add(logRecord);
        decoded.offsets.add(record.offset() + 1);
        decoded.sources.add(record);
      } catch (MalformedRecordException e) {
        parking.parkMalformed(record, e);
      }
    }
    return decoded;
  }

  /** One of them alone. */
  Decoded only(int index) {
    return new Decoded(
        partition,
        records.subList(index, index + 1),
        offsets.subList(index, index + 1),
        sources.subList(index, index + 1));
  }
}
