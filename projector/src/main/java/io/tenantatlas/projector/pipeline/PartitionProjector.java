package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.ParkedRecord;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings partitions' read model forward: by the records of the change log, and by time. What is
 * brought forward together is one transaction of the read model, together with the positions.
 *
 * <p>Documents change only where the log says that a source transaction ends. What lies behind the
 * last such mark is applied to the state in a step of its own, and shows in no document until its
 * mark has come.
 *
 * <p>Stateless; a partition's steps must be made one after the other by its owner.
 *
 * <p>Errors: {@link ReadModel.FencedException} when another owner has moved one of the partitions.
 * After any exception no partition has moved, as {@link ReadModel#update} says.
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
   * Records of one partition.
   *
   * @param progress the records follow on it
   * @param records in the log's order, without gaps other than what compaction left and parking
   * @param offsets the offset after each record, as many as records
   * @param parked records that cannot be applied, after the progress
   */
  public record Batch(
      PartitionProgress progress,
      List<LogRecord> records,
      List<Long> offsets,
      List<ParkedRecord> parked) {}

  /**
   * An owner's position in a partition of which all records are applied.
   *
   * @param offset at least the progress's
   * @param parked records that cannot be applied, before the offset
   */
  public record Position(PartitionProgress progress, long offset, List<ParkedRecord> parked) {}

  /** Consecutive records that one step applies, the offset after each, and that after them. */
  private record Piece(List<LogRecord> records, List<Long> offsets, long nextOffset) {}

  /** What one transaction does in one partition; nothing when there are no pieces. */
  private record Work(Batch batch, List<Piece> pieces) {

    PartitionProgress from() {
      return batch.progress;
    }
  }

  /**
   * Applies records, all in one transaction.
   *
   * @param batches of different partitions
   * @param now the instant documents shall be right for
   * @return the progress after each batch, in their order
   */
  public List<PartitionProgress> apply(List<Batch> batches, Instant now) {
    return commit(batches.stream().map(PartitionProjector::work).toList(), now);
  }

  /** {@link #apply(List, Instant)} of one partition. */
  public PartitionProgress apply(
      PartitionProgress progress, List<LogRecord> records, List<Long> offsets, Instant now) {
    return apply(List.of(new Batch(progress, records, offsets, List.of())), now).getFirst();
  }

  private static Work work(Batch batch) {
    List<LogRecord> records = batch.records();
    List<Long> offsets = batch.offsets();
    int boundary = Origin.of(batch.progress()).boundary(records);
    List<Piece> pieces = new ArrayList<>();
    if (boundary > 0) {
      pieces.add(piece(records.subList(0, boundary), offsets.subList(0, boundary)));
    }
    if (boundary < records.size()) {
      int end = records.size();
      pieces.add(piece(records.subList(boundary, end), offsets.subList(boundary, end)));
    }
    return new Work(batch, pieces);
  }

  private static Piece piece(List<LogRecord> records, List<Long> offsets) {
    return new Piece(records, offsets, offsets.getLast());
  }

  private List<PartitionProgress> commit(List<Work> works, Instant now) {
    List<Work> some = works.stream().filter(work -> !work.pieces.isEmpty()).toList();
    Map<Integer, PartitionProgress> reached = new HashMap<>();
    if (!some.isEmpty()) {
      long began = System.nanoTime();
      List<Map<String, Integer>> documents = new ArrayList<>();
      List<ReadModel.Update> updates = new ArrayList<>();
      for (Work work : some) {
        Map<String, Integer> changed = new HashMap<>();
        documents.add(changed);
        updates.add(new ReadModel.Update(work.from(), inside -> steps(inside, work, now, changed)));
      }
      readModel.update(updates).forEach(each -> reached.put(each.partition(), each));
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      for (int i = 0; i < some.size(); i++) {
        Batch batch = some.get(i).batch;
        listener.committed(
            new StepListener.Committed(
                batch.progress.partition(), batch.records, documents.get(i), took));
      }
    }
    return works.stream()
        .map(work -> reached.getOrDefault(work.from().partition(), work.from()))
        .toList();
  }

  private PartitionProgress steps(
      ReadModel.Transaction transaction, Work work, Instant now, Map<String, Integer> documents) {
    ParkedRecords parked = new ParkedRecords(transaction);
    parked.note(work.batch);
    PartitionProgress reached = work.from();
    for (Piece piece : work.pieces) {
      PartitionProgress before = reached;
      Step step = new Step(projection, limits, transaction, reached, documents);
      if (mayMoveTime(reached, piece.records)) {
        step.moveTime(now.truncatedTo(ChronoUnit.MILLIS));
      }
      step.apply(piece.records);
      reached = step.finish(piece.nextOffset);
      parked.forgetMended(piece.records, piece.offsets, before, reached);
    }
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
   * Moves time, in one transaction: rows leave their windows and deadlines pass. Inside a source
   * transaction or a snapshot time stands still, since documents cannot change there.
   *
   * @param positions of different partitions
   * @return the progress of each, in their order; its {@code asOf} lies before {@code now} when
   *     more was due than one step may move
   */
  public List<PartitionProgress> tick(List<Position> positions, Instant now) {
    Instant to = now.truncatedTo(ChronoUnit.MILLIS);
    return commit(positions.stream().map(position -> tick(position, to)).toList(), now);
  }

  private static Work tick(Position position, Instant to) {
    PartitionProgress progress = position.progress();
    boolean moves = progress.atBoundary() && to.isAfter(progress.asOf());
    List<Piece> pieces =
        moves ? List.of(new Piece(List.of(), List.of(), position.offset())) : List.of();
    return new Work(new Batch(progress, List.of(), List.of(), position.parked()), pieces);
  }

  /** {@link #tick(List, Instant)} of one partition. */
  public PartitionProgress tick(PartitionProgress progress, long offset, Instant now) {
    return tick(List.of(new Position(progress, offset, List.of())), now).getFirst();
  }
}
