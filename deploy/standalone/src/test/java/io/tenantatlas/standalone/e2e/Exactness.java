package io.tenantatlas.standalone.e2e;

import io.tenantatlas.standalone.StandaloneProcess;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Concurrent random changes, and then the comparison of every tenant's document with the source.
 */
final class Exactness {

  private final StandaloneProcess standalone;
  private final KpiClient client;

  Exactness(StandaloneProcess standalone) {
    this.standalone = standalone;
    this.client = new KpiClient(standalone.address());
  }

  /** Makes changes from {@code writers} connections at once; returns when all are committed. */
  void change(long seed, int writers, int changes, List<Long> tenants, int ids) throws Exception {
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

  /** Every difference between a tenant's document and what SQL on the quiet source says. */
  List<String> differences(List<Long> tenants) throws Exception {
    List<String> differences = new ArrayList<>();
    try (Connection source = standalone.source()) {
      SourceTruth truth = new SourceTruth(source);
      String position = KpiClient.position(source);
      for (long tenant : tenants) {
        KpiClient.Answer answer = client.kpis(tenant, position);
        Json.differences(truth.document(tenant, answer.at()), answer.content())
            .forEach(difference -> differences.add("tenant " + tenant + difference));
      }
    }
    return differences;
  }
}
