package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.TestPorts;
import io.tenantatlas.standalone.source.SourceSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The end-to-end tests' own tools, held against a real source without the product. */
class RandomChangesIT {

  private static final Tenants TENANTS = Tenants.of(9);

  private final EmbeddedPostgresServer server;

  RandomChangesIT(@TempDir Path home) {
    server = new EmbeddedPostgresServer(home, TestPorts.free());
  }

  @Test
  void randomChangesReachEveryStateOfEverySurfaceAndEveryDomain() throws Exception {
    try (server) {
      server.start(List.of("one", "other"));
      try (Connection one = source("one");
          Connection other = source("other")) {
        TruthQueries queries = new TruthQueries(one);
        Map<String, Integer> met = new HashMap<>();
        for (int history = 0; history < 15; history++) {
          new RandomChanges(one, history, TENANTS, 120).make(200);
          new RandomChanges(other, history, TENANTS, 120).make(200);
          assertThat(counts(other)).as("the same seed again").isEqualTo(counts(one));
          meet(queries, met);
          meetLinks(new LinkTruth(one), met);
        }
        System.out.println(met);
        assertThat(met.keySet()).containsAll(states()).containsAll(BadgeCatalog.domains());
        assertThat(met).containsKeys("report", "previous", "removed tenant", "null badge");
        assertThat(met)
            .containsKeys("inventory_item", "missing", "foundation_object")
            .containsKeys("assigned_to", "assigned_to_include", "assigned_to_exclude")
            .containsKeys("uses_assignment_filter", "scoped_by", "targets", "depends_on")
            .containsKeys("filter mode", "no filter mode", "named", "warned", "truncated");
      }
    }
  }

  private Connection source(String database) throws SQLException {
    String url = server.jdbcUrl(database);
    SourceSchema.TIMESTAMPTZ.create(
        url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    Connection connection =
        DriverManager.getConnection(
            url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    try (Statement statement = connection.createStatement()) {
      statement.execute(NullableStatuses.SQL);
    }
    TENANTS.insert(connection);
    return connection;
  }

  /** Of each tenant, so far as no time of day has a say in it. */
  private static JsonNode counts(Connection source) throws SQLException {
    return new TruthQueries(source)
        .one(
            """
            select coalesce(jsonb_agg(to_jsonb(x) order by x.t, x.id), '[]') from (
              select 'session' as t, id, workspace_id, tenant_id from managed_tenant_onboarding_sessions
              union all select 'tenant', id, 0, 0 from tenants) x
            """);
  }

  private static Set<String> states() {
    Set<String> states = new TreeSet<>();
    SurfaceMatrix.states().forEach(state -> states.add(state.surface() + " " + state.state()));
    return states;
  }

  private static void meet(TruthQueries queries, Map<String, Integer> met) throws SQLException {
    SurfaceTruth surfaces = new SurfaceTruth(queries);
    for (long tenant : TENANTS.all()) {
      assertThat(new SourceTruth(queries).document(tenant, Instant.now()).isObject()).isTrue();
      JsonNode badges = new BadgeTruth(queries).document(tenant);
      for (JsonNode count : badges.get("counts")) {
        note(met, count.get("domain").asString());
        note(met, count.get("value").isNull() ? "null badge" : "badge");
      }
      if (TENANTS.passing().contains(tenant) && badges.at("/tenant/status/value").isNull()) {
        note(met, "removed tenant");
      }
      meet(surfaces.recentOperations(tenant), met);
      meet(surfaces.verification(tenant, Set.of()), met);
      meet(surfaces.verification(tenant, Set.of("operations:start")), met);
    }
    for (long session = 1; session <= 2L * RandomChanges.SESSIONS; session++) {
      surfaces.onboarding(session, Set.of()).ifPresent(surface -> meet(surface, met));
    }
  }

  private static void meetLinks(LinkTruth links, Map<String, Integer> met) {
    for (long tenant : TENANTS.all()) {
      for (String item : links.items(tenant)) {
        JsonNode answer = links.item(tenant, item);
        answer.get("outbound").forEach(edge -> meetEdge(edge, met));
        note(met, answer.get("warnings").isEmpty() ? "not warned" : "warned");
        note(met, answer.get("truncated_edges").asInt() > 0 ? "truncated" : "not truncated");
      }
    }
  }

  private static void meetEdge(JsonNode edge, Map<String, Integer> met) {
    note(met, edge.get("relationship_type").asString());
    note(met, edge.get("target_type").asString());
    note(met, edge.at("/metadata/filter_mode").isString() ? "filter mode" : "no filter mode");
    note(met, edge.at("/metadata/last_known_name").isString() ? "named" : "not named");
  }

  private static void meet(JsonNode surface, Map<String, Integer> met) {
    note(met, surface.get("surface").asString() + " " + surface.get("state").asString());
    note(met, surface.path("report").isObject() ? "report" : "no report");
    note(met, surface.path("previous_run_url").isString() ? "previous" : "no previous");
    note(met, surface.path("lifecycle_notice").isString() ? "notice" : "no notice");
  }

  private static void note(Map<String, Integer> met, String what) {
    met.merge(what, 1, Integer::sum);
  }
}
