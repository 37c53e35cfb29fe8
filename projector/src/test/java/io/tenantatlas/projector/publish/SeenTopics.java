package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.projection.view.Rfc3339;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one partition as a subscriber sees them, and the publisher that writes them and
 * crashes now and then: before and behind Kafka's commit, before and behind the note of it. Every
 * record that is committed must keep what is promised of the topics.
 */
public final class SeenTopics {

  private static final String PREFIX = "atlas.";

  private final InMemoryReadModel readModel;
  private final int partition;
  private final CrashingPublications publications;
  private final Random random;
  private final TopicPublisher.Settings settings;
  private final Map<String, Map<String, Said>> topics = new HashMap<>();
  private MockProducer<byte[], byte[]> producer = producer();
  private TopicPublisher publisher;

  /** Something was said of which it may not be known whether it was. */
  private boolean uncertain;

  /** The last record of a key; content is null for a tombstone. */
  private record Said(long version, @Nullable String content) {}

  /** Of a partition of the read model. */
  public SeenTopics(InMemoryReadModel readModel, int partition, int partitions, Random random) {
    this.readModel = readModel;
    this.partition = partition;
    this.publications = new CrashingPublications(readModel.publications());
    this.random = random;
    this.settings = new TopicPublisher.Settings(PREFIX, partitions, 1 + random.nextInt(4));
    this.publisher = newPublisher();
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TopicPublisher newPublisher() {
    return new TopicPublisher(
        publications,
        "topics-1",
        opened -> {
          producer = producer();
          return producer;
        },
        settings,
        (topic, records) -> {},
        KafkaTraces.off());
  }

  /** The partition was opened again, perhaps by another process. */
  public void reopened(PartitionProgress progress) {
    publisher = newPublisher();
    uncertain = true;
    publish(progress);
  }

  /** Publishes what there is, or crashes on the way, some of the times. */
  public void publish(PartitionProgress progress) {
    if (!progress.ready()) {
      return;
    }
    int crash = random.nextInt(24);
    publications.crashAt(crash);
    producer.commitTransactionException =
        crash == 5 && !producer.closed() ? new CrashingPublications.Crash() : null;
    try {
      Publisher.Result unused = publisher.publish(partition, progress.step());
      publisher.note();
      look();
      uncertain = false;
    } catch (CrashingPublications.Crash e) {
      look();
      uncertain = true;
    } finally {
      publications.crashAt(CrashingPublications.NEVER);
      producer.commitTransactionException = null;
    }
  }

  /** Publishes all that is left; the topics must have what the read model has then. */
  public void checkAll(PartitionProgress progress, long tenants) {
    if (!progress.ready()) {
      return;
    }
    while (!publisher.publish(partition, progress.step()).all()) {
      publisher.note();
      look();
    }
    publisher.note();
    look();
    for (long tenant = 1; tenant <= tenants; tenant++) {
      if (Partitioning.partitionOf(tenant, settings.partitions()) == partition) {
        checkTenant(tenant);
      }
    }
  }

  private void checkTenant(long tenant) {
    for (String kind : DocumentKind.published()) {
      StoredDocument stored = readModel.document(tenant, kind);
      Said expected = stored == null ? null : new Said(stored.version(), stored.content());
      require(expected, topic(kind).get(Long.toString(tenant)), kind + " of " + tenant);
    }
    Set<String> edges =
        readModel.links(tenant).stream().map(Object::toString).collect(Collectors.toSet());
    Set<String> said =
        topic("link").entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("{\"tenant_id\":" + tenant + ","))
            .map(entry -> Objects.requireNonNullElse(entry.getValue().content(), "removed"))
            .filter(content -> !content.equals("removed"))
            .collect(Collectors.toSet());
    require(edges, said, "edges of " + tenant);
  }

  private Map<String, Said> topic(String kind) {
    return topics.computeIfAbsent(PREFIX + kind + ".v1", name -> new HashMap<>());
  }

  private void look() {
    producer.history().forEach(this::look);
    producer.clear();
  }

  private void look(ProducerRecord<byte[], byte[]> record) {
    Map<String, Said> topic = topics.computeIfAbsent(record.topic(), name -> new HashMap<>());
    String key = new String(record.key(), UTF_8);
    String value = record.value() == null ? null : new String(record.value(), UTF_8);
    if (record.topic().equals(PREFIX + "link.v1")) {
      topic.put(key, new Said(0, value));
    } else {
      topic.put(key, document(record, key, value, topic.get(key)));
    }
  }

  /** What a record of a document says; it must follow on the last one of its key. */
  private Said document(
      ProducerRecord<byte[], byte[]> record,
      String key,
      @Nullable String value,
      @Nullable Said last) {
    String kind = record.topic().substring(PREFIX.length(), record.topic().length() - 3);
    StoredDocument stored =
        Objects.requireNonNull(readModel.document(Long.parseLong(key), kind), "not committed");
    String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
    require(key + ":" + stored.version(), id, "the newest version of " + kind);
    if (last != null && last.version() > stored.version()) {
      throw new AssertionError("version falls: " + last.version() + ", " + stored.version());
    }
    String content = stored.content();
    if (content != null && value != null) {
      checkMessage(stored, content, value, last == null ? null : last.content());
    } else {
      require(content, value, "what is said of " + key);
    }
    return new Said(stored.version(), content);
  }

  /** The content and, to the member, what is new in it. */
  private void checkMessage(
      StoredDocument stored, String content, String value, @Nullable String before) {
    String message =
        String.format(
            Locale.ROOT,
            "{\"tenant_id\":%d,\"version\":%d,\"changed_at\":\"%s\",%s,\"changed\":",
            stored.tenantId(),
            stored.version(),
            Rfc3339.millis(stored.changedAt()),
            content.substring(1, content.length() - 1));
    String exact = message + ChangedValues.between(before, content) + "}";
    String unknown = message + ChangedValues.between(null, content) + "}";
    if (!value.equals(exact) && !(uncertain && value.equals(unknown))) {
      require(exact, value, "message behind " + before);
    }
  }

  private static void require(@Nullable Object expected, @Nullable Object actual, String what) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(
          "%s%n  expected: %s%n  but was:  %s".formatted(what, expected, actual));
    }
  }
}
