package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Is told of every step of a partition after it was committed, by the owner's thread. */
@FunctionalInterface
public interface StepListener {

  /** Nobody listens. */
  StepListener NOBODY = step -> {};

  /** A step was committed. */
  void committed(Committed step);

  /**
   * A step.
   *
   * @param records that were applied; none in a tick
   * @param documents how many changed, by kind
   * @param took from the beginning to the commit of its transaction, in which other partitions may
   *     have had steps too
   */
  record Committed(
      int partition, List<LogRecord> records, Map<String, Integer> documents, Duration took) {}
}
