package io.tenantatlas.query.freshness;

/** Who waits for an answer. */
public interface Caller {

  /** As whom the caller's waits are counted. */
  String name();

  /**
   * Has an action run, in any thread, if the caller goes before the answer. The last one counts.
   */
  void ifGone(Runnable action);
}
