package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What users are promised of links, one case at a time, each on tenants of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class LinksE2EIT {

  private static final Tenants RANDOM = Tenants.of(8);
  private static final String TO_TARGET =
      """
      {"assignments": [{"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g"}}],
       "depends_on": ["target"]}
      """;

  private final AtomicLong lastTenant = new AtomicLong(1000);
  private final StandaloneProcess standalone;
  private final ApiClient client;

  LinksE2EIT(@TempDir Path directory) {
    standalone = new StandaloneProcess(directory);
    client = new ApiClient(standalone.address());
  }

  @BeforeAll
  void start() throws Exception {
    standalone.start();
    // Behind the ids that random changes use.
    execute("alter sequence inventory_items_id_seq restart with 1000000");
  }

  @AfterAll
  void stop() throws Exception {
    standalone.close();
  }

  @Test
  void itemsOfTwoTenantsWithTheSameExternalIdAreStrangers() throws Exception {
    long one = newTenant();
    long other = newTenant();
    insertItem(one, "policy", "Policy", TO_TARGET);
    insertItem(other, "policy", "Policy", "{}");
    insertItem(other, "target", "Target of the other", "{}");
    assertThat(toTarget(one)).isEqualTo("missing null");
    assertThat(links(other, "target").get("inbound")).isEmpty();
    assertThat(links(other, "policy").get("outbound")).isEmpty();
    assertThat(inbound(client.foundationLinks(one, "aad_group", "g", position())))
        .containsExactly("policy");
    assertThat(inbound(client.foundationLinks(other, "aad_group", "g", position()))).isEmpty();
    execute("update inventory_items set display_name = 'New' where tenant_id = " + other);
    assertThat(toTarget(one)).isEqualTo("missing null");
    assertDifferencesOf(one, other);
  }

  @Test
  void anEdgeFollowsItsTargetWhateverBecomesOfIt() throws Exception {
    long tenant = newTenant();
    long elsewhere = newTenant();
    insertItem(tenant, "policy", "Policy", TO_TARGET);
    insertItem(elsewhere, "policy", "Policy", TO_TARGET);
    assertThat(toTarget(tenant)).isEqualTo("missing null");
    insertItem(tenant, "target", "First", "{}");
    assertThat(toTarget(tenant)).isEqualTo("inventory_item First");
    assertThat(inbound(client.itemLinks(tenant, "target", position()))).containsExactly("policy");
    ofTarget(tenant, "update inventory_items set display_name = 'Second'");
    assertThat(toTarget(tenant)).isEqualTo("inventory_item Second");
    ofTarget(tenant, "update inventory_items set display_name = null");
    assertThat(toTarget(tenant)).isEqualTo("inventory_item null");
    ofTarget(
        tenant, String.format(Locale.ROOT, "update inventory_items set tenant_id = %d", elsewhere));
    assertThat(toTarget(tenant)).isEqualTo("missing null");
    assertThat(toTarget(elsewhere)).isEqualTo("inventory_item null");
    ofTarget(elsewhere, "update inventory_items set id = id + 1000000, external_id = 'other'");
    assertThat(toTarget(elsewhere)).isEqualTo("missing null");
    insertItem(tenant, "target", "Again", "{}");
    assertThat(toTarget(tenant)).isEqualTo("inventory_item Again");
    ofTarget(tenant, "delete from inventory_items");
    assertThat(toTarget(tenant)).isEqualTo("missing null");
    assertThat(client.itemLinks(tenant, "target", position()).status()).isEqualTo(404);
    assertDifferencesOf(tenant, elsewhere);
  }

  @Test
  void aTargetDeletedAndCreatedAgainInOneTransactionKeepsItsEdges() throws Exception {
    long tenant = newTenant();
    insertItem(tenant, "policy", "Policy", TO_TARGET);
    insertItem(tenant, "target", "First", "{}");
    String etag = client.itemLinks(tenant, "policy", position()).etag();
    execute(
        String.format(
            Locale.ROOT,
            """
        delete from inventory_items where tenant_id = %d and external_id = 'target';
        insert into inventory_items (tenant_id, external_id, policy_type, display_name, created_at, updated_at)
        values (%1$d, 'target', 'mobileApp', 'First', now(), now())
        """,
            tenant));
    assertThat(client.itemLinks(tenant, "policy", position()).etag()).isEqualTo(etag);
  }

  @Test
  void aLargePayloadThatDidNotChangeKeepsItsEdges() throws Exception {
    long from = newTenant();
    long to = newTenant();
    insertItem(
        from,
        "policy",
        "Policy",
        TO_TARGET.replaceFirst("\\{", "{\"large\": \"%s\", ".formatted(large())));
    execute("update inventory_items set policy_type = 'mobileApp' where tenant_id = " + from);
    assertThat(links(from, "policy").get("outbound")).hasSize(2);
    execute("update inventory_items set external_id = 'renamed' where tenant_id = " + from);
    assertThat(links(from, "renamed").get("outbound")).hasSize(2);
    execute(
        String.format(
            Locale.ROOT,
            "update inventory_items set tenant_id = %d where tenant_id = %d",
            to,
            from));
    assertThat(links(to, "renamed").get("outbound")).hasSize(2);
    assertThat(inbound(client.foundationLinks(to, "aad_group", "g", position())))
        .containsExactly("renamed");
    assertThat(inbound(client.foundationLinks(from, "aad_group", "g", position()))).isEmpty();
    assertDifferencesOf(from, to);
  }

  @Test
  void anItemHasFiftyEdgesAtMostAndTheNewestFiftyPointToIt() throws Exception {
    long tenant = newTenant();
    insertItem(tenant, "target", "Target", "{}");
    execute(
        String.format(
            Locale.ROOT,
            ("insert into inventory_items (tenant_id, external_id, policy_type, meta_jsonb, created_at, updated_at)"
                + " select %d, 'p' || i, 'policySet', '{\"depends_on\": [\"target\"]}',"
                + " timestamp '2026-01-01' + i / 7 * interval '1 minute', now()"
                + " from generate_series(1, 60) i"),
            tenant));
    String many =
        IntStream.range(0, 70)
            .mapToObj("\"group %d\""::formatted)
            .collect(Collectors.joining(",", "{\"roleScopeTagIds\": [", "], \"items\": [1, []]}"));
    insertItem(tenant, "policy", "Policy", many);
    JsonNode policy = links(tenant, "policy");
    assertThat(policy.get("outbound")).hasSize(50);
    assertThat(policy.get("truncated_edges").asInt()).isEqualTo(20);
    assertThat(policy.get("warnings")).hasSize(2);
    assertThat(links(tenant, "target").get("inbound")).hasSize(50);
    assertDifferencesOf(tenant);
  }

  @Test
  void theTopicEndsWithExactlyTheEdgesThatThereAre() throws Exception {
    Exactness exactness = new Exactness(standalone);
    try (Connection source = standalone.source()) {
      RANDOM.insert(source);
    }
    long seed = new Random().nextLong(1_000_000_000);
    exactness.change(seed, 3, 1500, RANDOM, 200);
    assertThat(exactness.differences(RANDOM)).as("seed %d", seed).isEmpty();
    assertThat(exactness.topicDifferences()).as("seed %d", seed).isEmpty();
    execute("delete from inventory_items where tenant_id in (1, 2)");
    assertThat(exactness.topicDifferences()).as("seed %d", seed).isEmpty();
  }

  private long newTenant() throws SQLException {
    long tenant = lastTenant.incrementAndGet();
    execute(Tenants.insert(tenant));
    return tenant;
  }

  private void insertItem(long tenant, String externalId, String name, String payload)
      throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into inventory_items (tenant_id, external_id, policy_type, display_name, meta_jsonb,
                                     created_at, updated_at)
        values (%d, '%s', 'mobileApp', '%s', '%s', now() at time zone 'UTC', now() at time zone 'UTC')
        """,
            tenant,
            externalId,
            name,
            payload));
  }

  private void ofTarget(long tenant, String change) throws SQLException {
    execute(
        change
            + String.format(
                Locale.ROOT, " where tenant_id = %d and external_id = 'target'", tenant));
  }

  private void execute(String sql) throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(sql);
    }
  }

  private String position() throws SQLException {
    try (Connection source = standalone.source()) {
      return ApiClient.position(source);
    }
  }

  /** The answer for an item, with everything committed so far. */
  private JsonNode links(long tenant, String externalId) throws Exception {
    return client.itemLinks(tenant, externalId, position()).present();
  }

  /** The target type and name of the edge from {@code policy} to {@code target}. */
  private String toTarget(long tenant) throws Exception {
    JsonNode edge = links(tenant, "policy").at("/outbound/1");
    assertThat(edge.at("/metadata/raw_ref").asString()).isEqualTo("target");
    assertThat(edge.get("target_id").isNull())
        .isEqualTo(edge.get("target_type").asString().equals("missing"));
    JsonNode name = edge.at("/metadata/last_known_name");
    return edge.get("target_type").asString() + " " + (name.isNull() ? "null" : name.asString());
  }

  private static List<String> inbound(ApiClient.Answer answer) {
    return StreamSupport.stream(answer.present().get("inbound").spliterator(), false)
        .map(edge -> edge.get("source_id").asString())
        .toList();
  }

  /** Compares all answers for the tenants with the source. */
  private void assertDifferencesOf(long... tenants) throws Exception {
    try (Connection source = standalone.source()) {
      Comparison comparison = new Comparison(source, client, Set.of());
      for (long tenant : tenants) {
        comparison.links(tenant, false);
      }
      assertThat(comparison.differences()).isEmpty();
    }
  }

  /** Too random to be compressed below the size at which PostgreSQL stores it out of line. */
  private static String large() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(42);
    while (text.length() < 12_000) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }
}
