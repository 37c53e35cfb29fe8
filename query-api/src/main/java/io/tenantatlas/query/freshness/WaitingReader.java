package io.tenantatlas.query.freshness;

import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Documents;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document, if asked to only once the projection has come to a history and a position of
 * the source; and says that there is none only once it has passed all positions at which a
 * partition lost it. What is checked is the progress that came with what is served, never one seen
 * elsewhere.
 */
public final class WaitingReader {

  /** The result of a read. */
  public sealed interface Outcome {
    /** Read in time; for {@link DocumentRead.NotReady} nothing is waited for. */
    record Read(DocumentRead read) implements Outcome {}

    /**
     * The wait ended with the projection still before the position, or the history about to be
     * replaced.
     */
    record NotCaughtUp(Progress progress) implements Outcome {}

    /** The wait, if any, ended with the projection in another history than asked for. */
    record OtherHistory(Progress progress, SourceHistory asked) implements Outcome {}

    /** It would have to wait, and as many as are allowed wait already. */
    record TooManyWaiting() implements Outcome {}

    /** It would have to wait, and as many of the caller's as are allowed wait already. */
    record ShareWaiting() implements Outcome {}
  }

  /**
   * How a request's wait ended. One that ends because the read model cannot be read, or is not
   * complete any more, is none of these.
   */
  public enum WaitEnd {
    /** With what was asked for. */
    REACHED,
    /** Too late, or without its caller. */
    TIMEOUT,
    /** As many as are allowed wait already. */
    REFUSED
  }

  private final Documents documents;
  private final ProgressPoller poller;
  private final LongSupplier nanoTime;
  private final Consumer<WaitEnd> waits;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   * @param waits is told how each wait ended
   */
  public WaitingReader(
      Documents documents, ProgressPoller poller, LongSupplier nanoTime, Consumer<WaitEnd> waits) {
    this.documents = documents;
    this.poller = poller;
    this.nanoTime = nanoTime;
    this.waits = waits;
  }

  /**
   * Reads; blocks at most for the wait and the reads themselves.
   *
   * @param caller tells who asks, if it must wait
   */
  public Outcome read(DocumentKey key, Demand demand, Duration wait, Supplier<Caller> caller)
      throws InterruptedException {
    long deadline = nanoTime.getAsLong() + wait.toNanos();
    boolean waited = false;
    while (true) {
      DocumentRead read = documents.read(key);
      Progress progress = progress(read);
      Demand needed = needed(read, demand);
      if (progress == null) {
        return new Outcome.Read(read);
      }
      if (needed.isMetBy(progress)) {
        return ended(waited, WaitEnd.REACHED, new Outcome.Read(read));
      }
      long left = deadline - nanoTime.getAsLong();
      if (left <= 0) {
        return ended(waited, WaitEnd.TIMEOUT, late(progress, demand));
      }
      switch (poller.await(key, needed, Duration.ofNanos(left), caller.get())) {
        case READ_AGAIN -> waited = true;
        case TIMED_OUT -> {
          return ended(true, WaitEnd.TIMEOUT, late(progress, demand));
        }
        case ALL_WAITING -> {
          return ended(true, WaitEnd.REFUSED, new Outcome.TooManyWaiting());
        }
        case SHARE_WAITING -> {
          return ended(true, WaitEnd.REFUSED, new Outcome.ShareWaiting());
        }
      }
    }
  }

  private Outcome ended(boolean waited, WaitEnd how, Outcome outcome) {
    if (waited) {
      waits.accept(how);
    }
    return outcome;
  }

  /** What was asked for, or a later position at which it is known that there is nothing. */
  private static Demand needed(DocumentRead read, Demand demand) {
    return read instanceof DocumentRead.Absent(Progress progress, SourcePosition since)
            && progress.position().isBefore(since)
        ? demand.atLeast(since)
        : demand;
  }

  private static Outcome late(Progress progress, Demand demand) {
    SourceHistory asked = demand.history();
    return asked == null || demand.isOfHistory(progress)
        ? new Outcome.NotCaughtUp(progress)
        : new Outcome.OtherHistory(progress, asked);
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
