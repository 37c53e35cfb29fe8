package io.tenantatlas.bench.servers;

import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A fresh PostgreSQL with the empty source tables, and a fresh Kafka broker, as the standalone run
 * has them but in processes of their own. Everything that is compared runs on such servers.
 */
public final class BenchServers implements AutoCloseable {

  public static final String USER = EmbeddedPostgresServer.USER;
  public static final String PASSWORD = EmbeddedPostgresServer.PASSWORD;

  /** The name of the source's database. */
  public static final String SOURCE = ServersProgram.SOURCE;

  private static final List<String> JVM =
      List.of(
          "-Xmx768m",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final Path directory;
  private final int postgresPort;
  private final int kafkaPort;
  private final ProcessUnderTest process;
  private final long postmaster;

  private BenchServers(
      Path directory, int postgresPort, int kafkaPort, ProcessUnderTest process, long postmaster) {
    this.directory = directory;
    this.postgresPort = postgresPort;
    this.kafkaPort = kafkaPort;
    this.process = process;
    this.postmaster = postmaster;
  }

  /** Starts both, with data of their own that go with them. */
  public static BenchServers start() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("bench-servers-");
    List<Integer> ports = Ports.free(2);
    ProcessUnderTest process =
        ProcessUnderTest.startUntilInputEnds(
            ServersProgram.class,
            directory,
            JVM,
            List.of(directory.toString(), ports.get(0).toString(), ports.get(1).toString()));
    try {
      String unused = process.awaitLine(ServersProgram.READY);
      Path pid = directory.resolve("postgres", "data", "postmaster.pid");
      long postmaster = Long.parseLong(Files.readAllLines(pid).getFirst().strip());
      return new BenchServers(directory, ports.get(0), ports.get(1), process, postmaster);
    } catch (Exception e) {
      process.close();
      Standalone.delete(directory);
      throw e;
    }
  }

  /** The source; user and password are {@link #USER} and {@link #PASSWORD}. */
  public String sourceUrl() {
    return url(SOURCE);
  }

  public String readModelUrl() {
    return url(ServersProgram.READ_MODEL);
  }

  /** Of any database of this PostgreSQL. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + database;
  }

  /** Of the source. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(sourceUrl(), USER, PASSWORD);
  }

  public Connection connectReadModel() throws SQLException {
    return DriverManager.getConnection(readModelUrl(), USER, PASSWORD);
  }

  public int postgresPort() {
    return postgresPort;
  }

  public String brokers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** Where outputs of processes go. */
  public Path directory() {
    return directory;
  }

  /** Of all PostgreSQL's processes. */
  public ProcessCost postgres() {
    return ProcessCost.of(postmaster);
  }

  public ProcessCost broker() {
    return process.cost();
  }

  @Override
  public void close() throws IOException {
    process.endInput();
    Standalone.delete(directory);
  }
}
