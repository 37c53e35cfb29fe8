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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a change costs more when more processes share the partitions. */
@Command(name = "scaling", description = "Cost of a change with one, two and three projectors.")
public final class Scaling extends Scenario {

  private static final Duration WITHIN = Duration.ofMinutes(10);

  @Option(
      names = "--processes",
      split = ",",
      converter = Positive.class,
      description = "That project, a case for each number.")
  private List<Integer> processes = List.of(1, 2, 3);

  @Mixin private final PacedCost cost = new PacedCost();

  @Option(names = "--rows", converter = Positive.class, description = "Of the source.")
  private int rows = 20_000;

  @Option(names = "--tenants", converter = Positive.class, description = "Of the source.")
  private int tenants = 100;

  @Override
  Section measure() throws Exception {
    Table table = new Table("processes", "projectors", "PostgreSQL", "ratio of the projectors'");
    double first = 0;
    for (int count : processes) {
      Progress.say("scaling: " + count);
      Cost each = costWith(count);
      first = first == 0 ? each.projectors() : first;
      table.row(
          Integer.toString(count),
          PacedCost.millis(each.projectors()),
          PacedCost.millis(each.postgres()),
          String.format(Locale.ROOT, "%.2f", each.projectors() / first));
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            %s, with %,d rows of %,d tenants. One process captures and is not counted; the others share four partitions.
            """,
            cost.about(),
            rows,
            tenants);
    return new Section("More processes", about, List.of(table), List.of());
  }

  private Cost costWith(int count) throws Exception {
    List<Service> projectors = new ArrayList<>();
    try (BenchServers servers = BenchServers.start();
        Connection source = servers.connect()) {
      SeededSource.insert(source, tenants, rows);
      try (Service capture =
              Build.current()
                  .startProjector(servers, "capture", "--atlas.projector.roles=capture");
          PacedChanges changes = new PacedChanges(source, tenants, rows, false)) {
        var unused = Build.ready(capture);
        for (int number = 1; number <= count; number++) {
          projectors.add(
              Build.current()
                  .startProjector(servers, "project-" + number, "--atlas.projector.roles=project"));
        }
        for (Service each : projectors) {
          Build.ready(each);
        }
        try (ReadModelLook readModel = ReadModelLook.of(projectors.getFirst(), servers)) {
          readModel.awaitReady(SeededSource.position(source), WITHIN);
        }
        return cost.of(changes, projectors, servers);
      } finally {
        projectors.forEach(Service::close);
      }
    }
  }
}
