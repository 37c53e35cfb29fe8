package io.tenantatlas.query.freshness;

import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.Positions;
import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that watches the projection's progress on behalf of all waiting requests. It polls
 * only while somebody waits, and wakes exactly those whose position has been passed; a failed poll
 * wakes all, so that each meets the failure in its own read. The number of waiters is bounded.
 */
public final class ProgressPoller implements AutoCloseable {

  /** How a wait ended. */
  public enum Wait {
    /** The position seems to be passed, or the read model cannot be polled: read and see. */
    READ_AGAIN,
    TIMED_OUT,
    /** As many as are allowed wait already. */
    REFUSED
  }

  private record Waiter(DocumentKey key, SourcePosition minimum, CompletableFuture<Wait> end) {

    /** A partition that has no position (any more) is for the read to explain. */
    boolean isEndedBy(@Nullable Positions polled) {
      SourcePosition position = polled == null ? null : polled.passedFor(key);
      return position == null || !position.isBefore(minimum);
    }
  }

  private final ReadModel readModel;
  private final Duration interval;
  private final int maxWaiters;
  private final Semaphore free;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  public ProgressPoller(ReadModel readModel, Duration interval, int maxWaiters) {
    this.readModel = readModel;
    this.interval = interval;
    this.maxWaiters = maxWaiters;
    this.free = new Semaphore(maxWaiters);
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

  /** How many wait now. */
  public int waiting() {
    return maxWaiters - free.availablePermits();
  }

  /**
   * Blocks until a poll made from now on sees all partitions at the position that may have the
   * document.
   */
  public Wait await(DocumentKey key, SourcePosition minimum, Duration atMost)
      throws InterruptedException {
    if (!free.tryAcquire()) {
      return Wait.REFUSED;
    }
    var waiter = new Waiter(key, minimum, new CompletableFuture<>());
    try {
      return await(waiter, atMost);
    } finally {
      waiters.remove(waiter);
      free.release();
    }
  }

  private Wait await(Waiter waiter, Duration atMost) throws InterruptedException {
    waiters.add(waiter);
    if (closed) {
      return Wait.TIMED_OUT;
    }
    LockSupport.unpark(thread);
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
      if (waiters.isEmpty()) {
        LockSupport.park(this);
      } else {
        wake(poll());
        pause();
      }
    }
  }

  private @Nullable Positions poll() {
    try {
      return readModel.positions();
    } catch (RuntimeException e) {
      return null; // not lost: everybody wakes and meets the failure in their own read
    }
  }

  private void wake(@Nullable Positions polled) {
    for (Waiter waiter : waiters) {
      if (waiter.isEndedBy(polled)) {
        waiter.end.complete(Wait.READ_AGAIN);
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loop looks at it next.
    }
  }
}
