package io.tenantatlas.query.freshness;

import io.tenantatlas.query.share.Places;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.ReadModelStatus;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that watches the projection's progress. It looks when it is told that something
 * changed, often while requests wait, and now and then besides. It wakes exactly those requests
 * whose demand has been met; a failed look wakes all, so that each meets the failure in its own
 * read. The number of waiters is bounded, in all and for each caller.
 */
public final class ProgressPoller implements AutoCloseable {

  /** How a wait ended. */
  public enum Wait {
    /** The demand seems to be met, or the read model cannot be polled: read and see. */
    READ_AGAIN,
    TIMED_OUT,
    /** As many as are allowed wait already. */
    ALL_WAITING,
    /** As many of the caller's as are allowed wait already. */
    SHARE_WAITING
  }

  /**
   * How often it looks.
   *
   * @param waiting between two looks while requests wait
   * @param idle between two looks otherwise
   */
  public record Intervals(Duration waiting, Duration idle) {}

  private record Waiter(DocumentKey key, Demand demand, CompletableFuture<Wait> end) {

    /**
     * Partitions that have no progress are for the read to explain. Those that have none in common
     * will have: they go over to a new history of the source one by one.
     */
    boolean isEndedBy(@Nullable ReadModelStatus polled) {
      if (polled != null && key instanceof DocumentKey.InAny && !polled.isOfOneHistory()) {
        return false;
      }
      return polled == null || polled.progressFor(key).stream().allMatch(demand::isMetBy);
    }
  }

  private final Supplier<ReadModelStatus> look;
  private final Intervals intervals;
  private final Places places;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A poller that is not started yet.
   *
   * @param look reads the progress and has it served by the time it returns
   */
  public ProgressPoller(Supplier<ReadModelStatus> look, Intervals intervals, Places.Limits limits) {
    this.look = look;
    this.intervals = intervals;
    this.places = new Places(limits);
    this.thread = Thread.ofPlatform().name("progress-poller").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Ends the thread and, as timed out, everybody's wait. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    waiters.forEach(waiter -> waiter.end.complete(Wait.TIMED_OUT));
  }

  /** Has it look at once. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  /** How many wait now. */
  public int waiting() {
    return places.taken();
  }

  /**
   * Blocks until a look made from now on sees that all partitions that may have the document meet
   * the demand; as timed out also when the caller has gone.
   */
  public Wait await(DocumentKey key, Demand demand, Duration atMost, Caller caller)
      throws InterruptedException {
    return switch (places.take(caller.name())) {
      case ALL_USED -> Wait.ALL_WAITING;
      case SHARE_USED -> Wait.SHARE_WAITING;
      case TAKEN -> {
        var waiter = new Waiter(key, demand, new CompletableFuture<>());
        try {
          caller.ifGone(() -> waiter.end.complete(Wait.TIMED_OUT));
          yield await(waiter, atMost);
        } finally {
          waiters.remove(waiter);
          places.giveBack(caller.name());
        }
      }
    };
  }

  private Wait await(Waiter waiter, Duration atMost) throws InterruptedException {
    waiters.add(waiter);
    if (closed) {
      return Wait.TIMED_OUT;
    }
    wake();
    try {
      return waiter.end.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Wait.TIMED_OUT;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody completes a wait with an error
    }
  }

  private void run() {
    while (!closed) {
      end(poll());
      Duration pause = waiters.isEmpty() ? intervals.idle() : intervals.waiting();
      LockSupport.parkNanos(this, pause.toNanos());
    }
  }

  private @Nullable ReadModelStatus poll() {
    try {
      return look.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      return null; // not lost: everybody wakes and meets the failure in their own read
    }
  }

  private void end(@Nullable ReadModelStatus polled) {
    for (Waiter waiter : waiters) {
      if (waiter.isEndedBy(polled)) {
        waiter.end.complete(Wait.READ_AGAIN);
      }
    }
  }
}
