package io.tenantatlas.projector.projection.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is found in one payload: references that give the same edge collapse to the first,
 * and what is over the limits is only counted. For one thread.
 */
final class Found {

  private final List<Reference> references = new ArrayList<>();
  private final Set<Reference.Key> edges = new HashSet<>();
  private final List<Warning> warnings = new ArrayList<>();
  private int truncatedWarnings;

  void add(Reference reference) {
    if (edges.add(reference.key()) && references.size() < Extraction.MAX_REFERENCES) {
      references.add(reference);
    }
  }

  /** Warns of a value that is something else than was expected. */
  void warn(Location at, String expected, Object value) {
    warn(at, expected, Values.described(value), value);
  }

  /**
   * Warns of something else than was expected.
   *
   * @param described what is there instead, in words
   * @param value what the warning shows of it
   */
  void warn(Location at, String expected, String described, @Nullable Object value) {
    if (warnings.size() == Extraction.MAX_WARNINGS) {
      truncatedWarnings++;
      return;
    }
    String reason = at + ": expected " + expected + ", found " + described;
    warnings.add(new Warning(Values.shown(value), reason));
  }

  Extraction extraction() {
    int truncatedEdges = edges.size() - references.size();
    return new Extraction(references, truncatedEdges, warnings, truncatedWarnings);
  }
}
