package io.tenantatlas.query.store;

import java.util.Comparator;
import java.util.List;
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
    return found == null ? null : found.progress();
  }

  /** A partition; null before it has begun. */
  public @Nullable PartitionProgress partition(int number) {
    if (number < partitions.size() && partitions.get(number).partition() == number) {
      return partitions.get(number); // all have begun: the usual case
    }
    return partitions.stream().filter(each -> each.partition() == number).findFirst().orElse(null);
  }

  /**
   * The position that all partitions have passed that may have the document; null while one of them
   * has not begun.
   */
  public @Nullable SourcePosition passedFor(DocumentKey key) {
    return switch (key) {
      case DocumentKey.InTenant tenant -> {
        Progress progress = ofTenant(tenant.tenantId());
        yield progress == null ? null : progress.position();
      }
      case DocumentKey.InAny any -> least();
    };
  }

  private @Nullable SourcePosition least() {
    return partitions.size() < partitionCount
        ? null
        : partitions.stream()
            .map(each -> each.progress().position())
            .min(Comparator.naturalOrder())
            .orElse(null);
  }
}
