package io.tenantatlas.query.config;

import io.tenantatlas.query.connection.ConnectionWatch;
import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What callers may do with connections. A value that is not allowed is refused at the start, by
 * name.
 *
 * @param requestTimeout in which a request must have come, head and body
 * @param answerTimeout in which an answer must have been read, unless it is a stream
 * @param maxPerAddress connections from one address that may be open at the same time
 */
@ConfigurationProperties("atlas.query-api.connection")
public record ConnectionProperties(
    @DefaultValue("10s") Duration requestTimeout,
    @DefaultValue("60s") Duration answerTimeout,
    @DefaultValue("10000") int maxPerAddress) {

  public ConnectionProperties {
    between("request-timeout", requestTimeout, Duration.ofMinutes(5));
    between("answer-timeout", answerTimeout, Duration.ofHours(1));
    require(
        1 <= maxPerAddress && maxPerAddress <= 1_000_000,
        "max-per-address must be from 1 to 1000000, and is " + maxPerAddress);
  }

  ConnectionWatch.Limits limits() {
    return new ConnectionWatch.Limits(requestTimeout, answerTimeout);
  }

  private static void between(String name, Duration value, Duration greatest) {
    require(
        Duration.ofSeconds(1).compareTo(value) <= 0 && value.compareTo(greatest) <= 0,
        String.format(
            Locale.ROOT,
            "%s must be from 1000 ms to %d ms, and is %d ms",
            name,
            greatest.toMillis(),
            value.toMillis()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("atlas.query-api.connection." + otherwise);
    }
  }
}
