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
      implements Document {}

  /** A document put together as it was read. It has no version: only its content tells it apart. */
  record Gathered(String content) implements Document {}
}
