package io.tenantatlas.query.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source positions of all partitions.
 *
 * @param partitions of the whole change log, at least 1
 * @param byPartition the position of each partition that has begun
 */
public record Positions(int partitions, Map<Integer, SourcePosition> byPartition) {

  /** The position of the tenant's partition; null when it has not begun. */
  public @Nullable SourcePosition ofTenant(long tenantId) {
    return byPartition.get(Math.floorMod(tenantId, partitions));
  }
}
