package io.tenantatlas.query.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.KeySourceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * Verifies bearer tokens and remembers whose they are: until they expire, but at most a fixed time,
 * so that a key the issuer withdrew is not trusted for longer. Tokens that are not right are not
 * remembered. Safe for many threads.
 */
public final class VerifiedTokens {

  private static final String SCHEME = "Bearer ";

  /** An actor, and until when the token need not be verified again. */
  private record Verified(Actor actor, Instant until) {}

  private final JwtDecoder decoder;
  private final Clock clock;
  private final Duration atMost;
  private final Cache<String, Verified> byToken;

  /**
   * @param maxTokens that are remembered; others are verified with each request
   * @param atMost how long one is remembered
   */
  public VerifiedTokens(JwtDecoder decoder, Clock clock, int maxTokens, Duration atMost) {
    this.decoder = decoder;
    this.clock = clock;
    this.atMost = atMost;
    this.byToken = Caffeine.newBuilder().maximumSize(maxTokens).expireAfterWrite(atMost).build();
  }

  /**
   * Who sends a token that was verified already and has not expired; null when it must be verified.
   * Costs one look into a map and one at the clock.
   *
   * @param authorization the header's value
   */
  public @Nullable Actor find(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    return remembered(authorization.substring(SCHEME.length()));
  }

  /**
   * Whose token this is.
   *
   * @throws InvalidBearerTokenException whatever is wrong with the token; does not say what
   * @throws KeysUnavailableException if that cannot be told now
   */
  public Actor verify(String token) {
    Actor known = remembered(token);
    return known == null ? verifyAnew(token) : known;
  }

  private @Nullable Actor remembered(String token) {
    Verified verified = byToken.getIfPresent(token);
    return verified == null || !clock.instant().isBefore(verified.until) ? null : verified.actor;
  }

  private Actor verifyAnew(String token) {
    Jwt jwt = decode(token);
    Instant expiresAt = Objects.requireNonNull(jwt.getExpiresAt()); // the decoder insists on it
    Actor actor = ActorClaims.actor(jwt.getClaims(), expiresAt);
    Instant now = clock.instant();
    Instant until = now.plus(atMost).isBefore(expiresAt) ? now.plus(atMost) : expiresAt;
    if (now.isBefore(until)) {
      byToken.put(token, new Verified(actor, until));
    }
    return actor;
  }

  private Jwt decode(String token) {
    try {
      return decoder.decode(token);
    } catch (JwtException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof KeySourceException) {
          throw new KeysUnavailableException(e);
        }
      }
      throw new InvalidBearerTokenException("The token is not valid", e);
    }
  }
}
