package io.tenantatlas.bench.taker;

import io.tenantatlas.bench.baseline.EngineArguments.Mode;
import io.tenantatlas.bench.baseline.EngineToJdbc;
import io.tenantatlas.bench.baseline.EngineToKafka;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
      new Contender("engine alone", baseline(EngineToKafka.class, Mode.STREAM));

  /** The same, which looks for changes as often as our capture does. */
  public static final Contender PROMPT_ENGINE =
      new Contender("engine alone", baseline(EngineToKafka.class, Mode.STREAM_PROMPTLY));

  /** Debezium's engine and its JDBC sink. */
  public static final Contender SINK =
      new Contender("JDBC sink", baseline(EngineToJdbc.class, Mode.STREAM));

  /** This build, and the one in another directory if there is one. */
  public static List<Contender> builds(@Nullable Path old) {
    List<Contender> builds = new ArrayList<>();
    for (Build build : Build.currentAnd(old)) {
      builds.add(
          new Contender(
              build.name(), (servers, committed) -> ProductTaker.start(build, servers, committed)));
    }
    return builds;
  }

  private static Start baseline(Class<?> program, Mode mode) {
    return (servers, committed) ->
        BaselineTaker.start(program, servers, mode).awaitStreaming(servers);
  }
}
