package io.tenantatlas.query.stream;

import io.tenantatlas.query.store.Document;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one follower of a tenant has not been sent yet: of each kind the newest document only, so a
 * slow follower skips versions and costs no memory. Versions of a kind rise.
 *
 * <p>Threads: {@link #next} from one, the others from any.
 */
public final class Subscription implements AutoCloseable {

  /** What to do next. */
  public sealed interface Signal {

    /** Send this document. */
    record Changed(String kind, Document.Rendered document) implements Signal {}

    /** Nothing happened for as long as was waited. */
    record Quiet() implements Signal {}

    /** There is nothing more: the tenant has gone, or the process ends. */
    record Ended() implements Signal {}
  }

  private final long tenantId;
  private final Runnable onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Document.Rendered> pending = new LinkedHashMap<>();
  private final Map<String, Long> taken = new HashMap<>();
  private boolean ended;

  Subscription(long tenantId, Runnable onClose) {
    this.tenantId = tenantId;
    this.onClose = onClose;
  }

  long tenantId() {
    return tenantId;
  }

  /** Documents of the kind up to this version are known to the follower. */
  public void skip(String kind, long version) {
    lock.lock();
    try {
      taken.merge(kind, version, Math::max);
    } finally {
      lock.unlock();
    }
  }

  /** Has the document sent, unless that or a newer one was. */
  public void offer(String kind, Document.Rendered document) {
    lock.lock();
    try {
      Document.Rendered waiting = pending.get(kind);
      boolean newer =
          document.version() > taken.getOrDefault(kind, Long.MIN_VALUE)
              && (waiting == null || document.version() > waiting.version());
      if (newer) {
        pending.put(kind, document);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; what is pending is not sent. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until there is something to do. */
  public Signal next(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!ended && pending.isEmpty()) {
        if (left <= 0) {
          return new Signal.Quiet();
        }
        left = changed.awaitNanos(left);
      }
      return ended ? new Signal.Ended() : take();
    } finally {
      lock.unlock();
    }
  }

  private Signal take() {
    Iterator<Map.Entry<String, Document.Rendered>> first = pending.entrySet().iterator();
    Map.Entry<String, Document.Rendered> entry = first.next();
    var signal = new Signal.Changed(entry.getKey(), entry.getValue());
    first.remove();
    taken.put(signal.kind(), signal.document().version());
    return signal;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
