package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.RebuildReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this process owns, and how far each is: what metrics and health are made
 * from. A partition is owned from its assignment by the consumer group to its revocation, also
 * while it cannot be opened.
 *
 * <p>Threads: any. An owner changes what it owns itself; what a former owner says later is nothing.
 */
public final class OwnedPartitions {

  private final Clock clock;
  private final Map<Integer, Owned> owned = new ConcurrentHashMap<>();
  private volatile Instant emptySince;

  /**
   * A partition that is owned.
   *
   * @param owner by which thread's object
   * @param progress how far it is; null before it was opened
   * @param moved when it last moved in the log, or was assigned
   * @param rebuild why it is built anew; null if it is not
   * @param unpublishedSince when the first of the changes was committed that are not known to be
   *     published; null when all are
   * @param published when something of it was published last, or it was assigned
   * @param backlog how many changes were not published when they were counted last
   */
  public record Owned(
      Object owner,
      @Nullable PartitionProgress progress,
      Instant moved,
      @Nullable RebuildReason rebuild,
      @Nullable Instant unpublishedSince,
      Instant published,
      long backlog) {

    /** At the instant it was assigned. */
    private static Owned by(Object owner, Instant now) {
      return new Owned(owner, null, now, null, null, now, 0);
    }

    private Owned reached(PartitionProgress next, Instant now) {
      PartitionProgress before = progress;
      boolean moves = before == null || next.nextOffset() != before.nextOffset();
      boolean changed = before == null || next.step() != before.step();
      return new Owned(
          owner,
          next,
          moves ? now : moved,
          next.ready() ? null : rebuild,
          changed && unpublishedSince == null ? now : unpublishedSince,
          published,
          backlog);
    }

    private Owned rebuilding(RebuildReason reason) {
      return new Owned(owner, progress, moved, reason, unpublishedSince, published, backlog);
    }

    private Owned published(boolean all, Instant now) {
      return new Owned(
          owner, progress, moved, rebuild, all ? null : unpublishedSince, now, all ? 0 : backlog);
    }

    private Owned waiting(long changes) {
      long counted = unpublishedSince == null ? 0 : changes;
      return new Owned(owner, progress, moved, rebuild, unpublishedSince, published, counted);
    }

    /** Since when nothing was published although something is to be; null when nothing is. */
    private @Nullable Instant waitingSince() {
      if (unpublishedSince == null || progress == null || !progress.ready()) {
        return null;
      }
      return published.isAfter(unpublishedSince) ? published : unpublishedSince;
    }
  }

  /** None yet. */
  public OwnedPartitions(Clock clock) {
    this.clock = clock;
    this.emptySince = clock.instant();
  }

  /** The partition; null when it is not owned. */
  public @Nullable Owned get(int partition) {
    return owned.get(partition);
  }

  /** The numbers of all that are owned, in order. */
  public List<Integer> numbers() {
    return owned.keySet().stream().sorted().toList();
  }

  /** Since when none is owned. */
  public Instant emptySince() {
    return emptySince;
  }

  /** Those that have not moved in the log for that long, in order. */
  public List<Integer> stalled(Duration bound) {
    Instant before = clock.instant().minus(bound);
    return numbers().stream().filter(number -> isOlder(moved(number), before)).toList();
  }

  /** Those of which nothing was published for that long although something is to be, in order. */
  public List<Integer> waiting(Duration bound) {
    Instant before = clock.instant().minus(bound);
    return numbers().stream().filter(number -> isOlder(waitingSince(number), before)).toList();
  }

  private static boolean isOlder(@Nullable Instant instant, Instant before) {
    return instant != null && instant.isBefore(before);
  }

  /** When it last moved; null when it is not owned. */
  public @Nullable Instant moved(int partition) {
    Owned known = owned.get(partition);
    return known == null ? null : known.moved;
  }

  /** Since when nothing of it was published although something is to be; null otherwise. */
  public @Nullable Instant waitingSince(int partition) {
    Owned known = owned.get(partition);
    return known == null ? null : known.waitingSince();
  }

  void assign(Object owner, int partition) {
    owned.put(partition, Owned.by(owner, clock.instant()));
  }

  void revoke(Object owner, int partition) {
    Owned known = owned.get(partition);
    if (known != null && known.owner == owner && owned.remove(partition, known)) {
      emptySince = clock.instant();
    }
  }

  void rebuilds(Object owner, int partition, RebuildReason reason) {
    change(owner, partition, known -> known.rebuilding(reason));
  }

  void reached(Object owner, PartitionProgress progress) {
    change(owner, progress.partition(), known -> known.reached(progress, clock.instant()));
  }

  void published(Object owner, int partition, boolean all) {
    change(owner, partition, known -> known.published(all, clock.instant()));
  }

  /** Notes how many changes wait to be published; none when they were published meanwhile. */
  public void backlog(int partition, long changes) {
    owned.computeIfPresent(partition, (number, known) -> known.waiting(changes));
  }

  private void change(Object owner, int partition, UnaryOperator<Owned> change) {
    owned.computeIfPresent(
        partition, (number, known) -> known.owner == owner ? change.apply(known) : known);
  }
}
