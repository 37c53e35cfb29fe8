package io.tenantatlas.projector.store;

import org.jspecify.annotations.Nullable;

/**
 * A document of a kind that has a topic, and that changed.
 *
 * @param document as it is now
 * @param step of its partition, in which it last changed
 * @param said the content that the topic is known to have; null when it has none, or when it is not
 *     known which
 * @param provenance what it was right for when it was read
 */
public record DocumentChange(
    StoredDocument document, long step, @Nullable String said, Provenance provenance) {}
