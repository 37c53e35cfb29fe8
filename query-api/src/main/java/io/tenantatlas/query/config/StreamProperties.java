package io.tenantatlas.query.config;

import io.tenantatlas.query.share.Places;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of pushed documents. A value that is not allowed is refused at the start, by name.
 *
 * @param maxOpen streams that may be open at the same time
 * @param maxOpenPerActor how many of them may be one actor's
 * @param keepAlive after so long without an event a comment is sent
 */
@ConfigurationProperties("atlas.query-api.stream")
public record StreamProperties(
    @DefaultValue("10000") int maxOpen,
    @DefaultValue("1000") int maxOpenPerActor,
    @DefaultValue("15s") Duration keepAlive) {

  public StreamProperties {
    count("max-open", maxOpen);
    count("max-open-per-actor", maxOpenPerActor);
    require(
        Duration.ofMillis(10).compareTo(keepAlive) <= 0
            && keepAlive.compareTo(Duration.ofMinutes(5)) <= 0,
        "keep-alive must be from 10 ms to 300000 ms, and is " + keepAlive.toMillis() + " ms");
  }

  Places.Limits limits() {
    return new Places.Limits(maxOpen, maxOpenPerActor);
  }

  private static void count(String name, int value) {
    require(1 <= value && value <= 1_000_000, name + " must be from 1 to 1000000, and is " + value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("atlas.query-api.stream." + otherwise);
    }
  }
}
