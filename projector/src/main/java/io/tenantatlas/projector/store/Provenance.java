package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a change was right for when it was read: its partition's progress in the same snapshot.
 *
 * @param position all source commits up to here are included
 * @param at the source's clock at {@code position}; null before the first mark
 * @param asOf the instant that all documents of the partition are right for
 */
public record Provenance(SourcePosition position, @Nullable Instant at, Instant asOf) {}
