package io.tenantatlas.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Pushed events: thousands of callers follow tenants while the source changes; once all the same
 * tenant, once all of them.
 */
final class Streams implements Benchmark {

  /** Few, since what they leave behind in pools is not seen as the clients' memory. */
  private static final int WARM_UP_CLIENTS = 100;

  private static final int WARM_UP_CHANGES = 600;
  private static final int WARM_UP_PER_SECOND = 20;
  private static final double NANOS_PER_MILLI = 1e6;

  private final int clients;
  private final int changes;
  private final int perSecond;
  private final int tenants;

  Streams(Arguments arguments) {
    this.clients = arguments.number("clients", 2000);
    this.changes = arguments.number("changes", 50);
    this.perSecond = arguments.number("per-second", 2);
    this.tenants = arguments.number("tenants", 25);
  }

  /**
   * What one run showed.
   *
   * @param idle memory that came with the clients
   * @param after the same when the changes had been sent
   */
  private record Measured(Distribution millis, long missing, int lost, Memory idle, Memory after) {}

  @Override
  public String run(Server server) throws Exception {
    List<Long> all = LongStream.rangeClosed(1, tenants).boxed().toList();
    Table arrivals =
        new Table("", "p50", "p99", "max", "p99 ≤ 250 ms", "arrivals", "missing", "streams lost");
    Table memory =
        new Table(
            "memory for each client", "heap", "other", "both", "after the changes", "< 50 KB");
    add("all follow one tenant", measure(server.start(), List.of(1L)), arrivals, memory);
    add(
        String.format(Locale.ROOT, "spread over %d tenants", tenants),
        measure(server.start(), all),
        arrivals,
        memory);
    return String.format(
        Locale.ROOT,
        """
        # Pushed events
        %s, the clients too; %d streams, %d commits at %d a second, each of which changes every followed tenant; \
        from the commit's return to the complete event at a client.

        %s
        %s""",
        Machine.describe(),
        clients,
        changes,
        perSecond,
        arrivals,
        memory);
  }

  private Measured measure(Target target, List<Long> followed)
      throws IOException, InterruptedException, SQLException {
    if (target.pid() == 0) {
      throw new BenchException("--pid must be the process behind --address");
    }
    Api api = Api.connect(target.address());
    warmUp(target, api, followed);
    Memory before = Memory.of(target.pid());
    try (Changes source = new Changes(target.sourceUrl());
        EventClients callers = new EventClients(clients, changes)) {
      callers.open(target.address(), api.authorization(), followed, source.prefix());
      System.err.printf("%d streams on %d tenants%n", clients, followed.size());
      Memory idle = Memory.of(target.pid()).minus(before);
      List<Double> millis = commit(source, followed, callers, changes, perSecond);
      Memory after = Memory.of(target.pid()).minus(before);
      long missing = (long) clients * changes - millis.size();
      return new Measured(Distribution.of(millis), missing, callers.lost(), idle, after);
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
  private static List<Double> commit(
      Changes source, List<Long> tenants, EventClients callers, int changes, int perSecond)
      throws SQLException {
    long[] committedNanos = new long[changes + 1];
    Pace pace = new Pace(perSecond);
    for (int change = 1; change <= changes; change++) {
      pace.await();
      committedNanos[change] = source.commit(change, tenants);
    }
    List<Double> millis = new ArrayList<>();
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
    Distribution millis = measured.millis;
    arrivals.row(
        name,
        millis(millis.median()),
        millis(millis.percentile(99)),
        millis(millis.max()),
        millis.percentile(99) <= 250 ? "yes" : "no",
        Integer.toString(millis.size()),
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

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f ms", value);
  }

  private String kilobytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f KB", bytes / 1000.0 / clients);
  }
}
