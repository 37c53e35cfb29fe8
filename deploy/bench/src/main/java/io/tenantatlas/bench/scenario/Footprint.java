package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.Memory;
import io.tenantatlas.bench.servers.ReadModelLook;
import io.tenantatlas.bench.servers.TokenIssuer;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the services keep in memory. */
@Command(name = "memory", description = "Memory of the services by how many tenants there are.")
public final class Footprint extends Scenario {

  private static final Duration WITHIN = Duration.ofHours(2);
  private static final String DOCUMENTS =
      "select coalesce(sum(octet_length(content)), 0) from document";

  @Option(
      names = "--tenants",
      split = ",",
      converter = Positive.class,
      description = "A case for each number.")
  private List<Integer> tenants = List.of(1000, 10_000);

  @Option(
      names = "--rows-of-tenant",
      converter = Positive.class,
      description = "In all of its tables.")
  private int rowsOfTenant = 20;

  @Override
  Section measure() throws Exception {
    Table table =
        new Table(
            "tenants",
            "KPI documents (all documents)",
            "projector: heap",
            "resident",
            "query API: heap, nothing read",
            "all KPI documents read",
            "growth / documents",
            "resident");
    for (int count : tenants) {
      Progress.say("memory: " + count + " tenants");
      measure(count, table);
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            Memory of a projector (it captures and projects, heap of 1 GB) and a query API (heap of up to 512 MB, \
            documents in memory up to its default of 64 MB) with %d rows for each tenant. Heap is what a full collection \
            leaves, resident is the process without mapped files; a heap stays as large as it was once. Documents are \
            their bytes in the read model; each tenant's KPI document is read once.
            """,
            rowsOfTenant);
    return new Section("Memory", about, List.of(table), List.of());
  }

  private void measure(int count, Table table) throws Exception {
    try (BenchServers servers = BenchServers.start();
        TokenIssuer issuer = TokenIssuer.start();
        Connection source = servers.connect()) {
      SeededSource.insert(source, count, count * rowsOfTenant);
      try (Service projector = Build.current().startProjector(servers, "projector");
          ReadModelLook readModel = ReadModelLook.of(projector, servers)) {
        readModel.awaitReady(SeededSource.position(source), WITHIN);
        try (Service queryApi = Build.ready(Build.current().startQueryApi(servers, issuer))) {
          Memory before = Memory.of(queryApi.process().pid());
          readAll(Api.with(queryApi.address(), issuer.token()), count);
          Memory after = Memory.of(queryApi.process().pid());
          Memory projecting = Memory.of(projector.process().pid());
          long documents = readModel.number(DOCUMENTS + " where kind = 'kpi'");
          table.row(
              String.format(Locale.ROOT, "%,d", count),
              megabytes(documents) + " (" + megabytes(readModel.number(DOCUMENTS)) + ")",
              megabytes(projecting.liveBytes()),
              megabytes(projecting.residentBytes()),
              megabytes(before.liveBytes()),
              megabytes(after.liveBytes()),
              String.format(
                  Locale.ROOT, "%.2f", (double) after.minus(before).liveBytes() / documents),
              megabytes(after.residentBytes()));
        }
      }
    }
  }

  private static void readAll(Api api, int count) throws Exception {
    for (int tenant = 1; tenant <= count; tenant++) {
      if (api.ok("/api/v1/tenants/" + tenant + "/kpis", Map.of()).body().length == 0) {
        throw new BenchException("the document of tenant " + tenant + " is empty");
      }
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
