package io.tenantatlas.standalone.e2e;

import io.tenantatlas.standalone.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Compares answers of the API with what SQL on the source says, and collects the differences. The
 * source must not change from when this is made.
 */
final class Comparison {

  /** Whether a tenant has documents: it has a row, or never had one and has rows elsewhere. */
  private static final String PRESENT =
      """
      with p as (select ?::bigint as t, ?::boolean as stranger)
      select to_jsonb(exists (select from tenants where id = p.t) or p.stranger and (
        exists (select from operation_runs where tenant_id = p.t)
        or exists (select from inventory_items where tenant_id = p.t)
        or exists (select from inventory_sync_runs where tenant_id = p.t)
        or exists (select from findings where tenant_id = p.t)
        or exists (select from backup_schedule_runs where tenant_id = p.t)
        or exists (select from entra_group_sync_runs where tenant_id = p.t)
        or exists (select from restore_runs where tenant_id = p.t)))
      from p
      """;

  /** The schemas of a tenant's documents, in the order in which they are compared. */
  private static final List<String> DOCUMENTS =
      List.of(
          "kpi.json#/$defs/KpiDocument",
          "badge.json#/$defs/BadgeDocument",
          "surface.json#/$defs/RecentOperations",
          "surface.json#/$defs/Verification");

  private static final String ONBOARDING = "surface.json#/$defs/OnboardingVerification";
  private static final String ITEM_LINKS = "answers.json#/$defs/ItemLinks";
  private static final String FOUNDATION_LINKS = "answers.json#/$defs/FoundationLinks";

  private final TruthQueries queries;
  private final ApiClient client;
  private final LinkTruth links;
  private final String position;
  private final Set<String> scopes;
  private final List<String> differences = new ArrayList<>();

  /**
   * @param scopes what the client's actor may do
   */
  Comparison(Connection source, ApiClient client, Set<String> scopes) throws SQLException {
    this.position = ApiClient.position(source);
    this.queries = new TruthQueries(source);
    this.links = new LinkTruth(source);
    this.client = client;
    this.scopes = scopes;
  }

  List<String> differences() {
    return differences;
  }

  /**
   * Compares a tenant's documents.
   *
   * @param stranger whether there never was a row of its own
   */
  void tenant(long tenant, boolean stranger) throws Exception {
    List<ApiClient.Answer> answers =
        List.of(
            client.kpis(tenant, position),
            client.badges(tenant, position),
            client.recentOperations(tenant, position),
            client.verification(tenant, position));
    if (!queries.one(PRESENT, tenant, stranger).asBoolean()) {
      answers.forEach(answer -> absent("tenant " + tenant, answer));
      return;
    }
    Instant asOf = Objects.requireNonNullElse(answers.getFirst().asOf(), Instant.EPOCH);
    SurfaceTruth surfaces = new SurfaceTruth(queries);
    List<JsonNode> expected =
        List.of(
            new SourceTruth(queries).document(tenant, asOf),
            new BadgeTruth(queries).document(tenant),
            surfaces.recentOperations(tenant),
            surfaces.verification(tenant, scopes));
    for (int i = 0; i < DOCUMENTS.size(); i++) {
      same("tenant " + tenant, DOCUMENTS.get(i), expected.get(i), answers.get(i));
    }
  }

  /** Compares the answers for all items of a tenant, and for all foundation objects they know. */
  void links(long tenant, boolean stranger) throws Exception {
    ApiClient.Answer nobody = client.foundationLinks(tenant, "aad_group", "nobody", position);
    if (!queries.one(PRESENT, tenant, stranger).asBoolean()) {
      absent(String.format(Locale.ROOT, "tenant %d links", tenant), nobody);
      return;
    }
    LinkTruth.Foundation noOne = new LinkTruth.Foundation("aad_group", "nobody");
    same(
        String.format(Locale.ROOT, "tenant %d nobody", tenant),
        FOUNDATION_LINKS,
        links.foundation(tenant, noOne),
        nobody);
    for (LinkTruth.Foundation foundation : links.foundations(tenant)) {
      same(
          String.format(Locale.ROOT, "tenant %d %s", tenant, foundation),
          FOUNDATION_LINKS,
          links.foundation(tenant, foundation),
          client.foundationLinks(tenant, foundation.type(), foundation.id(), position));
    }
    for (String item : links.items(tenant)) {
      same(
          String.format(Locale.ROOT, "tenant %d item %s", tenant, item),
          ITEM_LINKS,
          links.item(tenant, item),
          client.itemLinks(tenant, item, position));
    }
    absent(
        String.format(Locale.ROOT, "tenant %d no item", tenant),
        client.itemLinks(tenant, "none", position));
  }

  /** Compares an onboarding session, which need not be there, in its workspace and another one. */
  void session(long session) throws Exception {
    String what = "session " + session;
    Optional<JsonNode> expected = new SurfaceTruth(queries).onboarding(session, scopes);
    if (expected.isPresent()) {
      long workspace = expected.get().get("workspace_id").asLong();
      same(what, ONBOARDING, expected.get(), client.onboarding(workspace, session, position));
      absent(what + " elsewhere", client.onboarding(workspace + 1, session, position));
    } else {
      absent(what, client.onboarding(1, session, position));
    }
  }

  private void absent(String what, ApiClient.Answer answer) {
    if (answer.status() != 404) {
      differences.add(
          String.format(
              Locale.ROOT, "%s: expected 404, found %d %s", what, answer.status(), answer.body()));
    }
  }

  private void same(String what, String schema, JsonNode expected, ApiClient.Answer answer) {
    String which = "%s, %s, ".formatted(what, schema);
    if (answer.status() == 200) {
      Json.differences(expected, answer.unversioned())
          .forEach(difference -> differences.add(which + difference));
      Schemas.errors(schema, answer.body()).forEach(error -> differences.add(which + error));
    } else {
      differences.add(
          String.format(Locale.ROOT, "%s: %d %s", which, answer.status(), answer.body()));
    }
  }
}
