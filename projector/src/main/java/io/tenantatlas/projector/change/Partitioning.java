package io.tenantatlas.projector.change;

import org.jspecify.annotations.Nullable;

/**
 * The assignment of tenants to partitions of the change log: {@code tenant_id mod partitions}.
 * Laravel's ids are consecutive, so the remainder spreads them evenly, and it is as easily said in
 * SQL as in Java (the query API needs it to know which partition's position belongs to a tenant
 * that has no document yet).
 */
public final class Partitioning {

  /** Where rows lie that belong to no tenant. */
  private static final int NO_TENANT = 0;

  private Partitioning() {}

  /** The partition of a tenant's changes, from 0 to {@code partitions - 1}. */
  public static int partitionOf(@Nullable Long tenantId, int partitions) {
    return tenantId == null
        ? NO_TENANT
        : (int) Math.floorMod(tenantId.longValue(), (long) partitions);
  }
}
