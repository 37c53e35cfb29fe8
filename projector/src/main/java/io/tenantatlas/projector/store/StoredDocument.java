package io.tenantatlas.projector.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's document as it is served.
 *
 * @param tenantId the tenant
 * @param kind the kind of document
 * @param version rises by one whenever the content changes, and never falls, also when the document
 *     goes and comes back
 * @param changedAt the as-of instant of that change
 * @param content the JSON object without {@code tenant_id}, {@code version} and {@code changed_at};
 *     null when the document was removed
 */
public record StoredDocument(
    long tenantId, String kind, long version, Instant changedAt, @Nullable String content) {}
