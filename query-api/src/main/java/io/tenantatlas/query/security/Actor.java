package io.tenantatlas.query.security;

import java.time.Instant;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param tenants whose documents the actor may see
 * @param workspaces whose onboarding sessions the actor may see
 * @param scopes what the actor may do; cannot be changed
 * @param name tells one actor from others, whatever tokens it has
 * @param expiresAt when the actor's token ends, and with it all of this
 */
public record Actor(
    String name, Access tenants, Access workspaces, Set<String> scopes, Instant expiresAt) {

  /** The scope that everything below {@code /api} needs. */
  public static final String READ = "kpi:read";

  /** Who may see nothing and do nothing. */
  public static final Actor NOBODY =
      new Actor("", Access.NOTHING, Access.NOTHING, Set.of(), Instant.MIN);

  public Actor {
    scopes = Set.copyOf(scopes);
  }

  public boolean has(String scope) {
    return scopes.contains(scope);
  }

  public boolean mayRead() {
    return has(READ);
  }

  public boolean mayReadTenant(long tenantId) {
    return mayRead() && tenants.includes(tenantId);
  }

  public boolean mayReadWorkspace(long workspaceId) {
    return mayRead() && workspaces.includes(workspaceId);
  }
}
