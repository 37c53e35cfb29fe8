package io.tenantatlas.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Instants at a steady rate: a late one does not shift those after it. For one thread. */
public final class Pace {

  private final long periodNanos;
  private long next = System.nanoTime();

  public Pace(int perSecond) {
    this(perSecond, 1);
  }

  /** The share of one of several threads that keep a rate together. */
  Pace(int perSecond, int threads) {
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) * threads / perSecond;
  }

  /** Waits for the next instant. */
  public void await() {
    next += periodNanos;
    for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  public static void pauseMillis(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** Waits for something, looking every few milliseconds; returns whether it came in time. */
  public static boolean awaits(BooleanSupplier reached, int seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pauseMillis(5);
    }
    return true;
  }
}
