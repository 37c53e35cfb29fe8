package io.tenantatlas.query.store;

import java.time.Instant;

/** What was read, a JSON object without ids, version and instant. */
public sealed interface Document {

  String content();

  /**
   * A document as it was rendered.
   *
   * @param partition that rendered it
   * @param version rises strictly with the content, per document and partition
   * @param changedAt the as-of instant of that version
   */
  record Rendered(int partition, long version, Instant changedAt, String content)
      implements Document {

    /**
     * Whether another document of the same key has the same content. Content changes only with the
     * version, which every partition counts for itself; a document that was removed may return with
     * an old version, but not with its instant.
     */
    public boolean isSameAs(Rendered other) {
      return version == other.version
          && partition == other.partition
          && changedAt.equals(other.changedAt);
    }
  }

  /** A document put together as it was read. It has no version: only its content tells it apart. */
  record Gathered(String content) implements Document {}
}
