package io.tenantatlas.projector.store;

/**
 * The step of one transaction: one more than the partition's newest, which it becomes with the
 * first change. Only the partition's owner moves it, and it has the progress row.
 */
final class ChangeStep {

  private final long before;
  private boolean taken;

  ChangeStep(long before) {
    this.before = before;
  }

  /** The number of every change of this transaction. */
  long number() {
    return before + 1;
  }

  /** Something changed. */
  void take() {
    taken = true;
  }

  /** The partition's newest step behind this transaction. */
  long newest() {
    return taken ? number() : before;
  }
}
