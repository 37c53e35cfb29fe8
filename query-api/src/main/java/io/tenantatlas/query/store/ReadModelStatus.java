package io.tenantatlas.query.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of the whole read model at one instant.
 *
 * @param ready every partition has applied a whole snapshot
 * @param partitionCount of the whole change log, at least 1
 * @param partitions those that have begun, in order of their number
 */
public record ReadModelStatus(
    boolean ready,
    int partitionCount,
    List<PartitionProgress> partitions,
    SnapshotProgress snapshot) {

  /** The projector has not created or begun its read model. */
  public static final ReadModelStatus NONE =
      new ReadModelStatus(false, 1, List.of(), SnapshotProgress.NONE);

  /** The progress of the tenant's partition; null before that has begun. */
  public @Nullable Progress ofTenant(long tenantId) {
    PartitionProgress found = partition(Math.floorMod(tenantId, partitionCount));
    return found == null ? null : found.ofTenant(tenantId);
  }

  /** A partition; null before it has begun. */
  public @Nullable PartitionProgress partition(int number) {
    if (number < partitions.size() && partitions.get(number).partition() == number) {
      return partitions.get(number); // all have begun: the usual case
    }
    return partitions.stream().filter(each -> each.partition() == number).findFirst().orElse(null);
  }

  /**
   * The progress of the partitions that may have the document; none while one of them has not
   * begun, or while they are of two histories of the source.
   */
  public List<Progress> progressFor(DocumentKey key) {
    return switch (key) {
      case DocumentKey.InTenant tenant -> {
        Progress progress = ofTenant(tenant.tenantId());
        yield progress == null ? List.of() : List.of(progress);
      }
      case DocumentKey.InAny any -> all();
    };
  }

  /** Whether no two partitions are of different histories of the source. */
  public boolean isOfOneHistory() {
    return partitions.stream().map(each -> each.progress().history()).distinct().count() <= 1;
  }

  /** The greatest lag of a partition; null while none is known. */
  public @Nullable Duration lag(Instant now) {
    return partitions.stream()
        .map(each -> each.progress().lag(now))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private List<Progress> all() {
    return partitions.size() < partitionCount || !isOfOneHistory()
        ? List.of()
        : partitions.stream().map(PartitionProgress::ofAll).toList();
  }
}
