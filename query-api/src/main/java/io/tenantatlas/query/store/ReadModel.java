package io.tenantatlas.query.store;

import java.util.Map;
import java.util.Optional;

/**
 * The read model that the projector keeps. All methods are safe for many threads and throw {@link
 * ReadModelUnavailableException} when the read model cannot be read.
 */
public interface ReadModel extends Documents {

  /**
   * The JSON object of that name that belongs to the product, not to a tenant; empty until the
   * projector has written it.
   */
  Optional<String> reference(String name);

  /**
   * The state of the whole read model, and which documents have changed, from one snapshot.
   *
   * @param seenSteps by partition, the step behind which changes are told; of a partition that is
   *     not among them none are
   */
  Observation observe(Map<Integer, Long> seenSteps);

  /** How the source is followed. */
  SourceStatus source();

  /** The state of the whole read model. */
  default ReadModelStatus status() {
    return observe(Map.of()).status();
  }
}
