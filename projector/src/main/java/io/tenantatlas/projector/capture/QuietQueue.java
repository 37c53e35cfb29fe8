package io.tenantatlas.projector.capture;

import io.debezium.connector.base.QueueProvider;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/**
 * The events between Debezium's reader and its poll loop, in memory and in order.
 *
 * <p>While there are none the loop waits in whole milliseconds, and looks again and again for the
 * rest of the last one: with the default queue and a short {@code poll.interval.ms} that takes a
 * large part of a processor. Here a look that follows another at once pauses.
 *
 * <p>Threads: all calls that matter are made under the lock of Debezium's {@code ChangeEventQueue};
 * the reader may so have to wait for one pause.
 */
public final class QuietQueue<T> implements QueueProvider<T> {

  /** The name by which {@code queue.provider.type} finds it. */
  static final String NAME = "quiet";

  /** Two looks closer than this have nothing between them. */
  private static final long AT_ONCE_NANOS = 20_000;

  private static final long PAUSE_NANOS = 100_000;

  private final Queue<T> events = new ArrayDeque<>();
  private long lastLookNanos = System.nanoTime() - AT_ONCE_NANOS;

  @Override
  public String name() {
    return NAME;
  }

  /** There is nothing to set: Debezium itself bounds the queue. */
  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void enqueue(T event) {
    events.add(event);
  }

  @Override
  public T poll() {
    return events.poll();
  }

  @Override
  public int size() {
    if (events.isEmpty()) {
      look();
    }
    return events.size();
  }

  private void look() {
    long now = System.nanoTime();
    if (now - lastLookNanos < AT_ONCE_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    lastLookNanos = now;
  }
}
