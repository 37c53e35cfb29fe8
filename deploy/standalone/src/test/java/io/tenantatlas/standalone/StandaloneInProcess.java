package io.tenantatlas.standalone;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.TestPorts;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The standalone run inside the test's own JVM, so that a test can look into it: real PostgreSQL
 * and Kafka on free ports, embedded or as containers, data in a directory of the test, no workload.
 *
 * <p>It serves when the constructor returns. Of {@code main} only the exit code is left out.
 */
public final class StandaloneInProcess implements AutoCloseable {

  /** Set by {@code -Ptestcontainers}. */
  private static final boolean CONTAINERS = Boolean.getBoolean("testcontainers");

  private final List<Integer> ports = TestPorts.free(4);
  private final TestServers servers = CONTAINERS ? new ContainerServers() : new OwnServers();
  private final StandaloneRun run = new StandaloneRun(servers);
  private final ConfigurableApplicationContext context;

  /**
   * @param directory where the data are
   */
  public StandaloneInProcess(Path directory) {
    context = run.start(arguments(directory));
    awaitReady();
  }

  private String[] arguments(Path directory) {
    return new String[] {
      "--server.port=" + ports.get(0),
      "--management.server.port=" + ports.get(1),
      "--atlas.standalone.postgres.port=" + ports.get(2),
      "--atlas.standalone.kafka.port=" + ports.get(3),
      "--atlas.standalone.data-dir=" + data(directory),
      "--atlas.standalone.workload.enabled=false"
    };
  }

  /** The embedded servers make the directory; containers make none. */
  private static Path data(Path directory) {
    return CONTAINERS ? directory : directory.resolve("data");
  }

  private void awaitReady() {
    var readModel = context.getBean(ReadModel.class);
    long deadline = System.nanoTime() + StandaloneProcess.READY_WITHIN.toNanos();
    while (!readModel.status().ready()) {
      if (System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException("not ready in time");
      }
      Thread.onSpinWait();
    }
  }

  /** The bean of a type in the query API's context. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** The address of the query API, without a slash at its end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + ports.get(0));
  }

  /** The address of the broker. */
  public String kafka() {
    return servers.kafka();
  }

  /** A new connection to the source database. */
  public Connection source() throws SQLException {
    return servers.source();
  }

  @Override
  public void close() {
    run.close();
  }

  /** Those of the standalone run. */
  private final class OwnServers implements TestServers {

    private final EmbeddedServers embedded = new EmbeddedServers();

    @Override
    public void startFor(ConfigurableApplicationContext projector) {
      embedded.startFor(projector);
    }

    @Override
    public void announceToReader(ConfigurableApplicationContext queryApi) {
      embedded.announceToReader(queryApi);
    }

    @Override
    public String kafka() {
      return "127.0.0.1:" + ports.get(3);
    }

    @Override
    public Connection source() throws SQLException {
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + ports.get(2) + "/tenant_atlas",
          EmbeddedPostgresServer.USER,
          EmbeddedPostgresServer.PASSWORD);
    }

    @Override
    public void close() {
      embedded.close();
    }
  }
}
