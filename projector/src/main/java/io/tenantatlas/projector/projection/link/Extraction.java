package io.tenantatlas.projector.projection.link;

import java.util.List;

/**
 * What a payload references. Its size is bounded, whatever the payload's is.
 *
 * @param references the first {@link #MAX_REFERENCES}, each edge once, in the payload's order
 * @param truncatedEdges how many more edges there are
 * @param warnings the first {@link #MAX_WARNINGS} places that were not understood
 * @param truncatedWarnings how many more such places there are
 */
public record Extraction(
    List<Reference> references, int truncatedEdges, List<Warning> warnings, int truncatedWarnings) {

  /** The most references an item has. */
  public static final int MAX_REFERENCES = 50;

  /** The most warnings an item has. */
  public static final int MAX_WARNINGS = 100;

  /** Of a payload without references. */
  public static final Extraction NONE = new Extraction(List.of(), 0, List.of(), 0);

  public Extraction {
    references = List.copyOf(references);
    warnings = List.copyOf(warnings);
  }
}
