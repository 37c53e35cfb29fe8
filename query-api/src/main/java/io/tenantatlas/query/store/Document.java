package io.tenantatlas.query.store;

import java.time.Instant;

/**
 * A document as it was rendered.
 *
 * @param partition that rendered it
 * @param version rises strictly with the content, per document and partition
 * @param changedAt the as-of instant of that version
 * @param content a JSON object without ids, version and instant
 */
public record Document(int partition, long version, Instant changedAt, String content) {}
