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
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics that are absent, and checks those that are there. */
public final class Topics {

  /**
   * A compacted record is kept at least this long, so that a projector that was away sees every
   * step.
   */
  private static final Duration COMPACTION_LAG = Duration.ofDays(1);

  /** A tombstone is kept this long: a projector that was away for longer must be rebuilt. */
  private static final Duration TOMBSTONES_KEPT = Duration.ofDays(14);

  private static final Duration LOOK = Duration.ofMillis(50);

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
   * @return what the topics are, by name, with what this client may do with them; a topic that is
   *     deleted and made again has another id
   * @throws IllegalStateException when a topic is there with another number of partitions, or may
   *     not be made or seen
   * @throws ExecutionException when Kafka refuses
   * @throws TimeoutException when Kafka does not answer
   */
  public Map<String, TopicDescription> ensure(List<Topic> topics)
      throws ExecutionException, TimeoutException, InterruptedException {
    Set<String> existing = answer(admin.listTopics().names());
    Map<String, TopicDescription> found = new HashMap<>();
    for (Topic topic : topics) {
      try {
        if (!existing.contains(topic.name())) {
          create(topic);
        }
        found.put(topic.name(), check(topic, described(topic)));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          throw notPermitted(topic, e);
        }
        throw e;
      }
    }
    return found;
  }

  private static IllegalStateException notPermitted(Topic topic, ExecutionException failure) {
    return new IllegalStateException(
        "Kafka does not permit its user to create the topic %s, or to describe it if it is there; grant that, or make the topic beforehand"
            .formatted(topic.name()),
        failure);
  }

  private void create(Topic topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      answer(admin.createTopics(List.of(definition(topic))).all());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) { // another process was faster
        throw e;
      }
    }
  }

  /** A topic that was just made may be unknown to a broker for a moment. */
  private TopicDescription described(Topic topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    long until = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return Objects.requireNonNull(
            answer(
                    admin
                        .describeTopics(
                            List.of(topic.name()),
                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames())
                .get(topic.name()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() - until > 0) {
          throw e;
        }
      }
      Thread.sleep(LOOK);
    }
  }

  private static TopicDescription check(Topic topic, TopicDescription found) {
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
    return found;
  }

  private <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
