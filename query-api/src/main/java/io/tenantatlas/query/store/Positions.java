package io.tenantatlas.query.store;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source positions of all partitions.
 *
 * @param partitions of the whole change log, at least 1
 * @param byPartition the position of each partition that has begun
 */
public record Positions(int partitions, Map<Integer, SourcePosition> byPartition) {

  /**
   * The position that all partitions have passed that may have the document; null while one of them
   * has not begun.
   */
  public @Nullable SourcePosition passedFor(DocumentKey key) {
    return switch (key) {
      case DocumentKey.InTenant tenant ->
          byPartition.get(Math.floorMod(tenant.tenantId(), partitions));
      case DocumentKey.OfSession session ->
          byPartition.size() < partitions ? null : Collections.min(byPartition.values());
    };
  }
}
