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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the issuer has published. They are read when first needed, again when they are old,
 * and when a token names a key that is not among them; never more often than allowed, however many
 * such tokens come. While the issuer cannot be reached the keys last read count for a while.
 *
 * <p>Safe for many threads. Of those that need keys which are not there, one reads and the others
 * wait; with keys at hand nobody waits for another's reading.
 */
public final class IssuerKeys implements JWKSource<SecurityContext> {

  /** Reads the published set. */
  @FunctionalInterface
  public interface Source {
    JWKSet read() throws IOException, ParseException;
  }

  /**
   * How old keys may be.
   *
   * @param refreshAfter when they are read again
   * @param retryAfter the least time between two readings, whether they succeed or not
   * @param outage how long keys count that cannot be read again; at least {@code refreshAfter}
   */
  public record Ages(Duration refreshAfter, Duration retryAfter, Duration outage) {}

  private record Known(JWKSet keys, Instant readAt) {}

  private final Source source;
  private final Ages ages;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Known known;

  /** Guarded by {@link #reading}. */
  private Instant nextTry = Instant.MIN;

  public IssuerKeys(Source source, Ages ages, Clock clock) {
    this.source = source;
    this.ages = ages;
    this.clock = clock;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws JWKSetUnavailableException {
    Known seen = known;
    List<JWK> matches =
        seen != null && isYounger(seen, ages.outage) ? selector.select(seen.keys) : List.of();
    if (seen == null || matches.isEmpty()) {
      reading.lock();
    } else if (isYounger(seen, ages.refreshAfter) || !reading.tryLock()) {
      return matches;
    }
    try {
      return selector.select(refreshed(seen));
    } finally {
      reading.unlock();
    }
  }

  private JWKSet refreshed(@Nullable Known seen) throws JWKSetUnavailableException {
    Exception failure = null;
    if (Objects.equals(known, seen) && !clock.instant().isBefore(nextTry)) {
      nextTry = clock.instant().plus(ages.retryAfter);
      try {
        known = new Known(source.read(), clock.instant());
      } catch (IOException | ParseException | RuntimeException e) {
        failure = e;
      }
    }
    Known newest = known;
    if (newest == null || !isYounger(newest, ages.outage)) {
      throw new JWKSetUnavailableException("The issuer's keys cannot be read", failure);
    }
    return newest.keys;
  }

  private boolean isYounger(Known keys, Duration age) {
    return clock.instant().isBefore(keys.readAt.plus(age));
  }
}
