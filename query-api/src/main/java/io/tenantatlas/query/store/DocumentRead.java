package io.tenantatlas.query.store;

/** What one statement read of a document: the document and its progress, of one snapshot. */
public sealed interface DocumentRead {

  /** Not every partition has applied a whole snapshot: nothing may be served. */
  record NotReady(SnapshotProgress snapshot) implements DocumentRead {}

  /** There is no such document at this progress; nor the tenant, if it is a tenant's. */
  record Absent(Progress progress) implements DocumentRead {}

  /** The tenant is there at this progress, the item asked for is not. */
  record ItemAbsent(Progress progress) implements DocumentRead {}

  /** The document, and the progress it is right for. */
  record Present(Progress progress, Document document) implements DocumentRead {}
}
