package io.tenantatlas.query.stream;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.SourceHistory;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one follower of a tenant has not been sent yet: of each kind the newest document only, so a
 * slow follower skips versions and costs no memory. Versions of a kind rise.
 *
 * <p>Threads: {@link #next} from one, the others from any.
 */
public final class Subscription implements AutoCloseable {

  /** What to do next. */
  public sealed interface Signal {

    /** Send these documents, of each kind one, in this order. */
    record Changed(SequencedMap<String, Document.Rendered> documents) implements Signal {}

    /** Nothing happened for as long as was waited. */
    record Quiet() implements Signal {}

    /** There is nothing more: the tenant or the source's history has gone, or the process ends. */
    record Ended() implements Signal {}
  }

  private final long tenantId;
  private final Runnable onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private SequencedMap<String, Document.Rendered> pending = new LinkedHashMap<>();
  private final Map<String, Long> taken = new HashMap<>();
  private @Nullable SourceHistory history;
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

  /**
   * What is handed on is of this history of the source. Ends it when it began in another: who comes
   * again is told the new one.
   */
  public void continueIn(SourceHistory newest) {
    lock.lock();
    try {
      if (history == null) {
        history = newest;
      } else if (!history.equals(newest)) {
        ended = true;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has the documents, by their kinds, sent, each unless that or a newer one was. */
  public void offer(Map<String, Document.Rendered> documents) {
    lock.lock();
    try {
      documents.forEach(this::put);
      if (!pending.isEmpty()) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(String kind, Document.Rendered document) {
    Document.Rendered waiting = pending.get(kind);
    if (document.version() > taken.getOrDefault(kind, Long.MIN_VALUE)
        && (waiting == null || document.version() > waiting.version())) {
      pending.put(kind, document);
    }
  }

  /** Ends it; what is pending is not sent. */
  public void end() {
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
    var signal = new Signal.Changed(pending);
    pending = new LinkedHashMap<>();
    signal.documents.forEach((kind, document) -> taken.put(kind, document.version()));
    return signal;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
