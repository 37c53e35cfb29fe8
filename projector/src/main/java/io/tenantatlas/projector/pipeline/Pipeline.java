package io.tenantatlas.projector.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The owning threads of this process: each with its own consumer, sharing the change log's
 * partitions.
 */
public final class Pipeline {

  private static final Duration STOPPING_MAX = Duration.ofSeconds(3);
  private static final Duration INTERRUPTED_MAX = Duration.ofMillis(500);

  private final List<PartitionOwner> owners = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final int count;
  private final Supplier<PartitionOwner> newOwner;

  /** A pipeline of {@code count} owners, made when it is started. */
  public Pipeline(int count, Supplier<PartitionOwner> newOwner) {
    this.count = count;
    this.newOwner = newOwner;
  }

  /** Starts the owners. */
  public synchronized void start() {
    for (int i = 0; i < count; i++) {
      PartitionOwner owner = newOwner.get();
      owners.add(owner);
      threads.add(Thread.ofPlatform().daemon().name("atlas-projector-" + i).start(owner));
    }
  }

  /**
   * Stops them, each after the step it is in, and waits for that; who is held up by a server that
   * does not answer is interrupted.
   */
  public synchronized void stop() throws InterruptedException {
    owners.forEach(PartitionOwner::stop);
    long until = System.nanoTime() + STOPPING_MAX.toNanos();
    for (Thread thread : threads) {
      thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
    }
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join(INTERRUPTED_MAX);
    }
    owners.clear();
    threads.clear();
  }
}
