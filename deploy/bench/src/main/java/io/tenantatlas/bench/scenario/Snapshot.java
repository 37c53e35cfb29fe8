package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.baseline.EngineArguments.Mode;
import io.tenantatlas.bench.baseline.EngineToKafka;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.ReadModelLook;
import io.tenantatlas.bench.taker.BaselineTaker;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The first reading of a source that has rows. */
@Command(
    name = "snapshot",
    description = "First snapshot until served, beside Debezium's snapshot into Kafka alone.")
public final class Snapshot extends Scenario {

  private static final Duration WITHIN = Duration.ofHours(1);
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(names = "--rows", converter = Positive.class, description = "Of the source.")
  private int rows = 2_000_000;

  @Option(names = "--tenants", converter = Positive.class, description = "With equal shares.")
  private int tenants = 1000;

  @Mixin private final Builds builds = new Builds();

  @Override
  Section measure() throws Exception {
    Table table = new Table("", "seconds", "rows/s", "engine's time / its time");
    double engine;
    try (BenchServers servers = BenchServers.start()) {
      seed(servers);
      Progress.say("snapshot: engine alone");
      engine = engine(servers);
      add(table, "engine alone", engine, engine);
    }
    for (Build build : builds.all()) {
      try (BenchServers servers = BenchServers.start()) {
        String position = seed(servers);
        Progress.say("snapshot: " + build.name());
        add(table, build.name(), product(build, servers, position), engine);
      }
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            A source with %,d rows of %,d tenants (findings 40 %%, runs 40 %%, items 20 %%), and everything else empty: \
            from the start of the JVM until all partitions serve the documents; for Debezium's engine alone, until Kafka \
            has acknowledged its snapshot.
            """,
            rows,
            tenants);
    return new Section("First snapshot", about, List.of(table), List.of());
  }

  /** Returns the position after the rows. */
  private String seed(BenchServers servers) throws Exception {
    Progress.say("snapshot: inserting " + rows + " rows");
    try (Connection source = servers.connect()) {
      SeededSource.insert(source, tenants, rows);
      return SeededSource.position(source);
    }
  }

  private double engine(BenchServers servers) throws Exception {
    long began = System.nanoTime();
    try (BaselineTaker engine = BaselineTaker.start(EngineToKafka.class, servers, Mode.SNAPSHOT)) {
      engine.awaitVisible(rows + tenants);
      return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }
  }

  private static double product(Build build, BenchServers servers, String position)
      throws Exception {
    long began = System.nanoTime();
    try (Service projector = build.startProjector(servers, "projector");
        ReadModelLook readModel = ReadModelLook.of(projector, servers)) {
      readModel.awaitReady(position, WITHIN);
      return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }
  }

  private void add(Table table, String name, double seconds, double engine) {
    table.row(
        name,
        String.format(Locale.ROOT, "%.1f", seconds),
        String.format(Locale.ROOT, "%.0f", (rows + tenants) / seconds),
        String.format(Locale.ROOT, "%.2f", engine / seconds));
  }
}
