package io.tenantatlas.query.store;

/**
 * How much of the source's snapshot has been applied, over all partitions.
 *
 * @param rowsApplied rows applied so far
 * @param rowsExpected rows of the whole snapshot, an estimate
 */
public record SnapshotProgress(long rowsApplied, long rowsExpected) {

  /** Nothing is known of a snapshot yet. */
  public static final SnapshotProgress NONE = new SnapshotProgress(0, 0);
}
