package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import java.time.Instant;

/**
 * How far one partition of the change log has been applied, and what its documents are right for.
 * It is written in the same transaction as everything the applied records touched, and only over
 * the value it was made from: that is the fence against a second writer.
 *
 * @param partition the partition, from 0
 * @param partitions how many there are
 * @param definition the fingerprint of the definitions the state was made with, a slash, and the
 *     change log's identity
 * @param nextOffset change-log offset of the first record not applied yet
 * @param source the point of the source that the documents are right for
 * @param announced the newest history of the source that a mark named; another one than {@code
 *     source}'s while its first snapshot is being applied
 * @param asOf the instant (whole milliseconds) every document of the partition is right for; never
 *     falls
 * @param atBoundary whether {@code nextOffset} lies between source transactions and outside of a
 *     snapshot
 * @param ready a snapshot has been applied wholly and a rebuild, if one was under way, has caught
 *     up
 * @param rebuildUntil not ready before this offset
 * @param snapshot the newest snapshot of the source
 * @param step the number of the newest step: a transaction that changed documents or edges. Counted
 *     by the read model from 1 on, without gaps, also over a new beginning
 */
public record PartitionProgress(
    int partition,
    int partitions,
    String definition,
    long nextOffset,
    SourcePoint source,
    SourceHistory announced,
    Instant asOf,
    boolean atBoundary,
    boolean ready,
    long rebuildUntil,
    Snapshot snapshot,
    long step) {

  /**
   * How far the newest snapshot has been applied.
   *
   * @param generation its number; rows last seen in an earlier one are gone once this one is
   *     complete
   * @param completed the number of the newest one that has been applied wholly; 0 for none
   * @param applied rows of this one applied so far
   * @param expected about how many rows it has over all partitions
   */
  public record Snapshot(long generation, long completed, long applied, long expected) {

    /** Whether a snapshot is being applied. */
    public boolean running() {
      return generation > completed;
    }

    /** Whether a whole snapshot has been applied, this one or an earlier one. */
    public boolean complete() {
      return completed > 0;
    }
  }

  /** Of a partition of which nothing was applied. */
  public static PartitionProgress initial(
      int partition, int partitions, String definition, long rebuildUntil) {
    return new PartitionProgress(
        partition,
        partitions,
        definition,
        0,
        SourcePoint.NONE,
        SourceHistory.UNKNOWN,
        Instant.EPOCH,
        false,
        false,
        rebuildUntil,
        new Snapshot(0, 0, 0, 0),
        0);
  }

  /** The same behind another step. */
  PartitionProgress withStep(long newest) {
    return new PartitionProgress(
        partition,
        partitions,
        definition,
        nextOffset,
        source,
        announced,
        asOf,
        atBoundary,
        ready,
        rebuildUntil,
        snapshot,
        newest);
  }

  /** This one as the new beginning of a partition: its time and its steps go on. */
  PartitionProgress behind(PartitionProgress last) {
    return new PartitionProgress(
        partition,
        partitions,
        definition,
        nextOffset,
        source,
        announced,
        last.asOf,
        atBoundary,
        ready,
        rebuildUntil,
        snapshot,
        last.step);
  }
}
