package io.tenantatlas.query.stream;

import static java.util.stream.Collectors.groupingBy;

import io.tenantatlas.query.share.Places;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Documents;
import io.tenantatlas.query.store.Observation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who follow tenants. A change is read once, by a thread of its own, and handed to everybody
 * who follows its tenant. Where that cannot be done the followers are ended; they come again and
 * begin with what is there then. The number of streams is bounded, in all and for each follower.
 *
 * <p>Threads: any.
 */
public final class Streams implements AutoCloseable {

  /** What has come of following a tenant. */
  public sealed interface Following {

    /** The subscription must be closed. */
    record Begun(Subscription subscription) implements Following {}

    /** As many as are allowed follow already. */
    record TooMany() implements Following {}

    /** As many of the follower's as are allowed are open already. */
    record ShareUsed() implements Following {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  private final Documents documents;
  private final Set<String> kinds;
  private final Places places;
  private final Map<Long, Set<Subscription>> byTenant = new ConcurrentHashMap<>();

  /** What changed and is not read yet; each document once, together what changed together. */
  private final BlockingQueue<List<DocumentKey.OfTenant>> changed = new LinkedBlockingQueue<>();

  private final Set<DocumentKey.OfTenant> queued = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Nobody follows yet, and the thread is not started.
   *
   * @param kinds of documents that are pushed
   */
  public Streams(Documents documents, Set<String> kinds, Places.Limits limits) {
    this.documents = documents;
    this.kinds = Set.copyOf(kinds);
    this.places = new Places(limits);
    this.thread = Thread.ofPlatform().name("stream-dispatcher").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** How many follow now. */
  public int open() {
    return places.taken();
  }

  /**
   * Follows a tenant from now on; what its documents are now the caller reads and offers itself.
   *
   * @param follower as whom it is counted
   */
  public Following follow(long tenantId, String follower) {
    if (closed) {
      return new Following.TooMany();
    }
    return switch (places.take(follower)) {
      case ALL_USED -> new Following.TooMany();
      case SHARE_USED -> new Following.ShareUsed();
      case TAKEN -> new Following.Begun(subscribe(tenantId, follower));
    };
  }

  private Subscription subscribe(long tenantId, String follower) {
    Subscription[] self = new Subscription[1];
    self[0] = new Subscription(tenantId, () -> leave(self[0], follower));
    byTenant.compute(
        tenantId,
        (id, followers) -> {
          Set<Subscription> all = followers == null ? ConcurrentHashMap.newKeySet() : followers;
          all.add(self[0]);
          return all;
        });
    if (closed) {
      self[0].end();
    }
    return self[0];
  }

  private void leave(Subscription subscription, String follower) {
    byTenant.computeIfPresent(
        subscription.tenantId(),
        (id, followers) -> {
          if (followers.remove(subscription)) {
            places.giveBack(follower);
          }
          return followers.isEmpty() ? null : followers;
        });
  }

  /** Has what changed read and pushed, where somebody follows. */
  public void changed(Collection<Observation.Change> changes) {
    List<DocumentKey.OfTenant> followed =
        changes.stream()
            .map(Observation.Change::key)
            .filter(key -> kinds.contains(key.kind()) && byTenant.containsKey(key.tenantId()))
            .filter(queued::add)
            .toList();
    if (!followed.isEmpty()) {
      changed.add(followed);
    }
  }

  private void run() {
    while (!closed) {
      try {
        List<DocumentKey.OfTenant> keys = changed.take();
        keys.forEach(queued::remove); // before they are read: a change from now on is queued again
        keys.stream().collect(groupingBy(DocumentKey.OfTenant::tenantId)).forEach(this::push);
      } catch (InterruptedException e) {
        // Only close() interrupts, and the loop looks at it next.
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.warn("A change cannot be read, all who follow are ended: {}", e.getMessage());
        endAll();
      }
    }
  }

  /** A tenant's documents at once, so that a follower is woken once for what changed together. */
  private void push(long tenantId, List<DocumentKey.OfTenant> keys) {
    Set<Subscription> followers = byTenant.getOrDefault(tenantId, Set.of());
    Map<String, Document.Rendered> newest = new LinkedHashMap<>();
    for (DocumentKey.OfTenant key : keys) {
      switch (documents.read(key)) {
        case DocumentRead.Present(var progress, Document.Rendered document) -> {
          followers.forEach(follower -> follower.continueIn(progress.history()));
          newest.put(key.kind(), document);
        }
        case DocumentRead.Absent absent -> followers.forEach(Subscription::end);
        case DocumentRead.NotReady notReady -> followers.forEach(Subscription::end);
        case DocumentRead.Present other -> throw new IllegalStateException(key + " has no version");
        case DocumentRead.ItemAbsent other -> throw new IllegalStateException(key + " is no item");
        case DocumentRead.Withheld other ->
            throw new IllegalStateException(key + " is followed by those who may read it");
      }
    }
    followers.forEach(follower -> follower.offer(newest));
  }

  /** Ends all; they have nothing to wait for by the time this returns. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    endAll();
  }

  /** Ends all; their followers come again, and begin with what is there. */
  public void endAll() {
    byTenant.values().forEach(followers -> followers.forEach(Subscription::end));
  }
}
