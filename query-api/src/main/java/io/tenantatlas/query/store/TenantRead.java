package io.tenantatlas.query.store;

/** What one statement read for a tenant: document and progress come from the same snapshot. */
public sealed interface TenantRead {

  /** Not every partition has applied a whole snapshot: nothing may be served. */
  record NotReady(SnapshotProgress snapshot) implements TenantRead {}

  /** There is no document for the tenant at this progress. */
  record Absent(Progress progress) implements TenantRead {}

  /** The tenant's document, and the progress it is right for. */
  record Present(Progress progress, Document document) implements TenantRead {}
}
