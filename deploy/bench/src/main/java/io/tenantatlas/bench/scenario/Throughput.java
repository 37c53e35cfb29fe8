package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.baseline.EngineToKafka;
import io.tenantatlas.bench.load.Pace;
import io.tenantatlas.bench.load.Visibility;
import io.tenantatlas.bench.load.Writers;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import io.tenantatlas.bench.report.Table;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.ProcessUnderTest;
import io.tenantatlas.bench.servers.TokenIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From commit to document under as much load as the writers can make. */
@Command(
    name = "throughput",
    description = "Commit to document under full load, beside Debezium's engine alone.")
public final class Throughput extends Scenario {

  private static final int PARTITIONS = 4;
  private static final int SAMPLE_MILLIS = 50;
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(3);
  private static final double MILLIS_PER_SECOND = 1000;
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(names = "--seconds", converter = Positive.class, description = "Of each case.")
  private int seconds = 60;

  @Option(names = "--warm-up", converter = Positive.class, description = "Seconds before, of load.")
  private int warmUpSeconds = 30;

  @Option(names = "--rows", split = ",", description = "Rows of a commit.")
  private List<Integer> rowsOfCommit = List.of(1, 10, 100);

  @Option(names = "--writers", converter = Positive.class, description = "Connections that write.")
  private int writers = 4;

  @Option(names = "--old", paramLabel = "DIR", description = "Jars of another build, as well.")
  private @Nullable Path old;

  /** What is measured of whoever takes the changes. */
  private interface Taker extends AutoCloseable {
    /** How many of the committed rows are visible. */
    long visible() throws SQLException;

    /** What its processes have cost so far. */
    double processorSeconds();

    @Override
    void close() throws IOException, SQLException;
  }

  private record Result(double committed, double visible, double drainedSeconds, String costs) {}

  @Override
  Section measure() throws Exception {
    Table figures =
        new Table(
            "rows of a commit",
            "",
            "committed rows/s",
            "visible rows/s",
            "all visible after",
            "ms of processor a row: its processes, PostgreSQL, broker");
    Table ratios = new Table("rows of a commit", "visible, ours / other", "ratio");
    for (int rows : rowsOfCommit) {
      Map<String, Result> results = new TreeMap<>();
      for (Build build : Build.currentAnd(old)) {
        results.put(build.name(), measure(build, rows));
      }
      results.put("engine alone", measure(null, rows));
      results.forEach((name, result) -> add(figures, rows, name, result));
      Result ours = results.remove("ours");
      results.forEach(
          (name, result) ->
              ratios.row(
                  Integer.toString(rows),
                  name,
                  String.format(Locale.ROOT, "%.2f", ours.visible / result.visible)));
    }
    String about =
        String.format(
            Locale.ROOT,
            """
            %d writers commit changes of all captured tables, of %d tenants, as fast as they can, for %d s after %d s \
            of the same. A row is visible when the documents of all partitions include its commit; for the engine \
            alone, when Kafka has acknowledged it. Each case has fresh servers; the writers and the servers share the \
            machine with what is measured, so whoever costs less sees more written.
            """,
            writers,
            Writers.TENANTS,
            seconds,
            warmUpSeconds);
    return new Section("Throughput", about, List.of(ratios, figures), List.of());
  }

  private static void add(Table figures, int rows, String name, Result result) {
    figures.row(
        Integer.toString(rows),
        name,
        String.format(Locale.ROOT, "%.0f", result.committed),
        String.format(Locale.ROOT, "%.0f", result.visible),
        Double.isInfinite(result.drainedSeconds)
            ? "more than " + DRAINED_WITHIN.toSeconds() + " s"
            : String.format(Locale.ROOT, "%.1f s", result.drainedSeconds),
        result.costs);
  }

  /** Of a build, or, without one, of the engine. */
  private Result measure(@Nullable Build build, int rows) throws Exception {
    Progress.say(
        String.format(
            Locale.ROOT,
            "throughput: %s, commits of %d",
            build == null ? "engine" : build.name(),
            rows));
    try (BenchServers servers = BenchServers.start()) {
      Writers.insertTenants(servers.sourceUrl());
      try (Writers load = new Writers(servers.sourceUrl(), writers, rows, 0);
          Taker taker = build == null ? engine(servers) : product(build, servers, load)) {
        return measure(servers, load, taker);
      }
    }
  }

