package io.tenantatlas.query.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.KeySourceException;
import io.tenantatlas.service.startup.Causes;
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
 * remembered. Of what was signed one token is remembered, whatever signatures it may have, and all
 * together take no more than the bytes that are allowed. Safe for many threads.
 */
public final class VerifiedTokens {

  private static final String SCHEME = "Bearer ";

  /** What an entry takes beside its texts and ids: objects, keys, the cache's own. */
  private static final int OVERHEAD_BYTES = 400;

  /** What an id or a scope takes in its set, beside its text. */
  private static final int ID_BYTES = 64;

  /** An actor, with which signature, and until when the token need not be verified again. */
  private record Verified(Actor actor, String signature, Instant until) {

    /** Whether the text ends with the signature. Takes as long wherever it differs. */
    boolean isSignatureOf(String text, int from) {
      if (text.length() - from != signature.length()) {
        return false;
      }
      int difference = 0;
      for (int i = 0; i < signature.length(); i++) {
        difference |= signature.charAt(i) ^ text.charAt(from + i);
      }
      return difference == 0;
    }

    int bytes() {
      long ids = ids(actor.tenants()) + ids(actor.workspaces());
      long scopes = actor.scopes().stream().mapToLong(scope -> ID_BYTES + scope.length()).sum();
      return Math.toIntExact(OVERHEAD_BYTES + signature.length() + ID_BYTES * ids + scopes);
    }

    private static long ids(Access access) {
      return access instanceof Access.Only(var ids) ? ids.size() : 0;
    }
  }

  private final JwtDecoder decoder;
  private final Clock clock;
  private final Duration atMost;
  private final Cache<String, Verified> bySigned;

  /**
   * @param maxBytes of all that is remembered; other tokens are verified with each request
   * @param atMost how long one is remembered
   */
  public VerifiedTokens(JwtDecoder decoder, Clock clock, long maxBytes, Duration atMost) {
    this.decoder = decoder;
    this.clock = clock;
    this.atMost = atMost;
    this.bySigned =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String signed, Verified verified) -> signed.length() + verified.bytes())
            .expireAfterWrite(atMost)
            .build();
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
    return remembered(authorization, SCHEME.length());
  }

  /**
   * Whose token this is.
   *
   * @throws InvalidBearerTokenException whatever is wrong with the token; does not say what
   * @throws KeysUnavailableException if that cannot be told now
   */
  public Actor verify(String token) {
    Actor known = remembered(token, 0);
    return known == null ? verifyAnew(token) : known;
  }

  /** Forgets at once what is too much. */
  void cleanUp() {
    bySigned.cleanUp();
  }

  /** The token begins there and ends with the text; its signature is what follows the last dot. */
  private @Nullable Actor remembered(String text, int from) {
    int dot = text.lastIndexOf('.');
    Verified verified = dot < from ? null : bySigned.getIfPresent(text.substring(from, dot));
    return verified != null
            && verified.isSignatureOf(text, dot + 1)
            && clock.instant().isBefore(verified.until)
        ? verified.actor
        : null;
  }

  private Actor verifyAnew(String token) {
    Jwt jwt = decode(token);
    Instant expiresAt = Objects.requireNonNull(jwt.getExpiresAt()); // the decoder insists on it
    Actor actor = ActorClaims.actor(jwt.getClaims(), expiresAt);
    Instant now = clock.instant();
    Instant until = now.plus(atMost).isBefore(expiresAt) ? now.plus(atMost) : expiresAt;
    if (now.isBefore(until)) {
      int dot = token.lastIndexOf('.');
      var verified = new Verified(actor, token.substring(dot + 1), until);
      bySigned.put(token.substring(0, dot), verified);
    }
    return actor;
  }

  private Jwt decode(String token) {
    if (!CompactForm.isCanonical(token)) {
      throw new InvalidBearerTokenException("The token is not in its only form");
    }
    try {
      return decoder.decode(token);
    } catch (JwtException e) {
      if (Causes.find(e, KeySourceException.class) != null) {
        throw new KeysUnavailableException(e);
      }
      throw new InvalidBearerTokenException("The token is not valid", e);
    }
  }
}
