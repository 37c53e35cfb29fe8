package io.tenantatlas.query.store;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads of which one serves all who ask for the same. However many ask, one read of a key is under
 * way at a time.
 *
 * <p>Who asks while a read is under way is served by the next one, which begins when that has
 * ended: what is served was read after it was asked for. A read that fails fails for all whom it
 * was to serve.
 *
 * <p>Threads: any; blocks.
 *
 * @param <K> what is asked for
 * @param <V> what is read
 */
final class Shared<K, V> {

  /** The read that is under way, and the one that follows, if anybody waits for it. */
  private record Reads<V>(CompletableFuture<V> now, @Nullable CompletableFuture<V> next) {

    Reads<V> followedBy(Reads<V> own) {
      return next == null ? new Reads<>(now, own.now) : this;
    }
  }

  private final Function<K, V> read;
  private final Map<K, Reads<V>> byKey = new ConcurrentHashMap<>();

  /**
   * @param read reads it; may throw a {@link RuntimeException}
   */
  Shared(Function<K, V> read) {
    this.read = read;
  }

  V get(K key) {
    var own = new CompletableFuture<V>();
    Reads<V> reads = byKey.merge(key, new Reads<>(own, null), Reads::followedBy);
    CompletableFuture<V> next = reads.next;
    if (next == null) {
      return lead(key, own);
    }
    if (next == own) {
      reads.now.handle((value, failure) -> failure).join(); // however it ends
      byKey.put(key, new Reads<>(own, null)); // from now on it is too late to wait for this one
      return lead(key, own);
    }
    return result(next);
  }

  /** Reads for all who wait for this one. */
  private V lead(K key, CompletableFuture<V> own) {
    try {
      V value = read.apply(key);
      forget(key);
      own.complete(value);
    } catch (RuntimeException | Error e) {
      forget(key);
      own.completeExceptionally(e);
    }
    return result(own);
  }

  /** Unless somebody waits to read next, who knows by this that the read has ended. */
  private void forget(K key) {
    byKey.computeIfPresent(key, (same, reads) -> reads.next == null ? null : reads);
  }

  private static <V> V result(CompletableFuture<V> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
