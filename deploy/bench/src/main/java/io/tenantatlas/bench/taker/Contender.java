package io.tenantatlas.bench.taker;

import io.tenantatlas.bench.baseline.EngineArguments.Mode;
import io.tenantatlas.bench.baseline.EngineToJdbc;
import io.tenantatlas.bench.baseline.EngineToKafka;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One of those that are compared.
 *
 * @param name in tables
 */
public record Contender(String name, Start start) {

  /** How a contender starts. */
  @FunctionalInterface
  public interface Start {
    /**
     * Returns when the contender takes every commit from now on.
     *
     * @param committed how many rows are committed so far; any thread may ask
     */
    Taker on(BenchServers servers, LongSupplier committed) throws Exception;
  }

  /** Debezium's engine, which writes to Kafka. */
  public static final Contender ENGINE =
      new Contender("engine alone", baseline(EngineToKafka.class));

  /** Debezium's engine and its JDBC sink. */
  public static final Contender SINK = new Contender("JDBC sink", baseline(EngineToJdbc.class));

  /** The services of builds, in their order. */
  public static List<Contender> of(List<Build> builds) {
    return builds.stream()
        .map(
            build ->
                new Contender(
                    build.name(),
                    (servers, committed) -> ProductTaker.start(build, servers, committed)))
        .toList();
  }

  private static Start baseline(Class<?> program) {
    return (servers, committed) ->
        BaselineTaker.start(program, servers, Mode.STREAM).awaitStreaming(servers);
  }
}
