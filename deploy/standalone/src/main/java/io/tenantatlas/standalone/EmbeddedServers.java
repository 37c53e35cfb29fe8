package io.tenantatlas.standalone;

import io.tenantatlas.standalone.embedded.DataDirectory;
import io.tenantatlas.standalone.embedded.EmbeddedKafkaBroker;
import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.Ports;
import io.tenantatlas.standalone.embedded.ReadOnlyRole;
import io.tenantatlas.standalone.embedded.StartException;
import io.tenantatlas.standalone.workload.DemoWorkload;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts what the beans stand on before there is any bean: the data directory's lock, PostgreSQL
 * with the source tables and their first rows, and the Kafka broker. Tells the beans where they
 * are, unless the user did.
 *
 * <p>Nothing is started before every port is known to be free. {@link #close} may be called at any
 * time, from any thread and more than once; it waits for a start under way.
 */
final class EmbeddedServers
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);
  private static final String SOURCE = "tenant_atlas";
  private static final String READ_MODEL = "read_model";
  private static final String READER = "query_api";

  /** Of the tokens that this run gives and takes. An address, but nobody's. */
  private static final String ISSUER = "https://standalone.tenantatlas.invalid";

  private static final String AUDIENCE = "tenantatlas";

  private @Nullable DataDirectory directory;
  private @Nullable EmbeddedPostgresServer postgres;
  private volatile @Nullable EmbeddedKafkaBroker kafka;

  @Override
  public synchronized void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    Binder binder = Binder.get(environment);
    StandaloneProperties settings = settings(binder);
    Map<String, Integer> ports = ports(binder, settings);

    DataDirectory data = DataDirectory.open(settings.dataDirectory());
    directory = data;
    var server = new EmbeddedPostgresServer(data.resolve("postgres"), settings.postgres().port());
    if (server.stopLeftover()) {
      LOG.info("Stopped the PostgreSQL that the last run left behind");
    }
    Ports.requireFree(ports);

    CompletableFuture<Void> kafkaStarted =
        CompletableFuture.runAsync(
            () -> startKafka(data, settings, ports), EmbeddedServers::inThreadOfItsOwn);
    postgres = server;
    startPostgres(server, settings).ifPresent(workload -> register(context, workload));
    join(kafkaStarted);
    ReadOnlyRole reader =
        ReadOnlyRole.create(server, READER, READ_MODEL, List.of(SOURCE, "postgres", "template1"));
    environment.getPropertySources().addLast(addresses(server, reader, settings.kafka().port()));
    LOG.info(
        "PostgreSQL {} and Kafka 127.0.0.1:{} run; their data are in {}",
        server.jdbcUrl(SOURCE),
        settings.kafka().port(),
        data.resolve(""));
  }

  private static StandaloneProperties settings(Binder binder) {
    try {
      return binder.bindOrCreate(StandaloneProperties.PREFIX, StandaloneProperties.class);
    } catch (BindException e) {
      throw new StartException(StandaloneProperties.explain(e));
    }
  }

  private static Map<String, Integer> ports(Binder binder, StandaloneProperties settings) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("server.port", binder.bind("server.port", Integer.class).orElse(8080));
    ports.put(
        "management.server.port",
        binder.bind("management.server.port", Integer.class).orElse(8081));
    ports.put(StandaloneProperties.PREFIX + ".postgres.port", settings.postgres().port());
    ports.put(StandaloneProperties.PREFIX + ".kafka.port", settings.kafka().port());
    return ports;
  }

  /** Not the common pool: its threads cannot load what lies inside the executable jar. */
  private static void inThreadOfItsOwn(Runnable task) {
    var unused = Thread.ofPlatform().name("start-kafka").start(task);
  }

  private void startKafka(
      DataDirectory data, StandaloneProperties settings, Map<String, Integer> ports) {
    kafka =
        EmbeddedKafkaBroker.start(data.resolve("kafka"), settings.kafka().port(), ports.values());
  }

  /**
   * Returns the workload, which has filled empty tables and waits to be started; empty when it is
   * off.
   */
  private static Optional<DemoWorkload> startPostgres(
      EmbeddedPostgresServer server, StandaloneProperties settings) {
    server.start(List.of(SOURCE, READ_MODEL));
    String url = server.jdbcUrl(SOURCE);
    settings
        .sourceSchema()
        .create(url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    return settings.workload().enabled() ? Optional.of(seeded(url, settings)) : Optional.empty();
  }

  private static DemoWorkload seeded(String url, StandaloneProperties settings) {
    Long chosen = settings.workload().seed();
    long seed = chosen == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : chosen;
    var workload =
        new DemoWorkload(
            url,
            EmbeddedPostgresServer.USER,
            EmbeddedPostgresServer.PASSWORD,
            settings.sourceSchema(),
            InstantSource.system(),
            seed);
    try {
      boolean seeded = workload.seed(settings.workload().tenants());
      LOG.info(
          "Demo workload: {} changes/s after READY, atlas.standalone.workload.seed={}{}",
          settings.workload().rate(),
          seed,
          seeded ? ", history written" : "");
      return workload;
    } catch (SQLException e) {
      throw new StartException("the demo workload cannot write its history: " + e.getMessage(), e);
    }
  }

  private static void register(ConfigurableApplicationContext context, DemoWorkload workload) {
    context.getBeanFactory().registerSingleton("standaloneWorkload", workload);
  }

  private static void join(CompletableFuture<Void> started) {
    try {
      started.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StartException line ? line : e;
    }
  }

  /** Comes last, so that every other source of settings wins. */
  private static MapPropertySource addresses(
      EmbeddedPostgresServer server, ReadOnlyRole reader, int kafkaPort) {
    String user = EmbeddedPostgresServer.USER;
    String password = EmbeddedPostgresServer.PASSWORD;
    Map<String, Object> settings = new LinkedHashMap<>();
    addDatabase(settings, "atlas.source", server.jdbcUrl(SOURCE), user, password);
    addDatabase(settings, "atlas.read-model", server.jdbcUrl(READ_MODEL), user, password);
    addDatabase(
        settings,
        "atlas.query-api.read-model",
        server.jdbcUrl(READ_MODEL),
        reader.name(),
        reader.password());
    settings.put("atlas.query-api.token.issuer", ISSUER);
    settings.put("atlas.query-api.token.audience", AUDIENCE);
    settings.put("atlas.kafka.bootstrap-servers", "127.0.0.1:" + kafkaPort);
    settings.put("atlas.query-api.memory.kafka.bootstrap-servers", "127.0.0.1:" + kafkaPort);
    settings.put("atlas.query-api.memory.kafka.topic-prefix", "${atlas.kafka.topic-prefix:atlas.}");
    settings.put("atlas.kafka.partitions", 4);
    settings.put("atlas.kafka.replication-factor", 1);
    return new MapPropertySource("standalone", settings);
  }

  private static void addDatabase(
      Map<String, Object> settings, String prefix, String url, String user, String password) {
    settings.put(prefix + ".url", url);
    settings.put(prefix + ".username", user);
    settings.put(prefix + ".password", password);
  }

  @Override
  public synchronized void close() {
    EmbeddedKafkaBroker broker = kafka;
    kafka = null;
    EmbeddedPostgresServer server = postgres;
    postgres = null;
    DataDirectory locked = directory;
    directory = null;
    try (locked;
        server;
        broker) {
      // Closed in the opposite order, each also when the one before fails.
    }
  }
}
