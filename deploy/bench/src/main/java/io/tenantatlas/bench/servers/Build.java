package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two services of one build, which run as processes of their own on {@link BenchServers}.
 *
 * @param name of the build in tables
 */
public record Build(String name, Path projectorJar, Path queryApiJar) {

  /** The projector's, and that of whatever is compared to it. */
  public static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  private static final List<String> QUERY_API_HEAP = List.of("-Xmx512m");

  /** A service that is up. */
  public record Service(ProcessUnderTest process, URI address) implements AutoCloseable {
    @Override
    public void close() {
      process.close();
    }
  }

  /** What this working tree has built. */
  public static Build current() {
    return new Build(
        "ours",
        Path.of("projector", "target", "projector.jar"),
        Path.of("query-api", "target", "query-api.jar"));
  }

  /** This one, and the one in another directory if there is one. */
  public static List<Build> currentAnd(@Nullable Path directory) {
    return directory == null
        ? List.of(current())
        : List.of(
            current(),
            new Build(
                "old", directory.resolve("projector.jar"), directory.resolve("query-api.jar")));
  }

  /**
   * Starts a projector, and waits for nothing.
   *
   * @param id of the process; its log is named by it
   * @param settings beside those that say where the servers are, as {@code --name=value}
   */
  public Service startProjector(BenchServers servers, String id, String... settings)
      throws IOException {
    List<String> all = new ArrayList<>(connections(servers));
    all.add("--atlas.source.url=" + servers.sourceUrl());
    all.add("--atlas.source.username=" + BenchServers.USER);
    all.add("--atlas.source.password=" + BenchServers.PASSWORD);
    all.add("--atlas.kafka.partitions=4");
    all.add("--atlas.kafka.replication-factor=1");
    all.addAll(List.of(settings));
    return start(projectorJar, id, servers, HEAP, all);
  }

  /** Starts a query API that takes an issuer's tokens, and waits for nothing. */
  public Service startQueryApi(BenchServers servers, TokenIssuer issuer) throws IOException {
    List<String> all = new ArrayList<>(connections(servers));
    all.add("--atlas.query-api.memory.kafka.topic-prefix=atlas.");
    all.addAll(issuer.settings());
    return start(queryApiJar, "query-api", servers, QUERY_API_HEAP, all);
  }

  /** Returns when a service says that it is ready. */
  public static Service ready(Service service) throws IOException, InterruptedException {
    service.process.awaitOk(service.address.resolve("/readyz"));
    return service;
  }

  private static List<String> connections(BenchServers servers) {
    return List.of(
        "--spring.datasource.url=" + servers.readModelUrl(),
        "--spring.datasource.username=" + BenchServers.USER,
        "--spring.datasource.password=" + BenchServers.PASSWORD,
        "--spring.kafka.bootstrap-servers=" + servers.brokers());
  }

  private static Service start(
      Path jar, String id, BenchServers servers, List<String> heap, List<String> settings)
      throws IOException {
    if (!Files.exists(jar)) {
      throw new BenchException("there is no " + jar + ": make it by ./mvnw -Dquick package");
    }
    List<Integer> ports = Ports.free(2);
    List<String> arguments = new ArrayList<>(heap);
    arguments.addAll(List.of("-jar", jar.toString()));
    arguments.add("--server.port=" + ports.get(0));
    arguments.add("--management.server.port=" + ports.get(1));
    arguments.addAll(settings);
    return new Service(
        ProcessUnderTest.start(id, servers.directory(), arguments),
        URI.create("http://127.0.0.1:" + ports.get(0)));
  }
}
