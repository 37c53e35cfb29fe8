package io.tenantatlas.query.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of what is kept in memory, and of what keeps it fresh. A value that is not allowed
 * is refused at the start, by name.
 *
 * @param documentsMaxSize of the documents in memory
 * @param answersMaxSize of the answers made of them
 * @param maxRenewed documents in memory that one look at the progress reads anew after they changed
 * @param idleInterval between two looks at the progress while no request waits and no topic tells
 *     of a change
 */
@ConfigurationProperties("atlas.query-api.memory")
public record MemoryProperties(
    @DefaultValue("64MB") DataSize documentsMaxSize,
    @DefaultValue("64MB") DataSize answersMaxSize,
    @DefaultValue("200") int maxRenewed,
    @DefaultValue("50ms") Duration idleInterval,
    @DefaultValue Kafka kafka) {

  private static final DataSize LEAST = DataSize.ofMegabytes(1);
  private static final DataSize GREATEST = DataSize.ofGigabytes(64);

  public MemoryProperties {
    between("documents-max-size", documentsMaxSize);
    between("answers-max-size", answersMaxSize);
    require(
        0 <= maxRenewed && maxRenewed <= 10_000,
        "max-renewed must be from 0 to 10000, and is " + maxRenewed);
    between("idle-interval", idleInterval, Duration.ofMillis(1), Duration.ofSeconds(10));
  }

  /**
   * Where the change topics are. Without them documents are right all the same, and changes are
   * seen after the idle interval.
   *
   * @param bootstrapServers of the brokers
   * @param topicPrefix of the topics' names, as the projector's
   * @param timeout of one operation
   * @param retryDelay the pause after a failure
   * @param properties more settings of Kafka's consumer, such as {@code security.protocol}
   */
  public record Kafka(
      @DefaultValue("127.0.0.1:9092") String bootstrapServers,
      @DefaultValue("atlas.") String topicPrefix,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("1s") Duration retryDelay,
      @DefaultValue Map<String, String> properties) {

    public Kafka {
      require(!bootstrapServers.isBlank(), "kafka.bootstrap-servers must be host:port, or several");
      require(
          topicPrefix.matches("[A-Za-z0-9._-]{0,200}"),
          "kafka.topic-prefix must be letters, digits, dots, underscores and hyphens");
      between("kafka.timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
      between("kafka.retry-delay", retryDelay, Duration.ofMillis(1), Duration.ofMinutes(1));
    }
  }

  private static void between(String name, DataSize value) {
    require(
        LEAST.compareTo(value) <= 0 && value.compareTo(GREATEST) <= 0,
        "%s must be from %s to %s, and is %s".formatted(name, LEAST, GREATEST, value));
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
      throw new IllegalArgumentException("atlas.query-api.memory." + otherwise);
    }
  }
}
