package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.changelog.ChangeLogTopic;
import io.tenantatlas.bench.changelog.ChangeLogTopic.Written;
import io.tenantatlas.bench.replay.RawReplay;
import io.tenantatlas.bench.replay.StreamsReplay;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.ProcessUnderTest;
import io.tenantatlas.bench.servers.ReadModelLook;
import io.tenantatlas.projector.change.SourcePosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a change log is applied into an empty read model. */
@Command(
    name = "replay",
    description = "A change log into an empty read model, beside Kafka Streams and a bare reader.")
public final class Replay extends Scenario {

  private static final Duration WITHIN = Duration.ofHours(1);
  private static final List<String> STREAMS_JVM =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  @Option(names = "--changes", converter = Positive.class, description = "Of rows, in the log.")
  private int changes = 2_000_000;

  @Option(names = "--tenants", converter = Positive.class, description = "With equal shares.")
  private int tenants = 1000;

  @Mixin private final Builds builds = new Builds();

  /**
   * What one of them did.
   *
   * @param totals that all must have alike; empty if it has none
   * @param ownSeconds of processor
   * @param serverSeconds of processor, by PostgreSQL and the broker
   */
  private record Run(
      String name,
      long records,
      long nanos,
      String totals,
      double ownSeconds,
      double serverSeconds) {

    double perSecond() {
      return records * 1e9 / nanos;
    }
  }

  @Override
  Section measure() throws Exception {
    List<Run> runs = new ArrayList<>();
    for (Build build : builds.all()) {
      try (BenchServers servers = BenchServers.start()) {
        Progress.say("replay: writing " + changes + " changes");
        Written written = ChangeLogTopic.write(servers.brokers(), changes, tenants);
        runs.add(projector(build, servers, written));
        if (runs.size() == 1) {
          runs.add(streams(servers, written));
          runs.add(raw(servers));
        }
      }
    }
    requireSameTotals(runs);
    return new Section("Replay", about(), List.of(table(runs)), List.of());
  }

  private static Run projector(Build build, BenchServers servers, Written written)
      throws Exception {
    Progress.say("replay: projector, " + build.name());
    double before = serverSeconds(servers);
    try (Service projector =
            build.startProjector(servers, "projector", "--atlas.projector.roles=project");
        ReadModelLook readModel = ReadModelLook.of(projector, servers)) {
      long first = readModel.awaitRecord(WITHIN);
      long began = System.nanoTime();
      readModel.awaitReady(new SourcePosition(written.position()).toString(), WITHIN);
      long nanos = System.nanoTime() - began;
      return new Run(
          "projector, " + build.name(),
          written.records() - first,
          nanos,
          totals(readModel),
          projector.process().cost().processorSeconds(),
          serverSeconds(servers) - before);
    }
  }

  private static double serverSeconds(BenchServers servers) {
    return servers.postgres().plus(servers.broker()).processorSeconds();
  }

  private static String totals(ReadModelLook readModel) throws SQLException {
    return readModel.text(
        """
        select concat_ws(' ', sum((content::jsonb #>> '{dashboard,drift,open_findings,total}')::bigint),
                         sum((content::jsonb #>> '{inventory,total_items}')::bigint),
                         sum((content::jsonb #>> '{operations,active}')::bigint))
          from document where kind = 'kpi'
        """);
  }

  private static Run streams(BenchServers servers, Written written) throws Exception {
    Progress.say("replay: Kafka Streams");
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", servers.brokers()))) {
      NewTopic sink =
          new NewTopic(StreamsReplay.COUNTERS, ChangeLogTopic.PARTITIONS, (short) 1)
              .configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(List.of(sink)).all().get();
    }
    return program(
        "Kafka Streams",
        StreamsReplay.class,
        servers,
        List.of(
            servers.brokers(),
            Long.toString(written.position()),
            servers.directory().resolve("streams").toString()));
  }

  private static Run raw(BenchServers servers) throws Exception {
    Progress.say("replay: bare reader");
    return program("poll and parse", RawReplay.class, servers, List.of(servers.brokers()));
  }

  private static Run program(
      String name, Class<?> program, BenchServers servers, List<String> arguments)
      throws Exception {
    double before = serverSeconds(servers);
    List<String> options = new ArrayList<>(Build.HEAP);
    options.addAll(STREAMS_JVM);
    try (ProcessUnderTest process =
        ProcessUnderTest.start(program, servers.directory(), options, arguments)) {
      String[] done = process.awaitLine("DONE ", WITHIN).split(" ", 3);
      return new Run(
          name,
          Long.parseLong(done[0]),
          Long.parseLong(done[1]),
          done[2].strip(),
          process.cost().processorSeconds(),
          serverSeconds(servers) - before);
    }
  }

  private static void requireSameTotals(List<Run> runs) {
    List<String> totals =
        runs.stream().map(Run::totals).filter(each -> !each.isEmpty()).distinct().toList();
    if (totals.size() != 1) {
      throw new BenchException("open findings, items and active runs are not the same: " + totals);
    }
  }

  private static Table table(List<Run> runs) {
    Table table =
        new Table(
            "applied by",
            "records/s",
            "of ours",
            "processor µs for each record, own",
            "of PostgreSQL and the broker");
    for (Run run : runs) {
      table.row(
          run.name,
          String.format(Locale.ROOT, "%.0f", run.perSecond()),
          String.format(Locale.ROOT, "%.2f", run.perSecond() / runs.getFirst().perSecond()),
          String.format(Locale.ROOT, "%.1f", run.ownSeconds * 1e6 / run.records),
          String.format(Locale.ROOT, "%.1f", run.serverSeconds * 1e6 / run.records));
    }
    return table;
  }

  private String about() {
    return String.format(
        Locale.ROOT,
        """
        A change log of %,d changes of %,d tenants in %d partitions: a snapshot with half of them, then updates, with a \
        mark in each partition behind 1,000. It is applied from its beginning, by processes of their own with %d threads \
        and 1 GB of heap; records/s from the first to the last, processor time with the start of the process. The \
        projector applies it into an empty read model until that is ready (all documents, links and rankings). Kafka \
        Streams (at least once, RocksDB with its logs in Kafka, committed every second) keeps each row's last image and \
        the KPI document's counters of each tenant, without time windows that move. The bare reader polls and parses. The \
        first two must agree on open findings, items and active runs of all tenants.
        """,
        changes,
        tenants,
        ChangeLogTopic.PARTITIONS,
        ChangeLogTopic.PARTITIONS);
  }
}
