package io.tenantatlas.bench.replay;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts records from the first one on. Safe for many threads. */
final class ReplayTime {

  private final AtomicLong began = new AtomicLong();
  private final LongAdder records = new LongAdder();

  void record() {
    if (began.get() == 0) {
      began.compareAndSet(0, System.nanoTime());
    }
    records.increment();
  }

  /** Prints records, nanoseconds since the first, and more. */
  void say(String more) {
    long nanos = System.nanoTime() - began.get();
    System.out.println("DONE " + records.sum() + " " + nanos + " " + more);
  }
}