  private Result measure(BenchServers servers, Writers load, Taker taker) throws Exception {
    load.start();
    Pace.pauseMillis(warmUpSeconds * 1000L);
    double[] costs = costs(servers, taker);
    long committed = load.committed();
    long visible = taker.visible();
    long began = System.nanoTime();
    Pace.pauseMillis(seconds * 1000L);
    double[] costsThen = costs(servers, taker);
    committed = load.committed() - committed;
    visible = taker.visible() - visible;
    long ended = System.nanoTime();
    load.end();
    double took = (ended - began) / NANOS_PER_SECOND;
    return new Result(
        committed / took,
        visible / took,
        drain(load.committed(), taker),
        costs(costs, costsThen, visible));
  }

  private static double[] costs(BenchServers servers, Taker taker) {
    return new double[] {
      taker.processorSeconds(),
      servers.postgres().processorSeconds(),
      servers.broker().processorSeconds()
    };
  }

  private static String costs(double[] before, double[] after, long rows) {
    return String.format(
        Locale.ROOT,
        "%.3f, %.3f, %.3f",
        (after[0] - before[0]) * MILLIS_PER_SECOND / rows,
        (after[1] - before[1]) * MILLIS_PER_SECOND / rows,
        (after[2] - before[2]) * MILLIS_PER_SECOND / rows);
  }

  /** Infinite when it takes longer than is waited. */
  private static double drain(long committed, Taker taker) throws Exception {
    long began = System.nanoTime();
    while (taker.visible() < committed) {
      if (System.nanoTime() - began > DRAINED_WITHIN.toNanos()) {
        return Double.POSITIVE_INFINITY;
      }
      Pace.pauseMillis(SAMPLE_MILLIS);
    }
    return (System.nanoTime() - began) / NANOS_PER_SECOND;
  }

  /** The services of a build; what is visible is known by positions of the source's log. */
  private static Taker product(Build build, BenchServers servers, Writers load) throws Exception {
    TokenIssuer issuer = TokenIssuer.start();
    Service projector = build.startProjector(servers, "projector");
    Service queryApi = build.startQueryApi(servers, issuer);
    Build.ready(projector);
    Build.ready(queryApi);
    Connection source = servers.connect();
    Connection readModel = servers.connectReadModel();
    Visibility visibility = new Visibility();
    ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
    var unused =
        sampler.scheduleWithFixedDelay(
            () -> {
              try {
                long rows = load.committed();
                visibility.note(rows, number(source, "select pg_current_wal_lsn() - '0/0'"));
              } catch (SQLException e) {
                throw new BenchException("the source's position: " + e.getMessage());
              }
            },
            0,
            SAMPLE_MILLIS,
            TimeUnit.MILLISECONDS);
    return new Taker() {
      @Override
      public long visible() throws SQLException {
        return visibility.rowsBefore(
            number(readModel, "select min(source_lsn) - '0/0' from partition_progress"));
      }

      @Override
      public double processorSeconds() {
        return projector.process().cost().processorSeconds()
            + queryApi.process().cost().processorSeconds();
      }

      @Override
      public void close() throws IOException, SQLException {
        sampler.shutdownNow();
        source.close();
        readModel.close();
        queryApi.close();
        projector.close();
        issuer.close();
      }
    };
  }

  /** The engine; what Kafka has acknowledged is at the topic's end. */
  private static Taker engine(BenchServers servers) throws Exception {
    Map<String, Object> kafka = Map.of("bootstrap.servers", servers.brokers());
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createTopics(List.of(new NewTopic(EngineToKafka.TOPIC, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    ProcessUnderTest process =
        ProcessUnderTest.start(
            EngineToKafka.class,
            servers.directory(),
            Build.HEAP,
            List.of(
                Integer.toString(servers.postgresPort()),
                "tenant_atlas",
                BenchServers.USER,
                BenchServers.PASSWORD,
                servers.brokers()));
    awaitSlot(servers);
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(EngineToKafka.TOPIC, partition))
            .toList();
    return new Taker() {
      @Override
      public long visible() {
        return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      }

      @Override
      public double processorSeconds() {
        return process.cost().processorSeconds();
      }

      @Override
      public void close() {
        consumer.close();
        process.close();
      }
    };
  }

  private static void awaitSlot(BenchServers servers) throws Exception {
    String active =
        "select count(*) from pg_replication_slots where active and slot_name = '"
            + EngineToKafka.SLOT
            + "'";
    long began = System.nanoTime();
    try (Connection source = servers.connect()) {
      while (number(source, active) == 0) {
        if (System.nanoTime() - began > DRAINED_WITHIN.toNanos()) {
          throw new BenchException("the engine does not stream within " + DRAINED_WITHIN);
        }
        Pace.pauseMillis(SAMPLE_MILLIS);
      }
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
