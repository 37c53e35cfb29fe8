package io.tenantatlas.projector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.projection.view.Rfc3339;
import io.tenantatlas.projector.store.DocumentChange;
import io.tenantatlas.projector.store.LinkChange;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.StoredLink;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Committed changes as records of their topics. A document's key is its tenant's id, an edge's is
 * the edge's key; the value of what was removed is nothing (a tombstone).
 *
 * @param topicPrefix what the topics' names begin with
 * @param partitions how many each has; a tenant's records lie in {@code tenant_id mod partitions}
 */
record TopicRecords(String topicPrefix, int partitions) {

  /** The kind that edges are published as. */
  static final String LINK = "link";

  /** The name of the topic of a kind. */
  static String topic(String prefix, String kind) {
    return prefix + kind + ".v1";
  }

  ProducerRecord<byte[], byte[]> of(DocumentChange change) {
    StoredDocument document = change.document();
    long tenant = document.tenantId();
    String content = document.content();
    CloudEvent event =
        new CloudEvent(
            tenant + ":" + document.version(),
            document.kind(),
            tenant,
            document.changedAt(),
            change.provenance());
    return record(
        event,
        Long.toString(tenant),
        content == null ? null : message(document, content, change.said()));
  }

  /** The document as it is served, with what has changed since the topic had it last. */
  private static String message(StoredDocument document, String content, @Nullable String said) {
    return "{\"tenant_id\":"
        + document.tenantId()
        + ",\"version\":"
        + document.version()
        + ",\"changed_at\":\""
        + Rfc3339.millis(document.changedAt())
        + "\","
        + content.substring(1, content.length() - 1)
        + ",\"changed\":"
        + ChangedValues.between(said, content)
        + "}";
  }

  ProducerRecord<byte[], byte[]> of(LinkChange change) {
    long tenant = change.key().source().tenantId();
    String key = key(change.key());
    CloudEvent event =
        new CloudEvent(
            String.format(Locale.ROOT, "%d:%d:%s", tenant, change.step(), key),
            LINK,
            tenant,
            change.provenance().asOf(),
            change.provenance());
    return record(event, key, change.content());
  }

  private ProducerRecord<byte[], byte[]> record(
      CloudEvent event, String key, @Nullable String value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic(topicPrefix, event.of()),
            Partitioning.partitionOf(event.tenant(), partitions),
            key.getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8));
    event.addTo(record.headers());
    return record;
  }

  private static String key(StoredLink.Key key) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("tenant_id", key.source().tenantId());
    json.put("source_id", key.source().externalId());
    json.put("relationship_type", key.relationshipType());
    json.put("foundation", key.foundation());
    json.put("reference", key.reference());
    return json.toString();
  }
}
