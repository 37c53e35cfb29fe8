package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.PacedChanges;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build.Service;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of changes at a steady rate, and what a change then costs. */
final class PacedCost {

  private static final double MILLIS_PER_SECOND = 1000;

  @Option(names = "--per-second", converter = Positive.class, description = "Changes a second.")
  private int perSecond = 200;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each case.")
  private int seconds = 30;

  @Option(
      names = "--warm-up",
      converter = Positive.class,
      description = "Seconds of changes before.")
  private int warmUpSeconds = 20;

  /** Processor time of a change, in milliseconds. */
  record Cost(double projectors, double postgres) {
    double sum() {
      return projectors + postgres;
    }
  }

  /** Makes the changes, and says what one of them costs. */
  Cost of(PacedChanges changes, List<Service> projectors, BenchServers servers)
      throws SQLException {
    changes.run(perSecond, warmUpSeconds);
    double own = -seconds(projectors);
    double postgres = -servers.postgres().processorSeconds();
    changes.run(perSecond, seconds);
    own += seconds(projectors);
    postgres += servers.postgres().processorSeconds();
    double of = MILLIS_PER_SECOND / ((double) perSecond * seconds);
    return new Cost(own * of, postgres * of);
  }

  private static double seconds(List<Service> services) {
    return services.stream().mapToDouble(each -> each.process().cost().processorSeconds()).sum();
  }

  /** For a section's text. */
  String about() {
    return String.format(
        Locale.ROOT,
        "Processor time of a change at %d single-row commits a second for %d s, after %d s of the same",
        perSecond,
        seconds,
        warmUpSeconds);
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, "%.2f ms", millis);
  }
}
