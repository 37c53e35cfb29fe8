package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.SourcePoint;
import java.time.Instant;

/**
 * What a change was right for when it was read: its partition's progress in the same snapshot.
 *
 * @param source the point of the source up to which all is included
 * @param asOf the instant that all documents of the partition are right for
 */
public record Provenance(SourcePoint source, Instant asOf) {}
