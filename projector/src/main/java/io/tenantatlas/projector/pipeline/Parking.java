package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.pipeline.PipelineMetrics.Parked;
import io.tenantatlas.projector.publish.DeadLetters;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks the records of one owner that cannot be applied: each once in the topic of dead letters,
 * and in the read model together with the step after it.
 *
 * <p>Threads: the owner's.
 */
final class Parking {

  private static final Logger log = LoggerFactory.getLogger(Parking.class);

  private final DeadLetters deadLetters;
  private final PipelineMetrics metrics;
  private final Clock clock;

  /** The offsets of those in the topic of dead letters that may come again. */
  private final Map<Integer, Set<Long>> sent = new HashMap<>();

  /** Those that the read model does not have. */
  private final Map<Integer, List<ParkedRecord>> unnoted = new HashMap<>();

  Parking(DeadLetters deadLetters, PipelineMetrics metrics, Clock clock) {
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Parks a record that cannot be understood. */
  void parkMalformed(ConsumerRecord<byte[], byte[]> record, MalformedRecordException e) {
    park(record, Parked.MALFORMED, e.reason(), e.row(), e.tenantId());
  }

  /** Parks a record whose projection fails. */
  void parkNotApplicable(
      ConsumerRecord<byte[], byte[]> record, LogRecord decoded, RuntimeException failure) {
    RowKey row = null;
    Long tenantId = null;
    if (decoded instanceof LogRecord.Upsert upsert) {
      row = upsert.row().key();
      tenantId = upsert.row().tenantId();
    } else if (decoded instanceof LogRecord.Delete delete) {
      row = delete.key();
    }
    String reason = "cannot be applied: " + failure.getClass().getSimpleName();
    park(record, Parked.NOT_APPLICABLE, reason, row, tenantId);
  }

  private void park(
      ConsumerRecord<byte[], byte[]> record,
      Parked why,
      String reason,
      @Nullable RowKey row,
      @Nullable Long tenantId) {
    if (sent(record.partition()).add(record.offset())) {
      send(record, why, reason);
    }
    unnoted
        .computeIfAbsent(record.partition(), absent -> new ArrayList<>())
        .add(new ParkedRecord(record.offset(), row, tenantId, 0, reason, clock.instant()));
  }

  private void send(ConsumerRecord<byte[], byte[]> record, Parked why, String reason) {
    try {
      deadLetters.park(record, reason);
    } catch (RuntimeException e) {
      sent(record.partition()).remove(record.offset());
      throw e;
    }
    metrics.parked(why);
    log.error(
        "Parked a record of {}-{} at offset {}: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
  }

  private Set<Long> sent(int partition) {
    return sent.computeIfAbsent(partition, absent -> new HashSet<>());
  }

  /** The partition's records that the next step is to note. */
  List<ParkedRecord> unnoted(int partition) {
    return List.copyOf(unnoted.getOrDefault(partition, List.of()));
  }

  /** A partition is opened; these of its records were parked before. */
  void opened(int partition, List<ParkedRecord> known) {
    known.forEach(record -> sent(partition).add(record.offset()));
  }

  /** A step has noted what was unnoted, and records before the progress do not come again. */
  void reached(PartitionProgress progress) {
    long next = progress.nextOffset();
    sent(progress.partition()).removeIf(offset -> offset < next);
    unnoted
        .getOrDefault(progress.partition(), new ArrayList<>())
        .removeIf(record -> record.offset() < next);
  }

  /** The partition's records come again from the progress that the read model has. */
  void closed(int partition) {
    unnoted.remove(partition);
  }

  /** The partition is no longer the owner's. */
  void revoked(int partition) {
    sent.remove(partition);
    unnoted.remove(partition);
  }
}
