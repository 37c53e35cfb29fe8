package io.tenantatlas.standalone.e2e;

import io.tenantatlas.standalone.StandaloneProcess;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the API serves of the topics' documents, compared with what somebody has of a topic. */
final class ServedDocuments {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StandaloneProcess standalone;
  private final ApiClient client;
  private final Tenants tenants;

  /**
   * @param tenants all that there ever are
   */
  ServedDocuments(StandaloneProcess standalone, Tenants tenants) {
    this.standalone = standalone;
    this.client = new ApiClient(standalone.address());
    this.tenants = tenants;
  }

  /** Somebody's messages of a topic, by tenant. It may wait a moment for news. */
  interface Messages {
    Map<Long, String> of(String topic) throws Exception;
  }

  /** Every difference between the messages of a topic and the API that is there after 30 s. */
  List<String> differences(String topic, Messages messages) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> differences = differences(now(topic), messages.of(topic));
    while (!differences.isEmpty() && System.nanoTime() < deadline) {
      differences = differences(now(topic), messages.of(topic));
    }
    return differences;
  }

  /** What is served with everything committed so far, by tenant. */
  private Map<Long, JsonNode> now(String topic) throws Exception {
    Map<Long, JsonNode> served = new TreeMap<>();
    try (Connection source = standalone.source()) {
      String position = ApiClient.position(source);
      for (long tenant : tenants.all()) {
        ApiClient.Answer answer =
            topic.equals("atlas.kpi.v1")
                ? client.kpis(tenant, position)
                : client.badges(tenant, position);
        if (answer.status() != 404) {
          served.put(tenant, answer.present());
        }
      }
    }
    return served;
  }

  private static List<String> differences(
      Map<Long, JsonNode> expected, Map<Long, String> messages) {
    List<String> differences = new ArrayList<>();
    Set<Long> all = new TreeSet<>(expected.keySet());
    all.addAll(messages.keySet());
    for (long tenant : all) {
      JsonNode served = expected.get(tenant);
      String message = messages.get(tenant);
      if (served == null || message == null) {
        differences.add(
            String.format(
                Locale.ROOT, "tenant %d: served %s, message %s", tenant, served, message));
      } else {
        Json.differences(served, document(message))
            .forEach(difference -> differences.add("tenant " + tenant + difference));
      }
    }
    return differences;
  }

  /** A message without what it says of its changes, its last member. */
  private static JsonNode document(String message) {
    ObjectNode document = (ObjectNode) Json.read(message);
    if (document.remove("changed") == null) {
      throw new AssertionError("it says nothing of changes: " + message);
    }
    return document;
  }
}
