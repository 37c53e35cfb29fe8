package io.tenantatlas.projector.config;

import io.tenantatlas.projector.pipeline.OwnedPartitions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * A look at Kafka: whether it has the change log, how many dead letters lie there, and, while this
 * process owns nothing, who does.
 *
 * <p>Threads: one; closed by any.
 */
final class LogLook implements Callable<LogLook.Seen>, AutoCloseable {

  private final Supplier<Admin> admins;
  private final Names names;
  private final int partitions;
  private final Duration timeout;
  private final @Nullable OwnedPartitions owned;
  private @Nullable Admin admin;

  /** What is looked at: the change log, the topic of dead letters, and the consumer group. */
  record Names(String changes, String deadLetters, String group) {}

  /**
   * What was seen.
   *
   * @param deadLetters how many lie there
   * @param group who owns the partitions; null when it was not asked
   */
  record Seen(long deadLetters, @Nullable Group group) {}

  /**
   * The consumer group.
   *
   * @param members how many there are
   * @param assigned how many partitions they own
   */
  record Group(int members, int assigned) {}

  /**
   * @param admins makes the client
   * @param partitions how many each topic has
   * @param timeout of each answer
   * @param owned what this process owns; null when it does not project
   */
  LogLook(
      Supplier<Admin> admins,
      Names names,
      int partitions,
      Duration timeout,
      @Nullable OwnedPartitions owned) {
    this.admins = admins;
    this.names = names;
    this.partitions = partitions;
    this.timeout = timeout;
    this.owned = owned;
  }

  @Override
  public Seen call() throws ExecutionException, TimeoutException, InterruptedException {
    Admin asked = admin();
    ends(asked, names.changes, OffsetSpec.latest());
    long deadLetters =
        sum(ends(asked, names.deadLetters, OffsetSpec.latest()))
            - sum(ends(asked, names.deadLetters, OffsetSpec.earliest()));
    boolean idle = owned != null && owned.numbers().isEmpty();
    return new Seen(deadLetters, idle ? group(asked) : null);
  }

  private synchronized Admin admin() {
    Admin known = admin;
    if (known == null) {
      known = admins.get();
      admin = known;
    }
    return known;
  }

  private Collection<ListOffsetsResultInfo> ends(Admin asked, String topic, OffsetSpec which)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      wanted.put(new TopicPartition(topic, partition), which);
    }
    return asked.listOffsets(wanted).all().get(timeout.toMillis(), TimeUnit.MILLISECONDS).values();
  }

  private static long sum(Collection<ListOffsetsResultInfo> offsets) {
    return offsets.stream().mapToLong(ListOffsetsResultInfo::offset).sum();
  }

  private Group group(Admin asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return described(asked);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return new Group(0, 0); // nobody has joined yet
      }
      throw e;
    }
  }

  private Group described(Admin asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    Collection<MemberDescription> members =
        Objects.requireNonNull(
                asked
                    .describeConsumerGroups(List.of(names.group))
                    .describedGroups()
                    .get(names.group))
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .members();
    int assigned =
        members.stream().mapToInt(each -> each.assignment().topicPartitions().size()).sum();
    return new Group(members.size(), assigned);
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
