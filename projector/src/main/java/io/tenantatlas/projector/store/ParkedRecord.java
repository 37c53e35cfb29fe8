package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of the change log that could not be applied. Documents that lack it are not exact until
 * a later record or a snapshot makes up for it.
 *
 * @param offset where it stands in the partition's log
 * @param row the row that it changes; null when it does not say
 * @param tenantId the only tenant whose documents lack it; null when any of the partition's may
 * @param generation of the snapshot that had begun before it
 * @param reason what was expected where, never the record's content
 */
public record ParkedRecord(
    long offset,
    @Nullable RowKey row,
    @Nullable Long tenantId,
    long generation,
    String reason,
    Instant parkedAt) {}
