package io.tenantatlas.query.store;

import java.time.Instant;

/** Progress for tests. */
public final class ProgressFixture {

  /** The history of the source, unless a test is about another one. */
  public static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");

  /** The same behind a failover. */
  public static final SourceHistory PROMOTED = new SourceHistory("7351234567890123456/2");

  private ProgressFixture() {}

  /** At a position of a history that is current. */
  public static Progress at(SourcePosition position) {
    return at(HISTORY, true, position);
  }

  /** At a position of a history. */
  public static Progress at(SourceHistory history, boolean current, SourcePosition position) {
    return new Progress(history, current, position, null, Instant.EPOCH);
  }
}
