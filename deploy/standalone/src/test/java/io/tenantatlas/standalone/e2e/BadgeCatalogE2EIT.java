package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The badge catalog, and every badge where users meet it: every known value, values never seen
 * before, and null, in every domain, through the whole chain. Replay with {@code -Dbadges.seed=…};
 * {@code -Dbadges.unseen} sets how many values are made up.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadgeCatalogE2EIT {

  private static final long SEED =
      Long.getLong("badges.seed", new Random().nextLong(1_000_000_000));
  private static final int UNSEEN = Integer.getInteger("badges.unseen", 200);

  /** More than three times the values of the largest domain. */
  private static final int KNOWN = 36;

  private static final Set<String> BOOLEANS =
      Set.of("tenant.is_current", "entra_group_sync_run.safety_stop_triggered");

  private final StandaloneProcess standalone;
  private final ApiClient client;

  BadgeCatalogE2EIT(@TempDir Path directory) {
    standalone = new StandaloneProcess(directory);
    client = new ApiClient(standalone.address());
  }

  @BeforeAll
  void start() throws Exception {
    standalone.start();
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(NullableStatuses.SQL);
    }
  }

  @AfterAll
  void stop() {
    standalone.close();
  }

  @Test
  void theCatalogIsTheOneAgreed() throws Exception {
    Map<String, Map<String, JsonNode>> found = new HashMap<>();
    for (JsonNode domain : client.badgeCatalog().present().get("domains")) {
      Map<String, JsonNode> values = new HashMap<>();
      domain.get("values").forEach(badge -> values.put(badge.get("value").asString(), badge));
      assertThat(values).as("no value twice").hasSameSizeAs(domain.get("values"));
      assertThat(found.put(domain.get("domain").asString(), values)).as("no domain twice").isNull();
    }
    Map<String, Map<String, JsonNode>> agreed = new HashMap<>();
    for (String domain : BadgeCatalog.domains()) {
      Map<String, JsonNode> values = new HashMap<>();
      BadgeCatalog.values(domain)
          .forEach(value -> values.put(value, BadgeCatalog.badge(domain, value)));
      agreed.put(domain, values);
    }
    assertThat(found).isEqualTo(agreed);
  }

  @Test
  void everyValueHasItsBadgeInSomeTenantsDocument() throws Exception {
    List<Map<String, @Nullable String>> tenants = tenants();
    insert(tenants);
    Set<List<@Nullable String>> shown = new HashSet<>();
    List<String> differences = new ArrayList<>();
    try (Connection source = standalone.source()) {
      BadgeTruth truth = new BadgeTruth(new TruthQueries(source));
      String position = ApiClient.position(source);
      for (int tenant = 1; tenant <= tenants.size(); tenant++) {
        JsonNode document = client.badges(tenant, position).unversioned();
        differences.addAll(Json.differences(truth.document(tenant), document));
        document.get("counts").forEach(count -> shown.add(pair(count)));
      }
    }
    assertThat(differences).as("replay with -Dbadges.seed=%d", SEED).isEmpty();
    assertThat(shown).isEqualTo(pairs(tenants));
  }

  /** The values by domain of each tenant: known ones in three forms, made up ones, and null. */
  private static List<Map<String, @Nullable String>> tenants() {
    List<Map<String, @Nullable String>> tenants = new ArrayList<>();
    for (int index = 0; index < KNOWN; index++) {
      tenants.add(known(index));
    }
    Random random = new Random(SEED);
    for (int index = 0; index < UNSEEN; index++) {
      String value = RawValues.unseen(random);
      tenants.add(ofEach(domain -> BOOLEANS.contains(domain) ? "true" : value));
    }
    tenants.add(ofEach(domain -> null));
    return tenants;
  }

  private static Map<String, @Nullable String> known(int index) {
    return ofEach(
        domain -> {
          List<String> values = BadgeCatalog.values(domain);
          String value = values.get(index / 3 % values.size());
          return BOOLEANS.contains(domain) ? value : form(index % 3, value);
        });
  }

  private static String form(int number, String value) {
    return switch (number) {
      case 0 -> value;
      case 1 -> value.toUpperCase(Locale.ROOT);
      default -> "\t " + value + "\n";
    };
  }

  private interface ValueOf {
    @Nullable String in(String domain);
  }

  private static Map<String, @Nullable String> ofEach(ValueOf value) {
    Map<String, @Nullable String> values = new HashMap<>();
    BadgeCatalog.domains().forEach(domain -> values.put(domain, value.in(domain)));
    return values;
  }

  /** Tenants get the ids from 1, and one row of each table. */
  private void insert(List<Map<String, @Nullable String>> tenants) throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      source.setAutoCommit(false);
      for (int i = 0; i < tenants.size(); i++) {
        statement.execute(rows(i + 1, tenants.get(i)));
      }
      source.commit();
    }
  }

  private static String rows(int tenant, Map<String, @Nullable String> values) {
    return String.format(
        Locale.ROOT,
        """
        insert into tenants (id, workspace_id, name, status, is_current, created_at, updated_at)
        values (%1$d, 1, 'T', %2$s, %3$s, '2026-01-01', '2026-01-01');
        insert into operation_runs (tenant_id, type, status, outcome, created_at)
        values (%1$d, 'x', %4$s, %5$s, '2026-01-01');
        insert into inventory_sync_runs (tenant_id, selection_hash, status, created_at)
        values (%1$d, 'x', %6$s, '2026-01-01');
        insert into backup_schedule_runs (tenant_id, status, created_at) values (%1$d, %7$s, '2026-01-01');
        insert into entra_group_sync_runs (tenant_id, status, safety_stop_triggered, created_at)
        values (%1$d, %8$s, %9$s, '2026-01-01');
        insert into restore_runs (tenant_id, status, created_at) values (%1$d, %10$s, '2026-01-01');
        insert into findings (tenant_id, scope_key, status, severity, created_at, updated_at)
        values (%1$d, 'x', %11$s, %12$s, '2026-01-01', '2026-01-01')
        """,
        tenant,
        literal(values.get("tenant.status")),
        literal(values.get("tenant.is_current")),
        literal(values.get("operation_run.status")),
        literal(values.get("operation_run.outcome")),
        literal(values.get("inventory_sync_run.status")),
        literal(values.get("backup_schedule_run.status")),
        literal(values.get("entra_group_sync_run.status")),
        literal(values.get("entra_group_sync_run.safety_stop_triggered")),
        literal(values.get("restore_run.status")),
        literal(values.get("finding.status")),
        literal(values.get("finding.severity")));
  }

  private static String literal(@Nullable String value) {
    return value == null ? "null" : RawValues.quoted(value);
  }

  private static Set<List<@Nullable String>> pairs(List<Map<String, @Nullable String>> tenants) {
    Set<List<@Nullable String>> pairs = new HashSet<>();
    for (Map<String, @Nullable String> values : tenants) {
      values.forEach((domain, value) -> pairs.add(pair(domain, value)));
    }
    return pairs;
  }

  private static List<@Nullable String> pair(JsonNode count) {
    JsonNode value = count.get("value");
    return pair(count.get("domain").asString(), value.isNull() ? null : value.asString());
  }

  private static List<@Nullable String> pair(String domain, @Nullable String value) {
    List<@Nullable String> pair = new ArrayList<>();
    pair.add(domain);
    pair.add(value);
    return pair;
  }
}
