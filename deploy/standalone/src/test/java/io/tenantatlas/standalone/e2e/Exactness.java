package io.tenantatlas.standalone.e2e;

import io.tenantatlas.standalone.StandaloneProcess;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/**
 * Concurrent random changes, and then the comparison of every document with the source: KPIs,
 * badges, surfaces and links of every tenant, and every onboarding session.
 */
final class Exactness {

  private final StandaloneProcess standalone;
  private final ApiClient client;

  Exactness(StandaloneProcess standalone) {
    this.standalone = standalone;
    this.client = new ApiClient(standalone.address());
  }

  /** Makes changes from {@code writers} connections at once; returns when all are committed. */
  void change(long seed, int writers, int changes, Tenants tenants, int ids) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        long ownSeed = seed * 31 + i;
        futures.add(
            threads.submit(
                () -> {
                  try (Connection connection = standalone.source()) {
                    new RandomChanges(connection, ownSeed, tenants, ids).make(changes / writers);
                  }
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }

  /**
   * Every difference between the topic of edges, read from its beginning, and what the quiet source
   * says; those that are there after 20 s.
   */
  List<String> topicDifferences() throws Exception {
    try (Connection source = standalone.source();
        CompactedTopic topic =
            CompactedTopic.whole(
                standalone.kafkaBootstrapServers(), "atlas.link.v1", record -> {})) {
      Map<JsonNode, JsonNode> expected = new LinkTruth(source).topic();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      List<String> differences = differences(expected, topic.read());
      while (!differences.isEmpty() && System.nanoTime() < deadline) {
        differences = differences(expected, topic.read());
      }
      return differences;
    }
  }

  private static List<String> differences(
      Map<JsonNode, JsonNode> expected, Map<String, String> found) {
    Map<JsonNode, JsonNode> actual = new HashMap<>();
    found.forEach((key, value) -> actual.put(Json.read(key), Json.read(value)));
    Set<JsonNode> keys = new HashSet<>(expected.keySet());
    keys.addAll(actual.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(expected.get(key), actual.get(key)))
        .map(key -> "%s: expected %s, found %s".formatted(key, expected.get(key), actual.get(key)))
        .toList();
  }

  /** Every difference between what the API answers and what SQL on the quiet source says. */
  List<String> differences(Tenants tenants) throws Exception {
    try (Connection source = standalone.source()) {
      Comparison comparison = new Comparison(source, client, Set.of());
      for (long tenant : tenants.all()) {
        comparison.tenant(tenant, tenant == tenants.stranger());
        comparison.links(tenant, tenant == tenants.stranger());
      }
      for (long session = 1; session <= 2L * RandomChanges.SESSIONS; session++) {
        comparison.session(session);
      }
      return comparison.differences();
    }
  }
}
