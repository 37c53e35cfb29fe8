package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.load.Writers;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Spread;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.taker.Contender;
import io.tenantatlas.bench.taker.Taker;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One large transaction. */
@Command(name = "burst", description = "One transaction of many rows, until it is visible.")
public final class Burst extends Scenario {

  private static final int WARM_UP_COMMITS_PER_SECOND = 200;
  private static final int WARM_UP_THREADS = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(names = "--rows", converter = Positive.class, description = "Of the transaction.")
  private int rows = 200_000;

  @Option(names = "--rounds", converter = Positive.class, description = "Transactions, in turns.")
  private int rounds = 3;

  @Option(names = "--warm-up", converter = Positive.class, description = "Seconds of commits.")
  private int warmUpSeconds = 20;

  @Mixin private final Builds builds = new Builds();

  @Override
  Section measure() throws Exception {
    Table table =
        new Table("", "the `INSERT` took", "visible after its commit", "ratio", "rows/s after it");
    List<Contender> contenders = new ArrayList<>(Contender.of(builds.all()));
    contenders.add(Contender.ENGINE);
    for (Contender contender : contenders) {
      measure(contender, table);
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            One transaction inserts %,d runs of %d tenants by one statement. They are visible when the documents of all \
            partitions include the commit; for the engine alone, when Kafka has acknowledged them. %d transactions, one \
            after the other, after %d s of single-row commits.
            """,
            rows,
            Writers.TENANTS,
            rounds,
            warmUpSeconds);
    return new Section("One large transaction", about, List.of(table), List.of());
  }

  private void measure(Contender contender, Table table) throws Exception {
    AtomicLong committed = new AtomicLong();
    try (BenchServers servers = BenchServers.start();
        Connection source = servers.connect()) {
      Writers.insertTenants(servers.sourceUrl());
      try (Taker taker = contender.start().on(servers, committed::get)) {
        warmUp(servers, taker, committed);
        Spread inserts = new Spread();
        Spread visible = new Spread();
        Spread ratios = new Spread();
        for (int round = 1; round <= rounds; round++) {
          Progress.say("burst: " + contender.name() + ", " + round);
          long began = System.nanoTime();
          SeededSource.insertRunsInTurns(source, Writers.TENANTS, rows);
          long inserted = System.nanoTime();
          committed.addAndGet(rows);
          taker.awaitVisible(committed.get());
          double insert = (inserted - began) / NANOS_PER_SECOND;
          double after = (System.nanoTime() - inserted) / NANOS_PER_SECOND;
          inserts.add(insert);
          visible.add(after);
          ratios.add(after / insert);
        }
        table.row(
            contender.name(),
            inserts.spread("%.1f") + " s",
            visible.spread("%.1f") + " s",
            ratios.spread("%.1f"),
            String.format(Locale.ROOT, "%.0f", rows / visible.median()));
      }
    }
  }

  private void warmUp(BenchServers servers, Taker taker, AtomicLong committed) throws Exception {
    try (Writers load =
        new Writers(servers.sourceUrl(), WARM_UP_THREADS, 1, WARM_UP_COMMITS_PER_SECOND)) {
      load.start();
      Pace.pauseMillis(warmUpSeconds * 1000L);
      load.end();
      committed.set(load.committed());
    }
    taker.awaitVisible(committed.get());
  }
}
