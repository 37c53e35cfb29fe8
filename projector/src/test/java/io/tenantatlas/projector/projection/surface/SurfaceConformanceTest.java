package io.tenantatlas.projector.projection.surface;

import static io.tenantatlas.projector.projection.surface.SituationFixture.LINKS;
import static io.tenantatlas.projector.projection.surface.SituationFixture.SURFACES;
import static io.tenantatlas.projector.projection.surface.SituationFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Walks every surface, state and actor, and holds what they offer to the matrices and invariants,
 * written here a second time.
 */
class SurfaceConformanceTest {

  /** What each state offers to an actor who has every scope, when everything is there. */
  private static final String MATRICES =
      """
      recent-operations empty
      recent-operations populated row_cta=open_operation secondary_cta=view_all_operations
      verification lifecycle_blocked
      verification active_run primary_cta=open_operation
      verification completed_run primary_cta=open_operation
      verification no_run_can_start primary_cta=start_verification
      verification no_run_cannot_start
      onboarding-verification no_run primary_cta=start_verification workflow_cta=start_verification
      onboarding-verification active_run inspect_cta=open_operation primary_cta=refresh secondary_cta=open_operation\
       technical_details=advanced_monitoring workflow_cta=refresh
      onboarding-verification completed_run diagnostics=open_previous_operation,advanced_monitoring\
       inspect_cta=open_operation primary_cta=open_operation
      """;

  /** A surface's document in one situation for one actor. */
  private record Seen(
      Surface surface, Situation situation, Map<String, @Nullable Object> document) {

    boolean mayStart() {
      return situation.scopes().contains(Scope.OPERATIONS_START);
    }

    boolean mayMonitor() {
      return situation.scopes().contains(Scope.OPERATIONS_MONITOR);
    }

    boolean tenantIsArchived() {
      return situation.tenant() != null && "archived".equals(situation.tenant().text("status"));
    }

    Object state() {
      return Objects.requireNonNull(document.get("state"));
    }

    /** What is offered anywhere in the document: each with the name of its member. */
    void eachOffer(BiConsumer<String, Map<?, ?>> action) {
      collect("", document, action);
    }

    private static void collect(
        String member, @Nullable Object value, BiConsumer<String, Map<?, ?>> action) {
      if (value instanceof Map<?, ?> map) {
        if (map.containsKey("kind")) {
          action.accept(member, map);
        }
        map.forEach((name, inner) -> collect(String.valueOf(name), inner, action));
      } else if (value instanceof List<?> list) {
        list.forEach(inner -> collect(member, inner, action));
      }
    }

    List<Map<?, ?>> offers() {
      List<Map<?, ?>> offers = new ArrayList<>();
      eachOffer((member, offer) -> offers.add(offer));
      return offers;
    }

    @Override
    public String toString() {
      return "%s for %s: %s".formatted(surface.name(), situation, document);
    }
  }

  private static List<Seen> everything() {
    List<Seen> everything = new ArrayList<>();
    for (Surface surface : SURFACES.all()) {
      for (Situation situation : SituationFixture.all()) {
        for (Set<Scope> actor : SituationFixture.actors()) {
          Situation seen = situation.seenWith(actor);
          everything.add(new Seen(surface, seen, surface.document(seen, LINKS)));
        }
      }
    }
    return everything;
  }

  @Test
  void everySurfaceKeepsItsInvariantsInEveryStateForEveryActor() {
    for (Seen seen : everything()) {
      for (Invariant invariant : seen.surface().invariants()) {
        assertThat(keeps(seen, invariant)).as("%s: %s", invariant, seen).isTrue();
      }
    }
  }

  private static boolean keeps(Seen seen, Invariant invariant) {
    return switch (invariant) {
      case ONE_PRIMARY -> isOneOrNone(seen.document().get("primary_cta")) && rowsHaveOne(seen);
      case ONE_SECONDARY -> isOneOrNone(seen.document().get("secondary_cta"));
      case CANONICAL_DESTINATIONS ->
          seen.offers().stream()
              .allMatch(
                  offer ->
                      !offer.containsKey("url")
                          || String.valueOf(offer.get("url"))
                              .matches("/admin/operations(/[0-9]+)?"));
      case NO_START_WHEN_ARCHIVED -> !seen.tenantIsArchived() || !starts(seen);
      case START_NEEDS_SCOPE -> seen.mayStart() || !starts(seen);
      case ADVANCED_NEEDS_SCOPE ->
          seen.offers().stream()
              .filter(offer -> "advanced_monitoring".equals(offer.get("kind")))
              .allMatch(
                  offer ->
                      seen.mayMonitor()
                          && String.valueOf(offer.get("label")).startsWith("Advanced"));
    };
  }

  private static boolean isOneOrNone(@Nullable Object offer) {
    return offer == null || (offer instanceof Map<?, ?> map && map.get("kind") instanceof String);
  }

  /** Either the surface has a primary call to action or its rows have one each. */
  private static boolean rowsHaveOne(Seen seen) {
    if (!(seen.document().get("runs") instanceof List<?> runs)) {
      return true;
    }
    boolean rowsOffer =
        runs.stream().allMatch(run -> isOneOrNone(((Map<?, ?>) run).get("primary_cta")));
    return rowsOffer && (runs.isEmpty() || seen.document().get("primary_cta") == null);
  }

  private static boolean starts(Seen seen) {
    return seen.offers().stream().anyMatch(offer -> "start_verification".equals(offer.get("kind")));
  }

