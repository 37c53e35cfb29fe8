package io.tenantatlas.projector.projection.surface;

import static io.tenantatlas.projector.change.RowFixture.row;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.view.Links;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Situations for tests. */
final class SituationFixture {

  static final Links LINKS = new Links("/admin/operations/{id}", "/admin/operations");
  static final Surfaces SURFACES = new Surfaces(LINKS, 100);
  static final long TENANT = 42;

  private static final Instant AT = Instant.parse("2026-11-21T20:00:00Z");

  private SituationFixture() {}

  static RowImage tenant(@Nullable String status) {
    return row(SourceTable.TENANTS, TENANT, "name", "Contoso", "status", status);
  }

  static RowImage run(long id, @Nullable String status) {
    return run(id, status, "{\"checks\": [1.10]}");
  }

  static RowImage run(long id, @Nullable String status, String report) {
    return row(
        SourceTable.OPERATION_RUNS,
        id,
        "tenant_id",
        TENANT,
        "type",
        "tenant.verification",
        "status",
        status,
        "created_at",
        AT,
        "context.verification_report",
        report);
  }

  static RowImage session(@Nullable Long tenant) {
    return row(SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS, 5, "tenant_id", tenant);
  }

  /** Every set of scopes that an actor can have. */
  static List<Set<Scope>> actors() {
    List<Set<Scope>> actors = new ArrayList<>(List.of(Set.of()));
    for (Scope scope : Scope.values()) {
      for (Set<Scope> without : List.copyOf(actors)) {
        Set<Scope> with = EnumSet.of(scope);
        with.addAll(without);
        actors.add(with);
      }
    }
    return actors;
  }

  /** Every kind of situation: of tenant, session, list of runs, current and previous run. */
  static List<Situation> all() {
    List<Situation> all = new ArrayList<>();
    for (RowImage tenant : tenants()) {
      for (RowImage run : runs()) {
        for (RowImage previous : Arrays.asList(null, run(3, "completed"))) {
          for (List<RowImage> listed :
              List.of(List.<RowImage>of(), List.of(run(9, "running"), run(8, "completed")))) {
            all.add(new Situation(tenant, session(TENANT), listed, run, previous, Set.of()));
          }
        }
      }
    }
    return all;
  }

  private static List<@Nullable RowImage> tenants() {
    List<@Nullable RowImage> tenants = new ArrayList<>();
    tenants.add(null);
    for (String status :
        Arrays.asList(
            "active", "onboarding", "archived", "pending", "suspended", "error", "Active", null)) {
      tenants.add(tenant(status));
    }
    return tenants;
  }

  private static List<@Nullable RowImage> runs() {
    List<@Nullable RowImage> runs = new ArrayList<>();
    runs.add(null);
    for (String status : Arrays.asList("queued", "running", "completed", "Running", "odd", null)) {
      runs.add(run(7, status));
    }
    return runs;
  }
}
