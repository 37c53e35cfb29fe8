package io.tenantatlas.projector.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a tenant beside its rows.
 *
 * @param tenantId the tenant
 * @param sums its additive measures by name; those that are 0 are left out
 * @param removed its tenants row was deleted and has not come back
 * @param dirty something changed since its documents were rendered
 * @param nextDeadline its documents change as soon as as-of is later than this; null for never
 */
public record TenantState(
    long tenantId,
    Map<String, Long> sums,
    boolean removed,
    boolean dirty,
    @Nullable Instant nextDeadline) {

  /** Of a tenant that has nothing. */
  public static TenantState empty(long tenantId) {
    return new TenantState(tenantId, Map.of(), false, false, null);
  }
}
