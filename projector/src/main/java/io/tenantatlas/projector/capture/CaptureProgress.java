package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the source was captured, as the process knows it that captures.
 *
 * @param slot the replication slot
 * @param position up to which everything is in the change log; null while nothing is
 * @param at the source's clock at that mark; null before this run's first
 * @param marked when that was, by this process's clock; before the first mark when the run began
 */
public record CaptureProgress(
    String slot, @Nullable SourcePosition position, @Nullable Instant at, Instant marked) {}
