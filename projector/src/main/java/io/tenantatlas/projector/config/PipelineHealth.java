package io.tenantatlas.projector.config;

import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.pipeline.PipelineStatus;
import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: out of service while an owning thread does not get on (its consumer group refuses it,
 * the read model fails), while this process owns no partition although it should, or while a
 * partition that it owns does not move.
 *
 * <p>A process should own a partition unless the group has more members than there are partitions
 * and all of these are owned by others.
 *
 * @param partitions how many there are
 * @param progressTimeout how long a partition may stand still; marks move it about once per mark
 *     interval
 * @param group the consumer group, when it was seen last
 */
record PipelineHealth(
    PipelineStatus status,
    OwnedPartitions owned,
    int partitions,
    Duration progressTimeout,
    Supplier<LogLook.@Nullable Group> group)
    implements HealthIndicator {

  @Override
  public Health health() {
    PipelineStatus.Failure failure = status.failure(Part.PIPELINE);
    if (failure != null) {
      return Verdict.outOfService(failure.reason(), failure.since());
    }
    List<Integer> numbers = owned.numbers();
    if (numbers.isEmpty()) {
      return idle();
    }
    List<Integer> stalled = owned.stalled(progressTimeout);
    return stalled.isEmpty()
        ? Health.up().withDetail("partitions", numbers.size()).build()
        : Verdict.outOfService(
            "no mark comes in " + names(stalled), first(owned, stalled, owned::moved));
  }

  private Health idle() {
    LogLook.Group seen = group.get();
    if (seen == null) {
      return Verdict.outOfService("no partition is assigned", owned.emptySince());
    }
    return seen.members() > partitions && seen.assigned() == partitions
        ? Health.up().withDetail("partitions", 0).build()
        : Verdict.outOfService(
            "no partition is assigned, although the group has %s members for %s partitions"
                .formatted(seen.members(), partitions),
            owned.emptySince());
  }

  /** As in {@code the partitions 0, 3}. */
  static String names(List<Integer> numbers) {
    return (numbers.size() == 1 ? "the partition " : "the partitions ")
        + numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** The first of the instants; one that has just gone is now. */
  static Instant first(
      OwnedPartitions owned, List<Integer> numbers, IntFunction<@Nullable Instant> instants) {
    return numbers.stream()
        .map(instants::apply)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(owned.emptySince());
  }
}
