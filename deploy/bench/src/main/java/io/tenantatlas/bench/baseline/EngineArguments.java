package io.tenantatlas.bench.baseline;

import io.tenantatlas.bench.servers.BenchServers;
import java.nio.file.Path;
import java.util.List;

/**
 * What a program with Debezium's engine is started with.
 *
 * @param port of the source
 * @param mode what is not the engine's default
 * @param brokers of Kafka
 * @param target the JDBC URL of the database that a sink writes to
 * @param counter the file of the {@link SharedCounter} of changes that are done
 */
public record EngineArguments(int port, Mode mode, String brokers, String target, Path counter) {

  /** What is not the engine's default. */
  public enum Mode {
    /** It streams, and does not read the rows that are there. */
    STREAM,
    /** The same, and it looks for changes every 2 ms as our capture does; its default is 500 ms. */
    STREAM_PROMPTLY,
    /** It reads the rows that are there, then it streams. */
    SNAPSHOT
  }

  /** The replication slot that the engine makes. */
  public static final String SLOT = "engine";

  public static EngineArguments of(BenchServers servers, Mode mode) {
    return new EngineArguments(
        servers.postgresPort(),
        mode,
        servers.brokers(),
        servers.readModelUrl(),
        servers.directory().resolve("counter"));
  }

  static EngineArguments parse(String[] args) {
    return new EngineArguments(
        Integer.parseInt(args[0]), Mode.valueOf(args[1]), args[2], args[3], Path.of(args[4]));
  }

  /** For the program's command line. */
  public List<String> words() {
    return List.of(Integer.toString(port), mode.name(), brokers, target, counter.toString());
  }
}
