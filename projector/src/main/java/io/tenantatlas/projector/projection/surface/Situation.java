package io.tenantatlas.projector.projection.surface;

import io.tenantatlas.projector.change.RowImage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a surface is about, and who looks at it: all that its state depends on.
 *
 * @param tenant the tenants row; null when it is not there
 * @param session the onboarding session; null for a tenant's own surfaces
 * @param runs the runs that are listed, first first
 * @param run the current run; null when there is none
 * @param previousRun the run before it; null when there is none
 * @param scopes what the actor may
 */
public record Situation(
    @Nullable RowImage tenant,
    @Nullable RowImage session,
    List<RowImage> runs,
    @Nullable RowImage run,
    @Nullable RowImage previousRun,
    Set<Scope> scopes) {

  /** Of a tenant's list of runs. */
  public static Situation listing(List<RowImage> runs) {
    return new Situation(null, null, runs, null, null, Set.of());
  }

  /** Of a tenant and its current run. */
  public static Situation ofTenant(@Nullable RowImage tenant, @Nullable RowImage run) {
    return new Situation(tenant, null, List.of(), run, null, Set.of());
  }

  /** Of an onboarding session, its tenant, its run and the run before that. */
  public static Situation ofSession(
      RowImage session,
      @Nullable RowImage tenant,
      @Nullable RowImage run,
      @Nullable RowImage previousRun) {
    return new Situation(tenant, session, List.of(), run, previousRun, Set.of());
  }

  /** The same for another actor. */
  public Situation seenWith(Set<Scope> others) {
    return new Situation(tenant, session, runs, run, previousRun, Set.copyOf(others));
  }

  /** The same about one of the listed runs. */
  Situation about(RowImage listed) {
    return new Situation(tenant, session, runs, listed, previousRun, scopes);
  }

  /** Whether the actor has the scope. */
  boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  /** Whether the tenant's life cycle allows operations. */
  boolean operable() {
    return tenantStatusIs("active") || tenantStatusIs("onboarding");
  }

  /** Whether the tenant is archived. */
  boolean archived() {
    return tenantStatusIs("archived");
  }

  private boolean tenantStatusIs(String status) {
    return tenant != null && status.equals(tenant.text("status"));
  }

  /** Whether the current run is under way. */
  boolean inProgress() {
    String status = run == null ? null : run.text("status");
    return "queued".equals(status) || "running".equals(status);
  }
}
