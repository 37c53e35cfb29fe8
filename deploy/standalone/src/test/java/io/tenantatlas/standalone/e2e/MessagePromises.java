package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.AsyncApi;
import io.tenantatlas.standalone.Schemas;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** What the records of the topics say of themselves, and the schemas they keep to, asserted. */
final class MessagePromises {

  private static final int PARTITIONS = 4;

  private MessagePromises() {}

  /**
   * Of every record, tombstones included.
   *
   * @param name of the messages in the description of the topics
   * @param schema of the values
   */
  static void assertDescribed(TopicHistory history, String name, String schema) {
    assertThat(history.records()).isNotEmpty();
    for (ConsumerRecord<String, String> record : history.records()) {
      boolean removed = record.value() == null;
      AsyncApi.assertHeaders(
          name + (removed ? "Removed" : "Changed"), TopicHistory.headers(record));
      if (!removed) {
        Schemas.assertValid(schema, record.value());
      }
    }
  }

  /** The headers of documents' records, held to their key, value and partition. */
  static void assertHeadersOfDocuments(TopicHistory history) {
    for (ConsumerRecord<String, String> record : history.records()) {
      Map<String, String> headers = TopicHistory.headers(record);
      String tenant = record.key();
      assertThat(record.partition())
          .as("%s", record)
          .isEqualTo(Math.floorMod(Long.parseLong(tenant), PARTITIONS));
      assertThat(headers)
          .as("%s", record)
          .containsEntry("ce_subject", tenant)
          .containsEntry("ce_id", tenant + ":" + TopicHistory.version(record));
      assertThat(Instant.parse(headers.get("ce_asof")))
          .as("%s", record)
          .isAfterOrEqualTo(Instant.parse(headers.get("ce_time")));
      if (record.value() != null) {
        JsonNode message = Json.read(record.value());
        assertThat(message.get("tenant_id").asString()).isEqualTo(tenant);
        assertThat(message.get("version").asLong()).isEqualTo(TopicHistory.version(record));
        assertThat(headers).containsEntry("ce_time", message.get("changed_at").asString());
      }
    }
  }

  /** The headers of edges' records, held to their key, which is as its schema says. */
  static void assertHeadersOfEdges(TopicHistory history) {
    for (ConsumerRecord<String, String> record : history.records()) {
      Map<String, String> headers = TopicHistory.headers(record);
      Schemas.assertValid("link-key.v1.json", record.key());
      String tenant = Json.read(record.key()).get("tenant_id").asString();
      assertThat(headers).as("%s", record).containsEntry("ce_subject", tenant);
      assertThat(headers.get("ce_id")).startsWith(tenant + ":").endsWith(":" + record.key());
    }
  }
}
