package io.tenantatlas.query.store;

import java.util.List;

/**
 * What one statement saw of the read model.
 *
 * @param status of all partitions
 * @param changes the documents that changed behind the steps that were asked for, in no order
 * @param anew the read model is another one than was seen before: its versions mean something else
 */
public record Observation(ReadModelStatus status, List<Change> changes, boolean anew) {

  /** Of a read model that is not known to be another one. */
  public Observation(ReadModelStatus status, List<Change> changes) {
    this(status, changes, false);
  }

  /** Nothing is there yet. */
  public static final Observation NONE = new Observation(ReadModelStatus.NONE, List.of());

  /**
   * A document that has this version now; it may have been removed with it.
   *
   * @param version the newest that was committed
   */
  public record Change(DocumentKey.OfTenant key, long version) {}
}
