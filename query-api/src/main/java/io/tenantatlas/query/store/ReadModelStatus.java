package io.tenantatlas.query.store;

import java.util.List;

/**
 * The state of the whole read model at one instant.
 *
 * @param ready every partition has applied a whole snapshot
 * @param partitions those that have begun, in order of their number
 */
public record ReadModelStatus(
    boolean ready, List<PartitionProgress> partitions, SnapshotProgress snapshot) {

  /** The projector has not created or begun its read model. */
  public static final ReadModelStatus NONE =
      new ReadModelStatus(false, List.of(), SnapshotProgress.NONE);
}
