package io.tenantatlas.query.store;

import java.util.Optional;

/**
 * The read model that the projector keeps. All methods are safe for many threads and throw {@link
 * ReadModelUnavailableException} when the read model cannot be read.
 */
public interface ReadModel {

  /** A document with its progress, from one snapshot. */
  DocumentRead read(DocumentKey key);

  /**
   * The JSON object of that name that belongs to the product, not to a tenant; empty until the
   * projector has written it.
   */
  Optional<String> reference(String name);

  /** The positions of all partitions. */
  Positions positions();

  /** The state of the whole read model. */
  ReadModelStatus status();
}
