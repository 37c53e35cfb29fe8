package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.store.LinkChange;
import io.tenantatlas.projector.store.Publications;
import io.tenantatlas.projector.store.StoredLink;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says committed edges to their topic: key, the edge's key; value, the edge, or nothing when it was
 * removed. At least once, and never an older state behind a newer one: each partition has a
 * transactional producer whose id fences a former owner's.
 *
 * <p>Threads: one. Errors: any exception means that it is not known what is in the topic; the
 * changes stay unpublished and are said again.
 */
public final class LinkTopic implements Publisher {

  private static final String SOURCE = "/tenantatlas/projector";
  private static final String TYPE = "io.tenantatlas.link.changed.v1";

  private final Publications publications;
  private final IntFunction<Producer<byte[], byte[]>> producers;
  private final Settings settings;
  private final Clock clock;
  private final Map<Integer, Said> open = new HashMap<>();

  /**
   * How edges are said.
   *
   * @param topic its name
   * @param partitions how many it has; a tenant's edges lie in {@code tenant_id mod partitions}
   * @param batchSize at most this many are said in one call
   */
  public record Settings(String topic, int partitions, int batchSize) {}

  /** A partition's producer, and the last change that it said. */
  private static final class Said {
    private final Producer<byte[], byte[]> producer;
    private @Nullable LinkChange last;

    Said(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }
  }

  /**
   * A topic's writer.
   *
   * @param producers makes a partition's transactional producer
   */
  public LinkTopic(
      Publications publications,
      IntFunction<Producer<byte[], byte[]>> producers,
      Settings settings,
      Clock clock) {
    this.publications = publications;
    this.producers = producers;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public int publish(int partition) {
    OptionalLong newest = publications.pending(partition);
    if (newest.isEmpty()) {
      return 0;
    }
    try {
      return publish(partition, opened(partition), newest.getAsLong());
    } catch (RuntimeException e) {
      forget(partition);
      throw e;
    }
  }

  private Said opened(int partition) {
    Said said = open.get(partition);
    if (said == null) {
      said = new Said(producers.apply(partition));
      open.put(partition, said);
      said.producer.initTransactions();
    }
    return said;
  }

  private int publish(int partition, Said said, long newestStep) {
    List<LinkChange> changes = publications.changes(partition, said.last, settings.batchSize());
    if (!changes.isEmpty()) {
      said.producer.beginTransaction();
      changes.forEach(change -> send(said.producer, change));
      said.producer.commitTransaction();
      said.last = changes.getLast();
    }
    boolean all = changes.size() < settings.batchSize();
    publications.published(partition, all ? newestStep : changes.getLast().step() - 1);
    return changes.size();
  }

  @Override
  public boolean mayHaveMore(int published) {
    return published == settings.batchSize();
  }

  private void send(Producer<byte[], byte[]> producer, LinkChange change) {
    String tenant = Long.toString(change.key().source().tenantId());
    byte[] key = key(change.key());
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            settings.topic(),
            Partitioning.partitionOf(change.key().source().tenantId(), settings.partitions()),
            key,
            change.content() == null ? null : change.content().getBytes(UTF_8));
    Headers headers = record.headers();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", "%s:%d:%s".formatted(tenant, change.step(), new String(key, UTF_8)));
    add(headers, "ce_source", SOURCE);
    add(headers, "ce_type", TYPE);
    add(headers, "ce_subject", tenant);
    add(headers, "ce_time", clock.instant().toString());
    add(headers, "content-type", "application/json");
    // A failed send makes the transaction's commit fail.
    var unused = producer.send(record);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static byte[] key(StoredLink.Key key) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("tenant_id", key.source().tenantId());
    json.put("source_id", key.source().externalId());
    json.put("relationship_type", key.relationshipType());
    json.put("foundation", key.foundation());
    json.put("reference", key.reference());
    return json.toString().getBytes(UTF_8);
  }

  /** Also where a partition's producer has failed: the next one begins anew. */
  @Override
  public void forget(int partition) {
    Said said = open.remove(partition);
    if (said != null) {
      said.producer.close();
    }
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::forget);
  }
}
