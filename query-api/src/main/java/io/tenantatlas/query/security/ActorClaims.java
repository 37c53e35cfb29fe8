package io.tenantatlas.query.security;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of its actor. A claim that is absent, or not wholly of the agreed
 * type, grants nothing.
 */
final class ActorClaims {

  private static final String EVERYTHING = "*";

  /**
   * @param claims {@code sub}: who the actor is, with whatever token; {@code tenants} and {@code
   *     workspaces}: an array of integers, or {@code "*"}; {@code scope}: a string with blanks
   *     between scopes, or an array of strings
   */
  static Actor actor(Map<String, Object> claims, Instant expiresAt) {
    return new Actor(
        name(claims),
        access(claims.get("tenants")),
        access(claims.get("workspaces")),
        scopes(claims.get("scope")),
        expiresAt);
  }

  /** Of whom the issuer says nothing, is known by the token: by what it claims. */
  private static String name(Map<String, Object> claims) {
    return claims.get("sub") instanceof String subject && !subject.isBlank()
        ? "subject " + subject
        : "claims " + claims.hashCode();
  }

  private static Access access(@Nullable Object claim) {
    return switch (claim) {
      case String text when text.equals(EVERYTHING) -> new Access.Everything();
      case Collection<?> ids -> only(ids);
      case null, default -> Access.NOTHING;
    };
  }

  private static Access only(Collection<?> claimed) {
    Set<Long> ids = new HashSet<>();
    for (Object id : claimed) {
      if (!(id instanceof Long || id instanceof Integer)) {
        return Access.NOTHING;
      }
      ids.add(((Number) id).longValue());
    }
    return new Access.Only(ids);
  }

  private static Set<String> scopes(@Nullable Object claim) {
    return switch (claim) {
      case String text ->
          Stream.of(text.split(" ", -1))
              .filter(scope -> !scope.isEmpty())
              .collect(Collectors.toUnmodifiableSet());
      case Collection<?> scopes when scopes.stream().allMatch(String.class::isInstance) ->
          scopes.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
      case null, default -> Set.of();
    };
  }

  private ActorClaims() {}
}
