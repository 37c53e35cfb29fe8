package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a partition's read model forward: by the records of the change log, and by time. Each step
 * is one transaction of the read model, together with the position.
 *
 * <p>Documents change only where the log says that a source transaction ends. What lies behind the
 * last such mark is applied to the state in a step of its own, and shows in no document until its
 * mark has come.
 *
 * <p>Stateless; a partition's steps must be made one after the other by its owner.
 */
public final class PartitionProjector {

  private final ReadModel readModel;
  private final Projection projection;
  private final Limits limits;
  private final StepListener listener;

  /**
   * What bounds one step.
   *
   * @param dueRows how many rows time may move in one step (more only when they share one edge);
   *     what is left is moved by the next step
   * @param tenants how many tenants' documents are rendered at once
   * @param rows how many rows are read at once where a table is emptied
   * @param items how many items' links are looked at at once
   */
  public record Limits(int dueRows, int tenants, int rows, int items) {}

  /** A projector onto the read model. */
  public PartitionProjector(ReadModel readModel, Projection projection, Limits limits) {
    this(readModel, projection, limits, StepListener.NOBODY);
  }

  /** A projector onto the read model, whose steps are told to the listener. */
  public PartitionProjector(
      ReadModel readModel, Projection projection, Limits limits, StepListener listener) {
    this.readModel = readModel;
    this.projection = projection;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * Applies records that follow on {@code progress}.
   *
   * @param records in the log's order, without gaps other than what compaction left
   * @param offsets the offset behind each record, as many as records
   * @param now the instant documents shall be right for
   * @return the progress behind the last record
   * @throws ReadModel.FencedException when another owner has moved the partition
   */
  public PartitionProgress apply(
      PartitionProgress progress, List<LogRecord> records, List<Long> offsets, Instant now) {
    int boundary = Origin.of(progress).boundary(records);
    PartitionProgress reached = progress;
    if (boundary > 0) {
      reached = step(reached, records.subList(0, boundary), offsets.get(boundary - 1), now);
    }
    if (boundary < records.size()) {
      List<LogRecord> tail = records.subList(boundary, records.size());
      reached = step(reached, tail, offsets.getLast(), now);
    }
    return reached;
  }

  private PartitionProgress step(
      PartitionProgress from, List<LogRecord> records, long nextOffset, Instant now) {
    long began = System.nanoTime();
    Map<String, Integer> documents = new HashMap<>();
    PartitionProgress reached =
        readModel.update(
            from,
            transaction -> {
              Step step = new Step(projection, limits, transaction, from, documents);
              if (mayMoveTime(from, records)) {
                step.moveTime(now.truncatedTo(ChronoUnit.MILLIS));
              }
              step.apply(records);
              return step.finish(nextOffset);
            });
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    listener.committed(new StepListener.Committed(from.partition(), records, documents, took));
    return reached;
  }

  /**
   * Time may move where documents may change, and freely before anything is served. Where nothing
   * but the position changes it stays for the next tick: such a step is one row's update.
   */
  private static boolean mayMoveTime(PartitionProgress from, List<LogRecord> records) {
    if (!from.ready() || records.isEmpty()) {
      return true;
    }
    boolean onlyPosition =
        from.atBoundary() && records.stream().allMatch(LogRecord.ProgressMark.class::isInstance);
    return Origin.of(from).boundary(records) == records.size() && !onlyPosition;
  }

  /**
   * Moves time: rows leave their windows and deadlines pass. Inside a source transaction or a
   * snapshot time stands still, since documents cannot change there.
   *
   * @param nextOffset the owner's position in the log, at least the progress's
   * @return the progress; its {@code asOf} lies before {@code now} when more was due than one step
   *     may move
   */
  public PartitionProgress tick(PartitionProgress progress, long nextOffset, Instant now) {
    boolean later = now.truncatedTo(ChronoUnit.MILLIS).isAfter(progress.asOf());
    if (!progress.atBoundary() || !later) {
      return progress;
    }
    return step(progress, List.of(), nextOffset, now);
  }
}
