package io.tenantatlas.projector.capture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/** Makes the topics that are absent, and checks those that are there. */
public final class Topics {

  /**
   * A compacted record is kept at least this long, so that a projector that was away sees every
   * step.
   */
  private static final Duration COMPACTION_LAG = Duration.ofDays(1);

  /** A tombstone is kept this long: a projector that was away for longer must be rebuilt. */
  private static final Duration TOMBSTONES_KEPT = Duration.ofDays(14);

  private final String bootstrapServers;
  private final Duration timeout;

  /**
   * @param timeout for each operation
   */
  public Topics(String bootstrapServers, Duration timeout) {
    this.bootstrapServers = bootstrapServers;
    this.timeout = timeout;
  }

  /** A topic that must be there. */
  public record Topic(String name, int partitions, short replicationFactor, boolean compacted) {}

  /**
   * Makes or checks the topics.
   *
   * @throws IllegalStateException when a topic is there with another number of partitions
   * @throws ExecutionException when Kafka refuses
   * @throws TimeoutException when Kafka does not answer
   */
  public void ensure(List<Topic> topics)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) timeout.toMillis(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) timeout.toMillis());
    try (Admin admin = Admin.create(settings)) {
      Set<String> existing =
          admin.listTopics().names().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      for (Topic topic : topics) {
        if (existing.contains(topic.name())) {
          check(admin, topic);
        } else {
          admin
              .createTopics(List.of(definition(topic)))
              .all()
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  private void check(Admin admin, Topic topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    TopicDescription found =
        admin
            .describeTopics(List.of(topic.name()))
            .allTopicNames()
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .get(topic.name());
    if (found != null && found.partitions().size() != topic.partitions()) {
      throw new IllegalStateException(
          "topic %s has %d partitions, atlas.kafka.partitions says %d; tenants are assigned by that number, so set it to %d"
              .formatted(
                  topic.name(),
                  found.partitions().size(),
                  topic.partitions(),
                  found.partitions().size()));
    }
  }

  private static NewTopic definition(Topic topic) {
    Map<String, String> settings =
        topic.compacted()
            ? Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                Long.toString(COMPACTION_LAG.toMillis()),
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                Long.toString(TOMBSTONES_KEPT.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(16 << 20))
            : Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(16 << 20));
    return new NewTopic(topic.name(), topic.partitions(), topic.replicationFactor())
        .configs(settings);
  }
}
