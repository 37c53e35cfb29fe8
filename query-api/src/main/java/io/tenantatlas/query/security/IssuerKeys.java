package io.tenantatlas.query.security;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the issuer has published. They are read when first needed, again when they are old,
 * and when a token names a key that is not among them; never more often than allowed, however many
 * such tokens come. While the issuer cannot be reached the keys last read count for a while.
 *
 * <p>Safe for many threads. One reading is under way at a time, in a thread of its own, and it has
 * a deadline. Who begins it waits for it, and so does who needs a key that is not known; all others
 * go on with what is known. Nimbus' own source lets two readings through in each interval, has
 * those who need a known key wait for others' readings, has no deadline for a reading, and reads
 * the machine's clock.
 */
public final class IssuerKeys implements JWKSource<SecurityContext> {

  /** Reads the published set. Ends when its thread is interrupted. */
  @FunctionalInterface
  public interface Source {
    JWKSet read() throws IOException, ParseException;
  }

  /**
   * How old keys may be.
   *
   * @param refreshAfter when they are read again
   * @param retryAfter the least time from a reading's end to the next, whether it succeeds or not
   * @param outage how long keys count that cannot be read again; at least {@code refreshAfter}
   */
  public record Ages(Duration refreshAfter, Duration retryAfter, Duration outage) {}

  private record Known(JWKSet keys, Instant readAt) {}

  private final Source source;
  private final Ages ages;
  private final Clock clock;
  private final Executor atDeadline;
  private final Consumer<Throwable> onFailure;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Known known;

  /** Of the last reading; null if it succeeded. */
  private volatile @Nullable Throwable failure;

  /** The last that began; guarded by the lock, as is the next. */
  private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);

  private Instant nextTry = Instant.MIN;

  /**
   * Nothing is read yet.
   *
   * @param atDeadline runs a task when a reading that begins now must have ended
   * @param onFailure is told why a reading has failed, once for each
   */
  public IssuerKeys(
      Source source, Ages ages, Clock clock, Executor atDeadline, Consumer<Throwable> onFailure) {
    this.source = source;
    this.ages = ages;
    this.clock = clock;
    this.atDeadline = atDeadline;
    this.onFailure = onFailure;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws JWKSetUnavailableException {
    Known seen = known;
    List<JWK> matches = matches(selector, seen);
    if (seen == null || matches.isEmpty()) {
      wait(seen, true);
    } else if (isYounger(seen, ages.refreshAfter) || !wait(seen, false)) {
      return matches;
    }
    return known(selector);
  }

  private List<JWK> matches(JWKSelector selector, @Nullable Known keys) {
    return keys != null && isYounger(keys, ages.outage) ? selector.select(keys.keys) : List.of();
  }

  private List<JWK> known(JWKSelector selector) throws JWKSetUnavailableException {
    Known newest = known;
    List<JWK> matches = matches(selector, newest);
    Throwable unknown = failure;
    if (newest == null
        || !isYounger(newest, ages.outage)
        || (matches.isEmpty() && unknown != null)) { // the key may be a new one
      throw new JWKSetUnavailableException("The issuer's keys cannot be read", unknown);
    }
    return matches;
  }

  private boolean isYounger(Known keys, Duration age) {
    return clock.instant().isBefore(keys.readAt.plus(age));
  }

  /**
   * Waits for the end of a reading, which is begun if it may be.
   *
   * @param seen the keys that do not suffice
   * @param anothers whether also for one that somebody else has begun
   * @return whether there was one
   */
  private boolean wait(@Nullable Known seen, boolean anothers) {
    CompletableFuture<Void> awaited = null;
    lock.lock();
    try {
      if (!reading.isDone()) {
        awaited = anothers ? reading : null;
      } else if (Objects.equals(known, seen) && !clock.instant().isBefore(nextTry)) {
        reading = begin();
        awaited = reading;
      }
    } finally {
      lock.unlock();
    }
    if (awaited != null) {
      awaited.join();
    }
    return awaited != null;
  }

  private CompletableFuture<Void> begin() {
    var read = new CompletableFuture<JWKSet>();
    Thread reader = Thread.ofVirtual().name("issuer-keys").start(() -> read(read));
    atDeadline.execute(
        () -> {
          if (read.completeExceptionally(new TimeoutException("It takes too long"))) {
            reader.interrupt();
          }
        });
    return read.handle(this::ended);
  }

  private void read(CompletableFuture<JWKSet> into) {
    try {
      into.complete(source.read());
    } catch (IOException | ParseException | RuntimeException | Error e) {
      into.completeExceptionally(e);
    }
  }

  /** Notes how a reading has ended, before those who wait for it go on. */
  private @Nullable Void ended(@Nullable JWKSet read, @Nullable Throwable cause) {
    lock.lock();
    try {
      Instant now = clock.instant();
      nextTry = now.plus(ages.retryAfter);
      failure = cause;
      if (read != null) {
        known = new Known(read, now);
      }
    } finally {
      lock.unlock();
    }
    if (cause != null) {
      onFailure.accept(cause);
    }
    return null;
  }
}
