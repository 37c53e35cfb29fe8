package io.tenantatlas.query.security;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** An actor whose token was verified, as Spring Security hands it around. */
public final class ActorAuthentication extends AbstractAuthenticationToken {

  private final transient Actor actor;

  public ActorAuthentication(Actor actor) {
    super(List.of());
    this.actor = actor;
    super.setAuthenticated(true);
  }

  /** The actor of the request that this thread serves. */
  public static Actor current() {
    return SecurityContextHolder.getContext().getAuthentication() instanceof ActorAuthentication of
        ? of.actor
        : Actor.NOBODY;
  }

  public Actor actor() {
    return actor;
  }

  @Override
  public Object getPrincipal() {
    return actor;
  }

  /** The token is not kept here. */
  @Override
  public Object getCredentials() {
    return "";
  }
}
