package io.tenantatlas.query.http;

import io.tenantatlas.query.security.Access;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.ActorAuthentication;
import io.tenantatlas.query.store.TenantFilter;
import java.util.Set;
import java.util.function.BiPredicate;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Who may have what below {@code /api}. The ids come out of the same patterns, by the same parser,
 * as in the controllers. What is no id is let through to them: they refuse it before they read
 * anything.
 */
public final class AccessRules {

  private static final String TENANT = "tenantId";
  private static final String WORKSPACE = "workspaceId";

  /** A tenant's, with all that is below it. */
  public static final String OF_TENANT = "/api/v1/tenants/{" + TENANT + "}/**";

  /** A workspace's, with all that is below it. */
  public static final String OF_WORKSPACE = "/api/v1/workspaces/{" + WORKSPACE + "}/**";

  /** Everything. */
  public static final String OF_API = "/api/**";

  public static AuthorizationManager<RequestAuthorizationContext> mayRead() {
    return rule((actor, request) -> actor.mayRead());
  }

  public static AuthorizationManager<RequestAuthorizationContext> mayReadTenant() {
    return rule(
        (actor, request) ->
            PathIds.id(request.getVariables().getOrDefault(TENANT, "")).stream()
                .mapToObj(actor::mayReadTenant)
                .findFirst()
                .orElseGet(actor::mayRead));
  }

  public static AuthorizationManager<RequestAuthorizationContext> mayReadWorkspace() {
    return rule(
        (actor, request) ->
            PathIds.id(request.getVariables().getOrDefault(WORKSPACE, "")).stream()
                .mapToObj(actor::mayReadWorkspace)
                .findFirst()
                .orElseGet(actor::mayRead));
  }

  /** The tenants that a read for the actor may show. */
  static TenantFilter readableTenants(Actor actor) {
    return switch (actor.tenants()) {
      case Access.Everything() -> new TenantFilter.Everyone();
      case Access.Only(Set<Long> ids) -> new TenantFilter.Only(ids);
    };
  }

  private static AuthorizationManager<RequestAuthorizationContext> rule(
      BiPredicate<Actor, RequestAuthorizationContext> allows) {
    return (authentication, request) ->
        new AuthorizationDecision(
            authentication.get() instanceof ActorAuthentication of
                && allows.test(of.actor(), request));
  }

  private AccessRules() {}
}
