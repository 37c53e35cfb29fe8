package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.publish.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A publisher that says as much as it is told to, and keeps what it was asked for. */
final class RecordedPublisher implements Publisher {

  /** How many changes may be said in one call. */
  static final int MOST = 10;

  private final List<Integer> published = new ArrayList<>();
  private final List<Integer> forgotten = new ArrayList<>();
  private final Queue<Integer> pending = new ArrayDeque<>();
  private final Queue<RuntimeException> failures = new ArrayDeque<>();
  private boolean closed;

  /** The next calls say so many each; all others say none. */
  void sayNext(int... changes) {
    for (int some : changes) {
      pending.add(some);
    }
  }

  void failNext(RuntimeException failure) {
    failures.add(failure);
  }

  /** The partition of each call. */
  List<Integer> published() {
    return published;
  }

  List<Integer> forgotten() {
    return forgotten;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public int publish(int partition) {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    published.add(partition);
    Integer changes = pending.poll();
    return changes == null ? 0 : changes;
  }

  @Override
  public boolean mayHaveMore(int changes) {
    return changes == MOST;
  }

  @Override
  public void forget(int partition) {
    forgotten.add(partition);
  }

  @Override
  public void close() {
    closed = true;
  }
}
