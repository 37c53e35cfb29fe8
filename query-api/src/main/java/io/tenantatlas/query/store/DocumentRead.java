package io.tenantatlas.query.store;

/** What one statement read of a document: the document and its progress, of one snapshot. */
public sealed interface DocumentRead {

  /** Not every partition has applied a whole snapshot: nothing may be served. */
  record NotReady(SnapshotProgress snapshot) implements DocumentRead {}

  /**
   * There is no such document at this progress; nor the tenant, if it is a tenant's.
   *
   * @param since the position before which it is not known that there was none: what one partition
   *     has lost another may not have got yet
   */
  record Absent(Progress progress, SourcePosition since) implements DocumentRead {

    /** Of what only one partition may have. */
    public Absent(Progress progress) {
      this(progress, progress.position());
    }
  }

  /** The document is there at this progress, but belongs to a tenant that it is not read for. */
  record Withheld(Progress progress) implements DocumentRead {}

  /** The tenant is there at this progress, the item asked for is not. */
  record ItemAbsent(Progress progress) implements DocumentRead {}

  /** The document, and the progress it is right for. */
  record Present(Progress progress, Document document) implements DocumentRead {}
}