  @Test
  void everySurfaceHasThePrimaryInvariantsAndAllThatApplyToIt() {
    for (Surface surface : SURFACES.all()) {
      Set<Invariant> declared = EnumSet.copyOf(surface.invariants());
      Set<Invariant> kept = EnumSet.allOf(Invariant.class);
      everything().stream()
          .filter(seen -> seen.surface().name().equals(surface.name()))
          .forEach(seen -> kept.removeIf(invariant -> !keeps(seen, invariant)));
      assertThat(declared)
          .as(surface.name())
          .contains(
              Invariant.ONE_PRIMARY,
              Invariant.ONE_SECONDARY,
              Invariant.CANONICAL_DESTINATIONS,
              Invariant.NO_START_WHEN_ARCHIVED)
          .isSubsetOf(kept);
    }
  }

  @Test
  void everyDeclaredStateIsReachedAndOffersWhatItsMatrixSays() {
    Set<String> reached = new LinkedHashSet<>();
    for (Seen seen : everything()) {
      boolean everythingIsThere =
          seen.situation().previousRun() != null
              && !seen.tenantIsArchived()
              && (seen.mayMonitor() || !seen.surface().scopes().contains(Scope.OPERATIONS_MONITOR));
      if (everythingIsThere) {
        reached.add(seen.surface().name() + " " + seen.state() + offered(seen));
      }
    }
    // Archived is one of the ways to be blocked, and left out above.
    assertThat(reached).containsExactlyInAnyOrderElementsOf(MATRICES.lines().toList());
    List<String> declared =
        SURFACES.all().stream()
            .flatMap(
                surface ->
                    surface.states().stream().map(state -> surface.name() + " " + state.name()))
            .toList();
    assertThat(reached.stream().map(line -> String.join(" ", firstTwo(line))))
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  private static List<String> firstTwo(String line) {
    return Arrays.asList(line.split(" ", 3)).subList(0, 2);
  }

  /** The offers by member, members in order of their names; a row's is {@code row_cta}. */
  private static String offered(Seen seen) {
    Map<String, List<String>> byMember = new TreeMap<>();
    Map<String, @Nullable Object> own = new HashMap<>(seen.document());
    Object runs = own.remove("runs");
    new Seen(seen.surface(), seen.situation(), own)
        .eachOffer(
            (member, offer) ->
                byMember
                    .computeIfAbsent(member, name -> new ArrayList<>())
                    .add(String.valueOf(offer.get("kind"))));
    if (runs instanceof List<?> rows) {
      for (Object row : rows) {
        Map<?, ?> offer = (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) row).get("primary_cta"));
        byMember.put("row_cta", List.of(String.valueOf(offer.get("kind"))));
      }
    }
    StringBuilder text = new StringBuilder();
    byMember.forEach(
        (member, kinds) ->
            text.append(' ').append(member).append('=').append(String.join(",", kinds)));
    return text.toString();
  }

  @Test
  void aDocumentDependsOnItsDeclaredScopesOnly() {
    for (Seen seen : everything()) {
      Set<Scope> relevant = new HashSet<>(seen.situation().scopes());
      relevant.retainAll(seen.surface().scopes());
      assertThat(seen.surface().document(seen.situation().seenWith(relevant), LINKS))
          .isEqualTo(seen.document());
    }
  }

  @Test
  void onlyDeclaredSurfacesHaveNamesAndPathsAndThoseAreUnique() {
    assertThat(SURFACES.all()).extracting(Surface::name).doesNotHaveDuplicates();
    assertThat(SURFACES.all()).extracting(Surface::path).doesNotHaveDuplicates();
    for (DocumentKind kind : DocumentKind.values()) {
      if (kind.kindName().startsWith("surface.")) {
        assertThat(SURFACES.all())
            .extracting(Surface::name)
            .contains(kind.kindName().substring("surface.".length()));
      }
    }
  }

  @Test
  void everyExemptionHasAReasonAndNamesTestsThatExist() throws ClassNotFoundException {
    assertThat(Surfaces.exemptions()).isNotEmpty();
    for (Exemption exemption : Surfaces.exemptions()) {
      assertThat(exemption.reason()).isNotBlank();
      assertThat(exemption.focusedTests()).as(exemption.className()).isNotEmpty();
      for (String test : exemption.focusedTests()) {
        String[] classAndMethod = test.split("#", 2);
        assertThat(Class.forName(classAndMethod[0]).getDeclaredMethods())
            .as(test)
            .anyMatch(
                method ->
                    method.getName().equals(classAndMethod[1])
                        && method.isAnnotationPresent(Test.class));
      }
    }
  }

  @Test
  void runsInTheKpiDocumentOnlyLinkToTheirOperation() {
    Projection projection = new Projection(ProjectionSettingsFixture.settings());
    String ranking =
        projection.measures().rankings().keySet().stream()
            .filter(name -> name.equals("kpi:dashboard.recent_operations"))
            .findFirst()
            .orElseThrow();
    Map<String, @Nullable Object> kpis =
        Objects.requireNonNull(
            projection
                .documents(
                    Map.of(),
                    Map.of(ranking, List.of(run(7, "running"))),
                    Instant.parse("2026-11-21T20:00:00Z"))
                .get(DocumentKind.KPI));
    Map<?, ?> dashboard = (Map<?, ?>) Objects.requireNonNull(kpis.get("dashboard"));
    List<?> runs = (List<?>) Objects.requireNonNull(dashboard.get("recent_operations"));
    assertThat(runs).hasSize(1);
    Map<?, ?> shown = (Map<?, ?>) runs.getFirst();
    assertThat(shown.get("url")).isEqualTo("/admin/operations/7");
    assertThat(shown.keySet().stream().map(String::valueOf))
        .noneMatch(member -> member.endsWith("cta"));
  }
}
