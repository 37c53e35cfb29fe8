package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.load.Writers;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.TokenIssuer;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the processes cost when nothing happens, and when a little does. */
@Command(name = "idle", description = "Processor time when nothing changes, and at a low rate.")
public final class Idle extends Scenario {

  private static final int TRICKLE_THREADS = 1;
  private static final double MILLIS_PER_SECOND = 1000;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each part.")
  private int seconds = 30;

  @Option(names = "--settle", converter = Positive.class, description = "Seconds before each part.")
  private int settleSeconds = 10;

  @Option(names = "--per-second", converter = Positive.class, description = "Changes a second.")
  private int perSecond = 20;

  @Mixin private final Builds builds = new Builds();

  @Override
  Section measure() throws Exception {
    Table table =
        new Table(
            "process",
            "idle, cores",
            "at " + perSecond + " changes/s, cores",
            "ms of processor for each change",
            "resident");
    for (Build build : builds.all()) {
      measure(build, table);
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            Capture, the pipeline (the roles `capture` and `project` of the projector, a process each) and the query \
            API, with %d tenants: processor time over %d s without a change, and over %d s with %d single-row commits \
            a second to all captured tables. PostgreSQL and the broker are other processes and not in it.
            """,
            Writers.TENANTS,
            seconds,
            seconds,
            perSecond);
    return new Section("Idle", about, List.of(table), List.of());
  }

  private void measure(Build build, Table table) throws Exception {
    Progress.say("idle: " + build.name());
    try (BenchServers servers = BenchServers.start();
        TokenIssuer issuer = TokenIssuer.start();
        Service capture =
            build.startProjector(servers, "capture", "--atlas.projector.roles=capture");
        Service project =
            build.startProjector(servers, "project", "--atlas.projector.roles=project");
        Service queryApi = build.startQueryApi(servers, issuer)) {
      Writers.insertTenants(servers.sourceUrl());
      List<Service> services = List.of(capture, project, queryApi);
      for (Service each : services) {
        Build.ready(each);
      }
      double[] idle = processorSeconds(services);
      double[] busy;
      try (Writers writers = new Writers(servers.sourceUrl(), TRICKLE_THREADS, 1, perSecond)) {
        writers.start();
        busy = processorSeconds(services);
        writers.end();
      }
      for (int i = 0; i < services.size(); i++) {
        table.row(
            build.name() + ", " + List.of("capture", "pipeline", "query API").get(i),
            String.format(Locale.ROOT, "%.3f", idle[i] / seconds),
            String.format(Locale.ROOT, "%.3f", busy[i] / seconds),
            String.format(
                Locale.ROOT, "%.2f", busy[i] * MILLIS_PER_SECOND / ((double) perSecond * seconds)),
            services.get(i).process().cost().residentBytes() / 1_000_000 + " MB");
      }
    }
  }

  /** Of each, over the time of one part, after some time to settle. */
  private double[] processorSeconds(List<Service> services) {
    Pace.pauseMillis(settleSeconds * 1000L);
    double[] before = now(services);
    Pace.pauseMillis(seconds * 1000L);
    double[] after = now(services);
    for (int i = 0; i < after.length; i++) {
      after[i] -= before[i];
    }
    return after;
  }

  private static double[] now(List<Service> services) {
    return services.stream()
        .mapToDouble(each -> each.process().cost().processorSeconds())
        .toArray();
  }
}
