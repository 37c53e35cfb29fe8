package io.tenantatlas.query.store;

import java.time.Instant;

/**
 * A tenant's document as it was rendered.
 *
 * @param version rises strictly per tenant, with the content
 * @param changedAt the as-of instant of that version
 * @param content a JSON object without tenant id, version and instant, at least one member
 */
public record Document(long version, Instant changedAt, String content) {}
