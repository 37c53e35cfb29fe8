package io.tenantatlas.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.standalone.StandaloneProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/**
 * The topics of KPI and badge documents, each read from its beginning as a subscriber that joins
 * late does: every record must keep what is promised of it, and what the topic has in the end must
 * be what the API answers.
 */
final class DocumentTopics {

  private final StandaloneProcess standalone;

  DocumentTopics(StandaloneProcess standalone) {
    this.standalone = standalone;
  }

  /**
   * Every difference between the topics and what the API answers, those that are there after a
   * while, and every promise that a record breaks.
   */
  List<String> differences(Tenants tenants) throws Exception {
    List<String> differences = new ArrayList<>();
    for (String kind : List.of("kpi", "badge")) {
      differences.addAll(differences(kind, tenants));
    }
    return differences;
  }

  private List<String> differences(String kind, Tenants tenants) throws Exception {
    List<String> broken = new ArrayList<>();
    Promises promises = new Promises(kind, broken);
    String name = "atlas." + kind + ".v1";
    try (CompactedTopic topic =
        CompactedTopic.whole(standalone.kafkaBootstrapServers(), name, promises::check)) {
      ServedDocuments served = new ServedDocuments(standalone, tenants);
      broken.addAll(served.differences(name, of -> byTenant(topic.read())));
      return broken;
    }
  }

  private static Map<Long, String> byTenant(Map<String, String> messages) {
    Map<Long, String> byTenant = new HashMap<>();
    messages.forEach((tenant, message) -> byTenant.put(Long.valueOf(tenant), message));
    return byTenant;
  }

  /** What is promised of every record of a topic; broken promises are collected. */
  private static final class Promises {

    private final String kind;
    private final List<String> broken;
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, JsonNode> documents = new HashMap<>();

    Promises(String kind, List<String> broken) {
      this.kind = kind;
      this.broken = broken;
    }

    void check(ConsumerRecord<String, String> record) {
      String[] id = header(record, "ce_id").split(":", -1);
      long version = Long.parseLong(id[1]);
      require(id[0].equals(record.key()), "is another tenant's", record);
      require(
          header(record, "ce_type").equals("io.tenantatlas." + kind + ".changed.v1"),
          "has another type",
          record);
      require(header(record, "ce_sourcelsn").contains("/"), "has no source position", record);
      require(versions.getOrDefault(record.key(), 0L) <= version, "has an older version", record);
      versions.put(record.key(), version);
      if (record.value() == null) {
        documents.remove(record.key());
        return;
      }
      JsonNode message = Json.read(record.value());
      require(message.get("version").asLong() == version, "has another version", record);
      checkChanges(record, message);
      documents.put(record.key(), message);
    }

    /** Brings the scalars of the last message to those of this one, by nothing but the changes. */
    private void checkChanges(ConsumerRecord<String, String> record, JsonNode message) {
      JsonNode last = documents.get(record.key());
      boolean whole = message.get("changed").toString().equals("[{\"path\":\"$\"}]");
      require(last != null || whole, "has changes of nothing", record);
      if (last == null || whole) {
        return;
      }
      for (JsonNode change : message.get("changed")) {
        String pointer = change.get("path").asString().substring(1).replace('.', '/');
        for (String side : List.of("old", "new")) {
          JsonNode document = side.equals("old") ? last : message;
          require(
              change.get(side) == null || change.get(side).equals(document.at(pointer)),
              "has another " + side + " value of " + pointer,
              record);
        }
      }
      require(
          Json.differences(last, message).stream()
              .allMatch(difference -> isChanged(difference, message.get("changed"))),
          "has a change that it does not say, behind " + last,
          record);
    }

    /** A difference begins with its path. */
    private static boolean isChanged(String difference, JsonNode changes) {
      String path = "$" + difference;
      return path.startsWith("$.version:")
          || path.startsWith("$.changed_at:")
          || path.startsWith("$.changed")
          || changes
              .valueStream()
              .anyMatch(change -> path.startsWith(change.get("path").asString()));
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
      return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private void require(boolean kept, String what, ConsumerRecord<String, String> record) {
      if (!kept) {
        broken.add("%s: %s".formatted(what, record));
      }
    }
  }
}
