package io.tenantatlas.projector.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The owning threads of this process: each with its own consumer, sharing the change log's
 * partitions.
 */
public final class Pipeline {

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
      threads.add(Thread.ofPlatform().name("atlas-projector-" + i).start(owner));
    }
  }

  /** Stops them, each behind the step it is in, and waits for that. */
  public synchronized void stop() throws InterruptedException {
    owners.forEach(PartitionOwner::stop);
    for (Thread thread : threads) {
      thread.join();
    }
    owners.clear();
    threads.clear();
  }
}
