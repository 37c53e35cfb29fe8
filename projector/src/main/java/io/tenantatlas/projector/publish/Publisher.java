package io.tenantatlas.projector.publish;

/**
 * Says what was committed to the read model to those who subscribe to it.
 *
 * <p>Threads: one. Errors: any exception means that it is not known what has been said; the changes
 * stay unpublished and are said again.
 */
public interface Publisher extends AutoCloseable {

  /**
   * Says changes of the partition that are not said yet. It is called before anything is changed in
   * a partition that was opened, and after its steps.
   *
   * @param step the partition's newest
   */
  Result publish(int partition, long step);

  /**
   * Notes in the read model, for all partitions, what was said. What is not noted is said again
   * after a crash.
   */
  void note();

  /**
   * What was said.
   *
   * @param changes how many
   * @param all whether all are said now
   */
  record Result(int changes, boolean all) {}

  /** Lets a partition go that belongs to another owner now, or will be opened again. */
  void forget(int partition);

  @Override
  void close();
}
