package io.tenantatlas.projector.store;

import org.jspecify.annotations.Nullable;

/**
 * An edge that changed.
 *
 * @param key the edge
 * @param step of its partition, in which it last changed
 * @param content the edge as JSON; null when it was removed
 * @param provenance what it was right for when it was read
 */
public record LinkChange(
    StoredLink.Key key, long step, @Nullable String content, Provenance provenance) {}
