package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Measure.Ranking;
import io.tenantatlas.projector.projection.surface.Situation;
import io.tenantatlas.projector.projection.surface.Surface;
import io.tenantatlas.projector.projection.surface.SurfaceContent;
import io.tenantatlas.projector.projection.surface.Surfaces;
import io.tenantatlas.projector.projection.view.Links;
import java.util.List;
import java.util.function.Function;

/** What a tenant's surfaces are measured from; what they say is declared in {@link Surfaces}. */
final class TenantSurfaces {

  private static final int RECENT = 10;

  private final Links links;
  private final Surfaces surfaces;
  private final List<String> verificationTypes;

  TenantSurfaces(ProjectionSettings settings, Surfaces surfaces) {
    this.links = settings.links();
    this.surfaces = surfaces;
    this.verificationTypes = settings.verificationTypes();
  }

  /** The documents of all surfaces that a tenant has. */
  List<DocumentDefinition> definitions() {
    return List.of(recentOperations(), verification());
  }

  /** The runs that verify a tenant, latest first. */
  Ranking verifications() {
    return new Ranking(
        SourceTable.OPERATION_RUNS, Condition.in("type", verificationTypes), "created_at", 1);
  }

  private DocumentDefinition recentOperations() {
    Ranking runs =
        new Ranking(SourceTable.OPERATION_RUNS, Condition.always(), "created_at", RECENT);
    return document(
        DocumentKind.RECENT_OPERATIONS,
        surfaces.recentOperations(),
        List.of(runs),
        measured -> Situation.listing(measured.rows(runs)));
  }

  private DocumentDefinition verification() {
    Ranking tenant = new Ranking(SourceTable.TENANTS, Condition.always(), "created_at", 1);
    Ranking run = verifications();
    return document(
        DocumentKind.VERIFICATION,
        surfaces.verification(),
        List.of(tenant, run),
        measured -> Situation.ofTenant(measured.first(tenant), measured.first(run)));
  }

  private DocumentDefinition document(
      DocumentKind kind,
      Surface surface,
      List<Ranking> rankings,
      Function<Measured, Situation> situation) {
    return new DocumentDefinition(
        kind,
        List.of(
            Field.of(
                Field.WHOLE,
                rankings,
                measured -> SurfaceContent.of(surface, situation.apply(measured), links))));
  }
}
