package io.tenantatlas.projector.projection.link;

import java.util.Map;

/** Finds one kind of reference in a payload. */
sealed interface Extractor permits AssignmentExtractor, IdExtractor {

  /** Adds what there is, and the warnings. */
  void extract(Map<?, ?> payload, Found found);
}
