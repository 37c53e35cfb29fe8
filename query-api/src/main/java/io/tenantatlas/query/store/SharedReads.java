package io.tenantatlas.query.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;

/**
 * Reads of documents of which one serves all who ask for the same, and of which only some that may
 * be large are under way at a time: so neither many readers of one document nor many large
 * documents take all connections.
 *
 * <p>Who asks while a read is under way is served by the next one, which begins when that has
 * ended: what is served was read after it was asked for.
 *
 * <p>Threads: any; blocks.
 */
final class SharedReads implements Documents {

  private static final String SURFACES = "surface.";

  /** The read that is under way, and the one that follows, if anybody waits for it. */
  private record Reads(
      CompletableFuture<DocumentRead> now, @Nullable CompletableFuture<DocumentRead> next) {}

  private final Documents documents;
  private final Semaphore large;
  private final Duration patience;
  private final Map<DocumentKey, Reads> byKey = new ConcurrentHashMap<>();

  /**
   * @param documents reads one
   * @param maxLarge reads of what may be large that may be under way
   * @param patience how long one more waits, at most
   */
  SharedReads(Documents documents, int maxLarge, Duration patience) {
    this.documents = documents;
    this.large = new Semaphore(maxLarge, true);
    this.patience = patience;
  }

  @Override
  public DocumentRead read(DocumentKey key) {
    var own = new CompletableFuture<DocumentRead>();
    Reads reads = byKey.merge(key, new Reads(own, null), SharedReads::following);
    CompletableFuture<DocumentRead> next = reads.next;
    if (next == null) {
      return lead(key, own);
    }
    if (next == own) {
      reads.now.handle((read, failure) -> read).join(); // however it ends
      byKey.put(key, new Reads(own, null)); // from now on it is too late to wait for this one
      return lead(key, own);
    }
    return result(next);
  }

  private static Reads following(Reads before, Reads own) {
    return before.next == null ? new Reads(before.now, own.now) : before;
  }

  /** Reads for all who wait for this one. */
  private DocumentRead lead(DocumentKey key, CompletableFuture<DocumentRead> own) {
    try {
      DocumentRead read = isLarge(key) ? readLarge(key) : documents.read(key);
      forget(key);
      own.complete(read);
    } catch (RuntimeException | Error e) {
      forget(key);
      own.completeExceptionally(e);
    }
    return result(own);
  }

  /** Unless somebody waits to read next, who knows by this that the read has ended. */
  private void forget(DocumentKey key) {
    byKey.computeIfPresent(key, (same, reads) -> reads.next == null ? null : reads);
  }

  private DocumentRead readLarge(DocumentKey key) {
    try {
      if (!large.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw unavailable("As many large reads as are allowed are under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("A read was interrupted before it began");
    }
    try {
      return documents.read(key);
    } finally {
      large.release();
    }
  }

  private static ReadModelUnavailableException unavailable(String reason) {
    return new ReadModelUnavailableException(new QueryTimeoutException(reason));
  }

  /** What is as large as a list or a report of somebody's makes it. */
  private static boolean isLarge(DocumentKey key) {
    return !(key instanceof DocumentKey.OfTenant tenant) || tenant.kind().startsWith(SURFACES);
  }

  private static DocumentRead result(CompletableFuture<DocumentRead> read) {
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
