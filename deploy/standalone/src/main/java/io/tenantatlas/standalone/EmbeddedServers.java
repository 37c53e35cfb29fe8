package io.tenantatlas.standalone;

import io.tenantatlas.service.settings.SettingsCheck;
import io.tenantatlas.service.startup.StartupFailure;
import io.tenantatlas.standalone.ServerConnections.Database;
import io.tenantatlas.standalone.embedded.DataDirectory;
import io.tenantatlas.standalone.embedded.EmbeddedKafkaBroker;
import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.Ports;
import io.tenantatlas.standalone.embedded.ReadOnlyRole;
import io.tenantatlas.standalone.workload.DemoWorkload;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the services stand on: the data directory's lock, PostgreSQL with the source tables and
 * their first rows, and the Kafka broker. It starts before there is any bean, and tells both
 * services where it is.
 *
 * <p>Nothing is started before every setting is known to exist and every port to be free. {@link
 * #close} may be called at any time, from any thread and more than once; it waits for a start under
 * way.
 */
final class EmbeddedServers implements Servers {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);
  private static final String SOURCE = "tenant_atlas";
  private static final String READ_MODEL = "read_model";
  private static final String READER = "query_api";

  private @Nullable DataDirectory directory;
  private @Nullable EmbeddedPostgresServer postgres;
  private @Nullable DemoWorkload workload;
  private @Nullable ServerConnections forReader;
  private volatile @Nullable EmbeddedKafkaBroker kafka;

  @Override
  public synchronized void startFor(ConfigurableApplicationContext projector) {
    ConfigurableEnvironment environment = projector.getEnvironment();
    SettingsCheck.ofClassPath().refuseUnknown(ConfigurationPropertySources.get(environment));
    Binder binder = Binder.get(environment);
    StandaloneProperties settings = StandaloneProperties.read(binder);
    Map<String, Integer> ports = ports(binder, settings);

    DataDirectory data = DataDirectory.open(settings.dataDirectory());
    directory = data;
    var server = new EmbeddedPostgresServer(data.resolve("postgres"), settings.postgres().port());
    if (server.stopLeftover()) {
      LOG.info("Stopped the PostgreSQL that the last run left behind");
    }
    Ports.requireFree(ports);

    CompletableFuture<EmbeddedKafkaBroker> kafkaStarted =
        CompletableFuture.supplyAsync(
            () -> startKafka(data, settings, ports), EmbeddedServers::inThreadOfItsOwn);
    postgres = server;
    workload = startPostgres(server, settings);
    String brokers = join(kafkaStarted).bootstrapServers();
    Database source = owned(server, SOURCE);
    new ServerConnections(brokers, source, owned(server, READ_MODEL)).announceTo(projector);
    ReadOnlyRole reader =
        ReadOnlyRole.create(server, READER, READ_MODEL, List.of(SOURCE, "postgres", "template1"));
    forReader =
        new ServerConnections(
            brokers,
            source,
            new Database(server.jdbcUrl(READ_MODEL), reader.name(), reader.password()));
    LOG.info(
        "PostgreSQL {} and Kafka {} run; their data are in {}",
        source.url(),
        brokers,
        data.resolve(""));
  }

  /** And gives it the workload to start. */
  @Override
  public synchronized void announceToReader(ConfigurableApplicationContext queryApi) {
    Objects.requireNonNull(forReader, "the servers have not started").announceTo(queryApi);
    if (workload != null) {
      queryApi.getBeanFactory().registerSingleton("standaloneWorkload", workload);
    }
  }

  private static Database owned(EmbeddedPostgresServer server, String name) {
    return new Database(
        server.jdbcUrl(name), EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
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

  private EmbeddedKafkaBroker startKafka(
      DataDirectory data, StandaloneProperties settings, Map<String, Integer> ports) {
    var broker =
        EmbeddedKafkaBroker.start(data.resolve("kafka"), settings.kafka().port(), ports.values());
    kafka = broker;
    return broker;
  }

  /**
   * Returns the workload, which has filled empty tables and waits to be started; null when it is
   * off.
   */
  private static @Nullable DemoWorkload startPostgres(
      EmbeddedPostgresServer server, StandaloneProperties settings) {
    server.start(List.of(SOURCE, READ_MODEL));
    String url = server.jdbcUrl(SOURCE);
    settings
        .sourceSchema()
        .create(url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    return settings.workload().enabled() ? seeded(url, settings) : null;
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
      throw new StartupFailure("the demo workload cannot write its history: " + e.getMessage(), e);
    }
  }

  private static <T> T join(CompletableFuture<T> started) {
    try {
      return started.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StartupFailure line ? line : e;
    }
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
