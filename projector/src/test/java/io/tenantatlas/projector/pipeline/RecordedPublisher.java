package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.publish.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

/** A publisher that says as much as it is told to, and keeps what it was asked for. */
final class RecordedPublisher implements Publisher {

  /** How many changes may be said in one call: more are to come behind so many. */
  static final int MOST = 10;

  private final List<Integer> published = new ArrayList<>();
  private final List<Long> steps = new ArrayList<>();
  private final List<Integer> forgotten = new ArrayList<>();
  private final Queue<Integer> pending = new ArrayDeque<>();
  private final Queue<RuntimeException> failures = new ArrayDeque<>();
  private int notes;
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

  /** The newest step at each call. */
  List<Long> steps() {
    return steps;
  }

  List<Integer> forgotten() {
    return forgotten;
  }

  /** How often it was to note what it said. */
  int notes() {
    return notes;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public Result publish(int partition, long step) {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    published.add(partition);
    steps.add(step);
    int changes = Objects.requireNonNullElse(pending.poll(), 0);
    return new Result(changes, changes < MOST);
  }

  @Override
  public void note() {
    notes++;
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
