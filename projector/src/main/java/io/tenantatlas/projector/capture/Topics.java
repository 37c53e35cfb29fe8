package io.tenantatlas.projector.capture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Makes the topics that are absent, and checks those that are there. */
public final class Topics {

  /**
   * A compacted record is kept at least this long, so that a projector that was away sees every
   * step.
   */
  private static final Duration COMPACTION_LAG = Duration.ofDays(1);

  /** A tombstone is kept this long: a projector that was away for longer must be rebuilt. */
  private static final Duration TOMBSTONES_KEPT = Duration.ofDays(14);

  private final Admin admin;
  private final Duration timeout;

  /**
   * @param admin stays the caller's
   * @param timeout for each operation
   */
  public Topics(Admin admin, Duration timeout) {
    this.admin = admin;
    this.timeout = timeout;
  }

  /** A topic that must be there. */
  public record Topic(String name, int partitions, short replicationFactor, boolean compacted) {}

  /**
   * Makes or checks the topics.
   *
   * @return the topics' ids by name; a topic that is deleted and made again has another one
   * @throws IllegalStateException when a topic is there with another number of partitions, or may
   *     not be made
   * @throws ExecutionException when Kafka refuses
   * @throws TimeoutException when Kafka does not answer
   */
  public Map<String, String> ensure(List<Topic> topics)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<String, String> ids = new HashMap<>();
    Set<String> existing = answer(admin.listTopics().names());
    for (Topic topic : topics) {
      Uuid id = existing.contains(topic.name()) ? check(topic) : create(topic);
      ids.put(topic.name(), id.toString());
    }
    return ids;
  }

  private Uuid create(Topic topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return answer(admin.createTopics(List.of(definition(topic))).topicId(topic.name()));
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case TopicExistsException fasterProcess -> check(topic);
        case AuthorizationException forbidden ->
            throw new IllegalStateException(
                "Kafka does not permit its user to create the topic %s, or to describe it if it is there; grant that, or make the topic beforehand"
                    .formatted(topic.name()),
                e);
        case null, default -> throw e;
      };
    }
  }

  private Uuid check(Topic topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    TopicDescription found =
        answer(admin.describeTopics(List.of(topic.name())).topicNameValues().get(topic.name()));
    int partitions = found.partitions().size();
    if (partitions != topic.partitions()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "topic %s has %d partitions, atlas.kafka.partitions says %d; tenants are assigned by that number, so set it to %d",
              topic.name(),
              partitions,
              topic.partitions(),
              partitions));
    }
    return found.topicId();
  }

  private <T> T answer(@Nullable KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return Objects.requireNonNull(future).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
