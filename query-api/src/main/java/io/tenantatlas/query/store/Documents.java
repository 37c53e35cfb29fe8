package io.tenantatlas.query.store;

/**
 * Reads documents. Safe for many threads; throws {@link ReadModelUnavailableException} when the
 * read model cannot be read.
 */
@FunctionalInterface
public interface Documents {

  /** A document with a progress that it is right for. */
  DocumentRead read(DocumentKey key);
}
