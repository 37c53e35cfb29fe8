package io.tenantatlas.query.config;

import io.tenantatlas.query.share.Places;
import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the query API. A value that is not allowed is refused at the start, by name.
 *
 * @param pollInterval between two looks at the progress while requests wait
 * @param defaultWait of a request that names no wait; whole seconds
 * @param maxWait that a request may ask for; whole seconds
 * @param maxWaiters requests that may wait at the same time
 * @param maxWaitersPerActor how many of them may be one actor's
 */
@ConfigurationProperties("atlas.query-api")
public record QueryApiProperties(
    @DefaultValue ReadModel readModel,
    @DefaultValue("5ms") Duration pollInterval,
    @DefaultValue("2s") Duration defaultWait,
    @DefaultValue("30s") Duration maxWait,
    @DefaultValue("1000") int maxWaiters,
    @DefaultValue("100") int maxWaitersPerActor) {

  public QueryApiProperties {
    between("poll-interval", pollInterval, Duration.ofMillis(1), Duration.ofSeconds(1));
    between("max-wait", maxWait, Duration.ofSeconds(1), Duration.ofMinutes(5));
    between("default-wait", defaultWait, Duration.ZERO, maxWait);
    between("max-waiters", maxWaiters, 1, 100_000);
    between("max-waiters-per-actor", maxWaitersPerActor, 1, 100_000);
  }

  Places.Limits waits() {
    return new Places.Limits(maxWaiters, maxWaitersPerActor);
  }

  /**
   * The database with the read model.
   *
   * @param poolSize connections, at most
   * @param maxLargeReads reads of documents that may be large that may be under way
   * @param connectionTimeout to get one, from the pool or the database
   * @param statementTimeout of one statement
   */
  public record ReadModel(
      @DefaultValue("jdbc:postgresql://127.0.0.1:5432/read_model") String url,
      @DefaultValue("query_api") String username,
      @DefaultValue("") String password,
      @DefaultValue("10") int poolSize,
      @DefaultValue("5") int maxLargeReads,
      @DefaultValue("2s") Duration connectionTimeout,
      @DefaultValue("5s") Duration statementTimeout) {

    public ReadModel {
      require(
          url.startsWith("jdbc:postgresql:"),
          "read-model.url must start with jdbc:postgresql:, such as"
              + " jdbc:postgresql://127.0.0.1:5432/read_model");
      between("read-model.pool-size", poolSize, 1, 1000);
      between("read-model.max-large-reads", maxLargeReads, 1, 1000);
      Duration minute = Duration.ofMinutes(1);
      between("read-model.connection-timeout", connectionTimeout, Duration.ofMillis(250), minute);
      between("read-model.statement-timeout", statementTimeout, Duration.ofMillis(10), minute);
    }

    /** A connection stays for the rest, if there is more than one. */
    int largeReads() {
      return Math.min(maxLargeReads, Math.max(1, poolSize - 1));
    }
  }

  private static void between(String name, int value, int least, int greatest) {
    require(
        least <= value && value <= greatest,
        String.format(
            Locale.ROOT, "%s must be from %d to %d, and is %d", name, least, greatest, value));
  }

  private static void between(String name, Duration value, Duration least, Duration greatest) {
    require(
        least.compareTo(value) <= 0 && value.compareTo(greatest) <= 0,
        String.format(
            Locale.ROOT,
            "%s must be from %d ms to %d ms, and is %d ms",
            name,
            least.toMillis(),
            greatest.toMillis(),
            value.toMillis()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("atlas.query-api." + otherwise);
    }
  }
}
