package io.tenantatlas.query.freshness;

import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Documents;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document, if asked to only once the projection has passed a position; and says that there
 * is none only once it has passed all positions at which a partition lost it. What is checked is
 * the progress that came with what is served, never one seen elsewhere.
 */
public final class WaitingReader {

  /** The result of a read. */
  public sealed interface Outcome {
    /** Read in time; for {@link DocumentRead.NotReady} nothing is waited for. */
    record Read(DocumentRead read) implements Outcome {}

    /** The wait ended with the projection still before the position. */
    record NotCaughtUp(Progress progress) implements Outcome {}

    /** It would have to wait, and as many as are allowed wait already. */
    record TooManyWaiting() implements Outcome {}
  }

  private final Documents documents;
  private final ProgressPoller poller;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public WaitingReader(Documents documents, ProgressPoller poller, LongSupplier nanoTime) {
    this.documents = documents;
    this.poller = poller;
    this.nanoTime = nanoTime;
  }

  /** Reads; blocks at most for the wait and the reads themselves. */
  public Outcome read(DocumentKey key, @Nullable SourcePosition minimum, Duration wait)
      throws InterruptedException {
    long deadline = nanoTime.getAsLong() + wait.toNanos();
    while (true) {
      DocumentRead read = documents.read(key);
      Progress progress = progress(read);
      SourcePosition needed = needed(read, minimum);
      if (progress == null || needed == null || !progress.position().isBefore(needed)) {
        return new Outcome.Read(read);
      }
      Duration left = Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
      switch (poller.await(key, needed, left)) {
        case READ_AGAIN -> {}
        case TIMED_OUT -> {
          return new Outcome.NotCaughtUp(progress);
        }
        case REFUSED -> {
          return new Outcome.TooManyWaiting();
        }
      }
    }
  }

  /** The position that was asked for, or a later one at which it is known that there is nothing. */
  private static @Nullable SourcePosition needed(
      DocumentRead read, @Nullable SourcePosition minimum) {
    return read instanceof DocumentRead.Absent(Progress progress, SourcePosition since)
            && (minimum == null || minimum.isBefore(since))
        ? since
        : minimum;
  }

  private static @Nullable Progress progress(DocumentRead read) {
    return switch (read) {
      case DocumentRead.NotReady notReady -> null;
      case DocumentRead.Absent absent -> absent.progress();
      case DocumentRead.Withheld withheld -> withheld.progress();
      case DocumentRead.ItemAbsent absent -> absent.progress();
      case DocumentRead.Present present -> present.progress();
    };
  }
}
