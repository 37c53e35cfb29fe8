package io.tenantatlas.projector.publish;

/**
 * Says what was committed to the read model to those who subscribe to it.
 *
 * <p>Threads: one. Errors: any exception means that it is not known what has been said; the changes
 * stay unpublished and are said again.
 */
public interface Publisher extends AutoCloseable {

  /**
   * Says changes of the partition that are not said yet.
   *
   * @return how many
   */
  int publish(int partition);

  /** Whether {@link #publish} returned so many that there may be more. */
  boolean mayHaveMore(int published);

  /** Lets a partition go that belongs to another owner now. */
  void forget(int partition);

  @Override
  void close();
}
