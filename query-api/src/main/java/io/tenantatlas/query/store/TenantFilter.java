package io.tenantatlas.query.store;

import java.util.Set;

/** Tells which tenants a read may show. */
public sealed interface TenantFilter {

  boolean includes(long tenantId);

  /** Every tenant. */
  record Everyone() implements TenantFilter {
    @Override
    public boolean includes(long tenantId) {
      return true;
    }
  }

  /** Only tenants with these ids, whether they exist or not. */
  record Only(Set<Long> ids) implements TenantFilter {
    public Only {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean includes(long tenantId) {
      return ids.contains(tenantId);
    }
  }
}
