package io.tenantatlas.bench.changelog;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A change log that was written without a source: a snapshot, then updates of its rows. Tenants
 * have equal shares.
 */
public final class ChangeLogTopic {

  public static final String NAME = "atlas.changes";
  public static final int PARTITIONS = 4;

  private static final int CHANGES_OF_MARK = 1000;
  private static final long FIRST_POSITION = 1 << 24;

  /** Of a hundred rows. */
  private static final Map<SourceTable, Integer> SHARES =
      Map.of(
          SourceTable.OPERATION_RUNS, 40,
          SourceTable.FINDINGS, 25,
          SourceTable.INVENTORY_ITEMS, 20,
          SourceTable.INVENTORY_SYNC_RUNS, 8,
          SourceTable.BACKUP_SCHEDULE_RUNS, 3,
          SourceTable.ENTRA_GROUP_SYNC_RUNS, 2,
          SourceTable.RESTORE_RUNS, 2);

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Random random = new Random(1);
  private final LoggedRows rows = new LoggedRows(random, Instant.now());
  private final SourceTable[] tables = tables();
  private final int tenants;
  private long position = FIRST_POSITION;
  private long records;

  /**
   * What was written.
   *
   * @param position of the last mark, which every partition has
   */
  public record Written(long records, long position) {}

  private ChangeLogTopic(Producer<byte[], byte[]> producer, int tenants) {
    this.producer = producer;
    this.tenants = tenants;
  }

  /**
   * Makes the topic and writes it.
   *
   * @param changes of rows: half of them are read by the snapshot
   */
  public static Written write(String brokers, int changes, int tenants)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", brokers))) {
      NewTopic topic =
          new NewTopic(NAME, PARTITIONS, (short) 1)
              .configs(Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "86400000"));
      admin.createTopics(List.of(topic)).all().get();
    }
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", brokers,
            "linger.ms", "20",
            "batch.size", "262144",
            "compression.type", "none");
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      return new ChangeLogTopic(producer, tenants).write(changes);
    }
  }

  private static SourceTable[] tables() {
    return SHARES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(share -> Collections.nCopies(share.getValue(), share.getKey()).stream())
        .toArray(SourceTable[]::new);
  }

  private Written write(int changes) throws ExecutionException {
    int read = changes / 2;
    mark(rows.snapshotStarted(read + tenants));
    for (long tenant = 1; tenant <= tenants; tenant++) {
      send(rows.row("r", SourceTable.TENANTS, tenant, tenant), tenant);
    }
    for (int id = 1; id <= read; id++) {
      change("r", id);
    }
    mark(rows.snapshotCompleted(position));
    for (int change = read + 1; change <= changes; change++) {
      change("u", 1 + random.nextInt(read));
      if (change % CHANGES_OF_MARK == 0 || change == changes) {
        mark(rows.progress(++position));
      }
    }
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new ExecutionException(failed);
    }
    return new Written(records, position);
  }

  /** The id decides table and tenant. */
  private void change(String op, long id) {
    long tenant = 1 + id % tenants;
    send(rows.row(op, table(id), id, tenant), tenant);
  }

  private SourceTable table(long id) {
    return tables[new SplittableRandom(id).nextInt(tables.length)];
  }

  private void mark(Logged mark) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      sendTo(partition, mark);
    }
  }

  private void send(Logged record, long tenant) {
    sendTo(Partitioning.partitionOf(tenant, PARTITIONS), record);
  }

  private void sendTo(int partition, Logged logged) {
    records++;
    var unused =
        producer.send(
            new ProducerRecord<>(NAME, partition, logged.key(), logged.value()),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
  }
}
