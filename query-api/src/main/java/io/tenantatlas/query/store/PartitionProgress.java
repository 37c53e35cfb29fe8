package io.tenantatlas.query.store;

import java.util.Set;

/**
 * The progress of one partition of the change log, numbered from 0.
 *
 * @param step the number of the newest step that changed documents or edges; never falls while the
 *     read model lives
 * @param degraded the tenants whose documents lack a record that could not be applied; {@link
 *     #ANY_TENANT} when any tenant's of the partition may
 */
public record PartitionProgress(int partition, Progress progress, long step, Set<Long> degraded) {

  static final long ANY_TENANT = -1;

  /** Of a partition that lacks nothing. */
  public PartitionProgress(int partition, Progress progress, long step) {
    this(partition, progress, step, Set.of());
  }

  /** The progress of a tenant's documents. */
  Progress ofTenant(long tenantId) {
    boolean lacks = degraded.contains(ANY_TENANT) || degraded.contains(tenantId);
    return lacks ? progress.asDegraded() : progress;
  }

  /** The progress of all documents of the partition together. */
  Progress ofAll() {
    return degraded.isEmpty() ? progress : progress.asDegraded();
  }
}
