package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.PacedChanges;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.scenario.PacedCost.Cost;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.ReadModelLook;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a change costs more when there is more. */
@Command(
    name = "growth",
    description = "Cost of a change by how many rows and tenants there are, and with a hot tenant.")
public final class Growth extends Scenario {

  private static final Duration WITHIN = Duration.ofHours(2);

  @Option(
      names = "--rows",
      split = ",",
      converter = Positive.class,
      description = "Kept, a case for each number.")
  private List<Integer> rows = List.of(10_000, 100_000, 1_000_000);

  @Option(
      names = "--tenants",
      split = ",",
      converter = Positive.class,
      description = "A case for each number.")
  private List<Integer> tenants = List.of(10, 1000, 10_000);

  @Option(
      names = "--rows-beside",
      converter = Positive.class,
      description = "Rows where tenants differ.")
  private int rowsBeside = 100_000;

  @Option(
      names = "--tenants-beside",
      converter = Positive.class,
      description = "Tenants where rows differ.")
  private int tenantsBeside = 100;

  @Mixin private final PacedCost cost = new PacedCost();

  /** What is there. */
  private record Case(String name, int rows, int tenants, boolean hot) {}

  @Override
  Section measure() throws Exception {
    List<Table> tables = new ArrayList<>();
    tables.add(
        table(
            "rows",
            rows.stream().map(count -> new Case(number(count), count, tenantsBeside, false))));
    tables.add(
        table(
            "tenants",
            tenants.stream().map(count -> new Case(number(count), rowsBeside, count, false))));
    tables.add(
        table(
            "load",
            Stream.of(
                new Case("even", rowsBeside, tenantsBeside, false),
                new Case("half of it for one tenant", rowsBeside, tenantsBeside, true))));
    String about =
        String.format(
            Locale.ROOT,
            """
            %s: a finding gets \
            another status (three of four), or a run is inserted. PostgreSQL is the source and the read model, and commits \
            the changes themselves. Where rows differ there are %,d tenants, where tenants or the load differ %,d rows. \
            The last column is the sum's ratio to the first case.
            """,
            cost.about(),
            tenantsBeside,
            rowsBeside);
    return new Section("Growth", about, tables, List.of());
  }

  private Table table(String what, Stream<Case> cases) throws Exception {
    Table table = new Table(what, "projector", "PostgreSQL", "both", "ratio");
    double first = 0;
    for (Case each : cases.toList()) {
      Progress.say("growth: " + what + " " + each.name);
      Cost cost = costOf(each);
      first = first == 0 ? cost.sum() : first;
      table.row(
          each.name,
          PacedCost.millis(cost.projectors()),
          PacedCost.millis(cost.postgres()),
          PacedCost.millis(cost.sum()),
          String.format(Locale.ROOT, "%.2f", cost.sum() / first));
    }
    return table;
  }

  private Cost costOf(Case each) throws Exception {
    try (BenchServers servers = BenchServers.start();
        Connection source = servers.connect()) {
      SeededSource.insert(source, each.tenants, each.rows);
      try (Service projector = Build.current().startProjector(servers, "projector");
          PacedChanges changes = new PacedChanges(source, each.tenants, each.rows, each.hot)) {
        try (ReadModelLook readModel = ReadModelLook.of(projector, servers)) {
          readModel.awaitReady(SeededSource.position(source), WITHIN);
          SeededSource.analyze(readModel.connection());
          return cost.of(changes, List.of(projector), servers);
        }
      }
    }
  }

  private static String number(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
