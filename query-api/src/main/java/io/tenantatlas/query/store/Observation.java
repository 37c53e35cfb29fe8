package io.tenantatlas.query.store;

import java.util.List;

/**
 * What one statement saw of the read model.
 *
 * @param status of all partitions
 * @param changes the documents that changed behind the steps that were asked for, in no order
 */
public record Observation(ReadModelStatus status, List<Change> changes) {

  /** Nothing is there yet. */
  public static final Observation NONE = new Observation(ReadModelStatus.NONE, List.of());

  /**
   * A document that has this version now; it may have been removed with it.
   *
   * @param version the newest that was committed
   */
  public record Change(DocumentKey.OfTenant key, long version) {}
}
