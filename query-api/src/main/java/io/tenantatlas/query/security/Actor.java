package io.tenantatlas.query.security;

import java.util.Set;

/**
 * Who makes a request.
 *
 * @param scopes what the actor may do; cannot be changed
 */
public record Actor(Set<String> scopes) {

  /** An actor who may do nothing that needs a scope. */
  public static final Actor WITHOUT_SCOPES = new Actor(Set.of());

  public Actor {
    scopes = Set.copyOf(scopes);
  }

  public boolean has(String scope) {
    return scopes.contains(scope);
  }
}
