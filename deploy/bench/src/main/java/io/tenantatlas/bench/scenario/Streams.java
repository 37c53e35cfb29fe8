package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.Changes;
import io.tenantatlas.bench.load.EventClients;
import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Spread;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.Memory;
import io.tenantatlas.bench.servers.Standalone;
import io.tenantatlas.bench.servers.Target;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Pushed events: thousands of callers follow tenants while the source changes; once all the same
 * tenant, once all of them.
 */
@Command(
    name = "streams",
    description = "Pushed events: time from commit to arrival, memory of each client.")
public final class Streams extends Scenario {

  /** Few, since what they leave behind in pools is not seen as the clients' memory. */
  private static final int WARM_UP_CLIENTS = 100;

  private static final int WARM_UP_CHANGES = 600;
  private static final int WARM_UP_PER_SECOND = 20;
  private static final double NANOS_PER_MILLI = 1e6;

  @Option(names = "--clients", converter = Positive.class, description = "Event streams.")
  private int clients = 2000;

  @Option(
      names = "--changes",
      converter = Positive.class,
      description = "Commits, each of a change for every followed tenant.")
  private int changes = 50;

  @Option(names = "--per-second", converter = Positive.class, description = "Commits a second.")
  private int perSecond = 2;

  @Option(names = "--tenants", converter = Positive.class, description = "Of the demo.")
  private int tenants = 25;

  /**
   * What one run showed.
   *
   * @param idle memory that came with the clients
   * @param after the same when the changes had been sent
   */
  private record Measured(Spread millis, long missing, int lost, Memory idle, Memory after) {}

  @Override
  Section measure() throws Exception {
    List<Long> all = LongStream.rangeClosed(1, tenants).boxed().toList();
    Table arrivals =
        new Table("", "p50", "p99", "max", "p99 ≤ 250 ms", "arrivals", "missing", "streams lost");
    Table memory =
        new Table(
            "memory for each client", "heap", "other", "both", "after the changes", "< 50 KB");
    try (Standalone server = new Standalone(tenants)) {
      add("all follow one tenant", measure(server.start(), List.of(1L)), arrivals, memory);
      add(
          String.format(Locale.ROOT, "spread over %d tenants", tenants),
          measure(server.start(), all),
          arrivals,
          memory);
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            %d clients of `…/stream` of a standalone run, read by one thread; %d commits at %d a second, each of \
            which inserts a finding for every followed tenant. The time is from the commit's return to the complete \
            event at a client. Memory is what came with the clients, divided by them: objects that a full collection \
            leaves (heap), and growth of the process, whose heap is touched from the start (other). The kernel's \
            socket buffers are in neither.
            """,
            clients,
            changes,
            perSecond);
    return new Section("Pushed events", about, List.of(arrivals, memory), List.of());
  }

  private Measured measure(Target target, List<Long> followed)
      throws IOException, InterruptedException, SQLException {
    Api api = Api.connect(target.address());
    warmUp(target, api, followed);
    Memory before = Memory.of(target.pid());
    try (Changes source = new Changes(target.sourceUrl());
        EventClients callers = new EventClients(clients, changes)) {
      callers.open(target.address(), api.authorization(), followed, source.prefix());
      Progress.say(
          String.format(Locale.ROOT, "%d streams on %d tenants", clients, followed.size()));
      Memory idle = Memory.of(target.pid()).minus(before);
      Spread millis = commit(source, followed, callers, changes, perSecond);
      Memory after = Memory.of(target.pid()).minus(before);
      long missing = (long) clients * changes - millis.size();
      return new Measured(millis, missing, callers.lost(), idle, after);
    }
  }

  /**
   * Returns when the server has noticed that its callers went, which it does by writing to them.
   */
  private static void warmUp(Target target, Api api, List<Long> followed)
      throws IOException, InterruptedException, SQLException {
    try (Changes source = new Changes(target.sourceUrl())) {
      try (EventClients callers = new EventClients(WARM_UP_CLIENTS, WARM_UP_CHANGES)) {
        callers.open(target.address(), api.authorization(), followed, source.prefix());
        var unused = commit(source, followed, callers, WARM_UP_CHANGES, WARM_UP_PER_SECOND);
      }
      for (int change = WARM_UP_CHANGES + 1; Api.streams(target.management()) > 0; change++) {
        var unused = source.commit(change, followed);
        Pace.pauseMillis(200);
      }
    }
  }

  /** Commits changes at a steady rate, and returns how long each took to each client. */
  private static Spread commit(
      Changes source, List<Long> tenants, EventClients callers, int changes, int perSecond)
      throws SQLException {
    long[] committedNanos = new long[changes + 1];
    Pace pace = new Pace(perSecond);
    for (int change = 1; change <= changes; change++) {
      pace.await();
      committedNanos[change] = source.commit(change, tenants);
    }
    Spread millis = new Spread();
    for (int change = 1; change <= changes; change++) {
      var unused = callers.awaitArrival(change);
      for (long arrived : callers.arrivals(change)) {
        if (arrived != 0) {
          millis.add((arrived - committedNanos[change]) / NANOS_PER_MILLI);
        }
      }
    }
    return millis;
  }

  private void add(String name, Measured measured, Table arrivals, Table memory) {
    Spread millis = measured.millis;
    arrivals.row(
        name,
        Spread.millis(millis.median()),
        Spread.millis(millis.percentile(99)),
        Spread.millis(millis.max()),
        millis.percentile(99) <= 250 ? "yes" : "no",
        Long.toString(millis.size()),
        Long.toString(measured.missing),
        Integer.toString(measured.lost));
    memory.row(
        name,
        kilobytes(measured.idle.liveBytes()),
        kilobytes(measured.idle.residentBytes()),
        kilobytes(total(measured.idle)),
        "%s + %s = %s"
            .formatted(
                kilobytes(measured.after.liveBytes()),
                kilobytes(measured.after.residentBytes()),
                kilobytes(total(measured.after))),
        Math.max(total(measured.idle), total(measured.after)) / clients < 50_000 ? "yes" : "no");
  }

  /** The heap is resident as a whole from the start, so it is in the first alone. */
  private static long total(Memory memory) {
    return memory.liveBytes() + memory.residentBytes();
  }

  private String kilobytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f KB", bytes / 1000.0 / clients);
  }
}
