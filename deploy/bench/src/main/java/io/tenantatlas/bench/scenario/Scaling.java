package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.PacedChanges;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
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
import picocli.CommandLine.Option;

/** Whether a change costs more when more processes share the partitions. */
@Command(name = "scaling", description = "Cost of a change with one, two and three projectors.")
public final class Scaling extends Scenario {

  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final double MILLIS_PER_SECOND = 1000;

  @Option(
      names = "--processes",
      split = ",",
      converter = Positive.class,
      description = "That project, a case for each number.")
  private List<Integer> processes = List.of(1, 2, 3);

  @Option(names = "--per-second", converter = Positive.class, description = "Changes a second.")
  private int perSecond = 200;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each case.")
  private int seconds = 30;

  @Option(
      names = "--warm-up",
      converter = Positive.class,
      description = "Seconds of changes before.")
  private int warmUpSeconds = 20;

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
      double[] cost = cost(count);
      first = first == 0 ? cost[0] : first;
      table.row(
          Integer.toString(count),
          millis(cost[0]),
          millis(cost[1]),
          String.format(Locale.ROOT, "%.2f", cost[0] / first));
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            Processor time of a change at %d single-row commits a second for %d s, after %d s of the same, with %,d rows \
            of %,d tenants. One process captures and is not counted; the others share four partitions.
            """,
            perSecond,
            seconds,
            warmUpSeconds,
            rows,
            tenants);
    return new Section("More processes", about, List.of(table), List.of());
  }

  /** Of the projectors and of PostgreSQL, in milliseconds for each change. */
  private double[] cost(int count) throws Exception {
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
        changes.run(perSecond, warmUpSeconds);
        double own = -seconds(projectors);
        double postgres = -servers.postgres().processorSeconds();
        changes.run(perSecond, seconds);
        own += seconds(projectors);
        postgres += servers.postgres().processorSeconds();
        double of = MILLIS_PER_SECOND / ((double) perSecond * seconds);
        return new double[] {own * of, postgres * of};
      } finally {
        projectors.forEach(Service::close);
      }
    }
  }

  private static double seconds(List<Service> services) {
    return services.stream().mapToDouble(each -> each.process().cost().processorSeconds()).sum();
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.2f ms", millis);
  }
}
