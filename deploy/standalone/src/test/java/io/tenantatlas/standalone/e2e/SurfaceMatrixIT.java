package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneInProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every state of every surface, reached through real rows and the real chain, as actors with every
 * combination of scopes see it, each with a token of its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SurfaceMatrixIT {

  private static final List<String> SCOPES =
      List.of("operations:start", "operations:monitor", "admin");

  /** So random that PostgreSQL stores it out of line. */
  private static final String LARGE =
      "(select string_agg(md5(i::text), '') from generate_series(1, 300) i)";

  private final StandaloneInProcess standalone;
  private final ApiClient client;
  private final Map<Set<String>, ApiClient> actors = new HashMap<>();
  private long lastId = 1000;

  SurfaceMatrixIT(@TempDir Path directory) throws Exception {
    standalone = new StandaloneInProcess(directory);
    client = new ApiClient(standalone.address());
  }

  @AfterAll
  void stop() {
    standalone.close();
  }

  static Stream<SurfaceCase> cases() {
    return Stream.of(
            SurfaceCase.recentOperations(), SurfaceCase.verification(), SurfaceCase.onboarding())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStateOffersExactlyItsActions(SurfaceCase given) throws Exception {
    long id = lastId += 7;
    execute(given.sql().apply(id));
    try (Connection source = standalone.source()) {
      SurfaceTruth truth = new SurfaceTruth(new TruthQueries(source));
      String position = ApiClient.position(source);
      Map<String, JsonNode> byEtag = new HashMap<>();
      for (Set<String> scopes : actors()) {
        ApiClient.Answer answer = get(given.surface(), id, scopes, position);
        boolean mayStart = scopes.contains("operations:start");
        String state = given.states().get(mayStart ? 1 : 0);
        assertThat(answer.present().get("state").asString()).as("%s", scopes).isEqualTo(state);
        assertOffersOnly(SurfaceMatrix.state(given.surface(), state), answer.present());
        assertThat(
                Json.differences(
                    expected(truth, given.surface(), id, scopes), answer.unversioned()))
            .as("%s", scopes)
            .isEmpty();
        assertThat(
                byEtag.merge(String.valueOf(answer.etag()), answer.present(), (one, other) -> one))
            .as("the one document with the ETag %s", answer.etag())
            .isEqualTo(answer.present());
      }
    }
  }

  @Test
  void everyStateOfEveryMatrixIsReached() {
    Set<String> reached =
        cases()
            .flatMap(given -> given.states().stream().map(state -> given.surface() + " " + state))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(reached).isEqualTo(matrixStates());
  }

  @Test
  void anOnboardingSessionFollowsItsRunWhereverItGoes() throws Exception {
    long id = lastId += 7;
    List<String> steps =
        List.of(
            SurfaceCase.session(id, id, 1),
            SurfaceCase.tenant(id, "archived"),
            "update tenants set status = 'onboarding' where id = " + id,
            SurfaceCase.run(id, 1, id + 1, "tenant.verification", "queued"),
            String.format(
                Locale.ROOT, "update operation_runs set status = 'running' where id = %d01", id),
            String.format(
                Locale.ROOT, "update operation_runs set tenant_id = %d where id = %1$d01", id),
            String.format(
                Locale.ROOT,
                "update operation_runs set tenant_id = null, status = 'completed' where id = %d01",
                id),
            String.format(Locale.ROOT, "update operation_runs set id = %d02 where id = %1$d01", id),
            String.format(
                Locale.ROOT,
                "update operation_runs set tenant_id = %d, id = %d01 where id = %2$d02",
                id + 2,
                id),
            "update managed_tenant_onboarding_sessions set workspace_id = 9 where id = " + id,
            String.format(Locale.ROOT, "delete from operation_runs where id = %d01", id),
            "delete from tenants where id = " + id,
            "delete from managed_tenant_onboarding_sessions where id = " + id);
    assertFollowed(steps, List.of(), List.of(id));
  }

  @Test
  void aSessionTellsNothingOfOtherOwnersWhoeverAsks() throws Exception {
    long id = lastId += 7;
    long workspace = id % 3 + 1;
    execute(
        SurfaceCase.tenant(id, "active")
            + SurfaceCase.run(id, 1, id + 1, "tenant.verification", "completed")
            + SurfaceCase.session(id, id, 1));
    String position = position();
    ApiClient ofTheWorkspace = client.readingOnly(List.of(), List.of(workspace));
    ApiClient ofTheTenantToo = client.readingOnly(List.of(id), List.of(workspace));
    assertThat(ofTheWorkspace.onboarding(workspace, id, position).status()).isEqualTo(403);
    assertThat(state(ofTheTenantToo.onboarding(workspace, id, position))).isEqualTo("no_run");

    execute("update managed_tenant_onboarding_sessions set tenant_id = null where id = " + id);
    assertThat(state(ofTheWorkspace.onboarding(workspace, id, position()))).isEqualTo("no_run");
  }

  private String position() throws Exception {
    try (Connection source = standalone.source()) {
      return ApiClient.position(source);
    }
  }

  private static String state(ApiClient.Answer answer) {
    return answer.present().get("state").asString();
  }

  /** Without a position that is asked for: only what is there decides. */
  @Test
  void aSessionThatGetsItsTenantIsNeverAbsent() throws Exception {
    long id = lastId += 7;
    long workspace = id % 3 + 1;
    execute(SurfaceCase.session(id, id, 1));
    assertThat(client.onboarding(workspace, id, position()).status()).isEqualTo(200);
    for (int move = 0; move < 50; move++) {
      execute(
          String.format(
              Locale.ROOT,
              "update managed_tenant_onboarding_sessions set tenant_id = %s where id = %d",
              move % 3 == 0 ? "null" : Long.toString(id + move),
              id));
      for (int read = 0; read < 20; read++) {
        ApiClient.Answer answer = client.onboarding(workspace, id, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      }
    }
  }

  @Test
  void aSessionWhoseLargeStateDoesNotChangeKeepsItsRun() throws Exception {
    long id = lastId += 7;
    String table = "managed_tenant_onboarding_sessions";
    String run =
        String.format(
            Locale.ROOT, "; update operation_runs set tenant_id = %%s where id = %d01", id);
    List<String> steps =
        List.of(
            SurfaceCase.run(id, 1, id, "tenant.verification", "completed"),
            SurfaceCase.session(id, id, 1),
            String.format(
                Locale.ROOT,
                "update %s set state = state || jsonb_build_object('large', %s) where id = %d",
                table,
                LARGE,
                id),
            String.format(Locale.ROOT, "update %s set workspace_id = 7 where id = %d", table, id),
            String.format(
                    Locale.ROOT, "update %s set tenant_id = %d where id = %d", table, id + 2, id)
                + run.formatted(id + 2),
            String.format(Locale.ROOT, "update %s set id = %d where id = %2$d - 3", table, id + 3),
            String.format(
                    Locale.ROOT, "update %s set tenant_id = null where id = %d", table, id + 3)
                + run.formatted("null, workspace_id = 7"),
            String.format(
                Locale.ROOT,
                "update %s set id = %d, tenant_id = %2$d where id = %2$d + 3",
                table,
                id),
            String.format(
                Locale.ROOT, "update operation_runs set tenant_id = %d where id = %1$d01", id));
    assertFollowed(steps, List.of(), List.of(id, id + 3));
  }

  @Test
  void aReportThatIsTooLargeIsOnlySaidToBe() throws Exception {
    long id = lastId += 7;
    String report =
        "update operation_runs set context = jsonb_build_object('verification_report', repeat('é', %d)) where id = %d01";
    List<String> steps =
        List.of(
            SurfaceCase.tenant(id, "active"),
            SurfaceCase.run(id, 1, id, "tenant.verification", "completed"),
            String.format(Locale.ROOT, report, (128 << 10) - 1, id),
            String.format(Locale.ROOT, report, 128 << 10, id),
            String.format(Locale.ROOT, report, 1, id));
    assertFollowed(steps, List.of(id), List.of());
  }

  @Test
  void aRunWhoseLargeReportDoesNotChangeKeepsIt() throws Exception {
    long id = lastId += 7;
    List<String> steps =
        List.of(
            SurfaceCase.tenant(id, "active") + SurfaceCase.tenant(id + 1, "active"),
            SurfaceCase.run(id, 1, id, "tenant.verification", "running"),
            "update operation_runs set context = jsonb_build_object('verification_report', %s)"
                    .formatted(LARGE)
                + String.format(Locale.ROOT, " where id = %d01", id),
            String.format(
                Locale.ROOT, "update operation_runs set status = 'completed' where id = %d01", id),
            String.format(Locale.ROOT, "update operation_runs set id = %d02 where id = %1$d01", id),
            String.format(
                Locale.ROOT,
                "update operation_runs set tenant_id = %d where id = %d02",
                id + 1,
                id),
            String.format(
                Locale.ROOT,
                "update operation_runs set tenant_id = %d, id = %1$d01 where id = %1$d02",
                id));
    assertFollowed(steps, List.of(id, id + 1), List.of());
  }

  /** After each step the documents are, for every actor, what the source says. */
  private void assertFollowed(List<String> steps, List<Long> tenants, List<Long> sessions)
      throws Exception {
    for (String step : steps) {
      execute(step);
      try (Connection source = standalone.source()) {
        for (Set<String> scopes : actors()) {
          Comparison comparison = new Comparison(source, as(scopes), scopes);
          for (long tenant : tenants) {
            comparison.tenant(tenant, false);
          }
          for (long session : sessions) {
            comparison.session(session);
          }
          assertThat(comparison.differences()).as("%s after %s", scopes, step).isEmpty();
        }
      }
    }
  }

  @Test
  void theRegistryHasTheStatesOfTheMatrices() throws Exception {
    Set<String> found = new TreeSet<>();
    for (JsonNode surface : client.surfaces().present().get("surfaces")) {
      String name = surface.get("surface").asString();
      assertThat(surface.get("path").asString()).startsWith("/api/v1/");
      assertThat(SurfaceMatrix.kinds(surface.get("scopes"))).isEqualTo(SurfaceMatrix.scopes(name));
      for (JsonNode state : surface.get("states")) {
        found.add(name + " " + state.get("state").asString());
        assertThat(state.get("when").asString()).isNotBlank();
        SurfaceMatrix.state(name, state.get("state").asString())
            .slots()
            .forEach(
                (slot, kinds) ->
                    assertThat(SurfaceMatrix.kinds(state.get(slot)))
                        .as("%s, %s", state, slot)
                        .containsExactlyInAnyOrderElementsOf(kinds));
      }
    }
    assertThat(found).isEqualTo(matrixStates());
  }

  @Test
  void everyExemptionIsExplainedAndNamesItsTests() throws Exception {
    for (JsonNode exemption : client.surfaces().present().get("exemptions")) {
      assertThat(exemption.get("class_name").asString()).isNotBlank();
      assertThat(exemption.get("reason").asString()).isNotBlank();
      assertThat(exemption.get("focused_tests")).isNotEmpty();
    }
  }

  private static Set<String> matrixStates() {
    return SurfaceMatrix.states().stream()
        .map(state -> state.surface() + " " + state.state())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Single actions must be there, unless a notice says why not; of lists there may be less. */
  private static void assertOffersOnly(SurfaceMatrix.State state, JsonNode document) {
    state
        .slots()
        .forEach(
            (slot, kinds) -> {
              List<String> offered = SurfaceMatrix.kinds(document.get(slot));
              if (document.get(slot).isArray() || document.path("lifecycle_notice").isString()) {
                assertThat(kinds).as(slot).containsAll(offered);
              } else {
                assertThat(offered).as(slot).isEqualTo(kinds);
              }
            });
  }

  private ApiClient.Answer get(String surface, long id, Set<String> scopes, String position)
      throws Exception {
    ApiClient actor = as(scopes);
    return switch (surface) {
      case "recent-operations" -> actor.recentOperations(id, position);
      case "verification" -> actor.verification(id, position);
      default -> actor.onboarding(id % 3 + 1, id, position);
    };
  }

  private static JsonNode expected(SurfaceTruth truth, String surface, long id, Set<String> scopes)
      throws Exception {
    return switch (surface) {
      case "recent-operations" -> truth.recentOperations(id);
      case "verification" -> truth.verification(id, scopes);
      default -> truth.onboarding(id, scopes).orElseThrow();
    };
  }

  private ApiClient as(Set<String> scopes) {
    return actors.computeIfAbsent(scopes, client::as);
  }

  /** Every subset of the scopes. */
  private static List<Set<String>> actors() {
    return IntStream.range(0, 1 << SCOPES.size())
        .mapToObj(
            bits ->
                IntStream.range(0, SCOPES.size())
                    .filter(place -> ((bits >> place) & 1) == 1)
                    .mapToObj(SCOPES::get)
                    .collect(Collectors.toUnmodifiableSet()))
        .toList();
  }

  private void execute(String sql) throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(sql);
    }
  }
}
