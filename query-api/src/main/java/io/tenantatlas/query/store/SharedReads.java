package io.tenantatlas.query.store;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.QueryTimeoutException;

/**
 * Reads of documents, {@link Shared} by all who ask for the same, and of which only some that may
 * be large are under way at a time: so neither many readers of one document nor many large
 * documents take all connections.
 *
 * <p>Threads: any; blocks.
 */
final class SharedReads implements Documents {

  private static final String SURFACES = "surface.";

  private final Documents documents;
  private final Semaphore large;
  private final Duration patience;
  private final Shared<DocumentKey, DocumentRead> shared = new Shared<>(this::readForAll);

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
    return shared.get(key);
  }

  private DocumentRead readForAll(DocumentKey key) {
    return isLarge(key) ? readLarge(key) : documents.read(key);
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
}
