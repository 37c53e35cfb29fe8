package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tenantatlas.standalone.StandaloneProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The source's structure is changed under the running jar: every document equals SQL on the source
 * afterwards, or the position stands still and readiness says why. Replay with {@code
 * -Dsource.seed=…}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class SourceChangesE2EIT {

  private static final Tenants TENANTS = Tenants.of(6);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final StandaloneProcess standalone;
  private final Exactness exactness;
  private final ApiClient client;
  private long seed = Long.getLong("source.seed", new Random().nextLong(1_000_000_000));

  SourceChangesE2EIT(@TempDir Path directory) {
    standalone = new StandaloneProcess(directory);
    exactness = new Exactness(standalone);
    client = new ApiClient(standalone.address());
  }

  @BeforeAll
  void start() throws Exception {
    standalone.start();
    try (Connection source = standalone.source()) {
      TENANTS.insert(source);
    }
    isExactAfterMoreChanges();
  }

  @AfterAll
  void stop() {
    standalone.close();
  }

  @Test
  void aTableThatIsDroppedAndCreatedAgain() throws Exception {
    sql(
        "create table kept (like findings including all)",
        "insert into kept select * from findings where id % 2 = 0",
        "alter sequence findings_id_seq owned by none",
        "begin; drop table findings; alter table kept rename to findings; commit",
        "update findings set status = 'closed' where id % 3 = 0");
    isExactAfterMoreChanges();
  }

  @Test
  void aTableThatIsSwappedByRename() throws Exception {
    sql(
        "create table other_runs (like restore_runs including all)",
        "insert into other_runs select * from restore_runs where id % 2 = 0",
        "begin; alter table restore_runs rename to old_runs; alter table other_runs rename to restore_runs; commit",
        "delete from restore_runs where id % 3 = 0");
    isExactAfterMoreChanges();
  }

  @Test
  void aPublicationThatPublishesLess() throws Exception {
    sql(
        "alter publication tenantatlas drop table findings",
        "delete from findings where id % 5 = 0");
    isExactAfterMoreChanges();
    sql(
        "alter publication tenantatlas drop table findings",
        "alter publication tenantatlas add table findings where (id < 10)",
        "delete from findings where id % 7 = 0");
    isExactAfterMoreChanges();
    sql(
        "alter publication tenantatlas set (publish = 'insert, update, delete')",
        "truncate restore_runs, findings");
    isExactAfterMoreChanges();
    sql("drop publication tenantatlas", "delete from operation_runs where id % 4 = 0");
    isExactAfterMoreChanges();
  }

  @Test
  void aColumnThatIsRenamed() throws Exception {
    for (String column : new String[] {"operation_runs.completed_at", "findings.severity"}) {
      String[] names = column.split("\\.", 2);
      String position = position();
      assertThat(client.kpis(1, position).status()).isEqualTo(200);
      sql(
          "alter table %s rename %s to other_name".formatted(names[0], names[1]),
          "update %s set other_name = null where false".formatted(names[0]),
          "delete from %s where id %% 9 = 0".formatted(names[0]));
      String after = position();
      await().atMost(SOON).untilAsserted(() -> assertThat(readiness()).contains(column));
      assertThat(client.kpis(1, position).status()).isEqualTo(200);
      assertThat(notWaiting(after)).as("nothing is claimed to include the change").isEqualTo(503);
      sql("alter table %s rename other_name to %s".formatted(names[0], names[1]));
      isExactAfterMoreChanges();
    }
  }

  @Test
  void aReplicaIdentityWithoutTheId() throws Exception {
    sql(
        "alter table findings add number bigint generated always as identity",
        "create unique index number_of_findings on findings (number)",
        "alter table findings replica identity using index number_of_findings",
        "delete from findings where id % 4 = 0");
    await().atMost(SOON).untilAsserted(() -> assertThat(readiness()).contains("findings"));
    assertThat(get(standalone.address().resolve("/livez")).statusCode())
        .as("to restart it would not help")
        .isEqualTo(200);
    sql("alter table findings replica identity default", "alter table findings drop number");
    isExactAfterMoreChanges();
  }

  @Test
  void messagesOfARoleThatMayOnlyConnect() throws Exception {
    sql(
        "create role nobody_special login password 'x'",
        "grant connect on database tenant_atlas to nobody_special");
    try (Connection other =
            DriverManager.getConnection(standalone.sourceUrl(), "nobody_special", "x");
        Statement statement = other.createStatement()) {
      for (String prefix :
          new String[] {"tenantatlas.heartbeat", "tenantatlasXheartbeat", "", "other"}) {
        for (String content : new String[] {"not a number", "4070908800000", "", "{\"lsn\":1}"}) {
          for (boolean transactional : new boolean[] {true, false}) {
            statement.execute(
                "select pg_logical_emit_message(%s, '%s', '%s')"
                    .formatted(transactional, prefix, content));
          }
        }
      }
    }
    isExactAfterMoreChanges();
    assertThat(client.kpis(1).at()).isBefore("2099-01-01T00:00:00Z");
  }

  @Test
  void anEnumWithoutValuesAndARestart() throws Exception {
    sql("create schema if not exists other", "create type other.empty_enum as enum ()");
    standalone.kill();
    standalone.start();
    isExactAfterMoreChanges();
    assertThat(standalone.stop()).isLessThan(Duration.ofSeconds(10));
    standalone.start();
    isExactAfterMoreChanges();
  }

  @Test
  void aTextThatLooksLikeDebeziumsStandIn() throws Exception {
    sql(
        "update findings set scope_key = '__debezium_unavailable_value', status = 'new'",
        "update tenants set name = '__debezium_unavailable_value' where id = 1");
    isExact();
  }

  /** The last: what the other tests write does not fit any more. */
  @Test
  void zColumnsThatBecomeEnumsOrGenerated() throws Exception {
    sql(
        "alter table tenants drop is_current",
        "alter table tenants add is_current boolean generated always as (status = 'active') stored",
        "update tenants set status = 'inactive' where id = 2");
    isExact();
    sql(
        "create type severity as enum ('high', 'medium', 'low', 'other')",
        "update findings set severity = 'other', status = 'new'",
        "alter table findings alter severity type severity using severity::severity",
        "update findings set severity = 'high' where id % 2 = 0");
    assertThat(highFindings()).isEqualTo(highFindingsOfTheSource());
    standalone.kill();
    standalone.start();
    sql("update findings set severity = 'high' where id % 3 = 0");
    assertThat(highFindings()).isEqualTo(highFindingsOfTheSource()).isPositive();
  }

  private long highFindings() throws Exception {
    String position = position();
    long findings = 0;
    for (long tenant : TENANTS.lasting()) {
      JsonNode document = client.kpis(tenant, position).content();
      findings += document.at("/dashboard/drift/open_findings/high").asLong();
    }
    return findings;
  }

  private long highFindingsOfTheSource() throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from findings where severity = 'high' and tenant_id <= "
                    + TENANTS.lasting().getLast())) {
      row.next();
      return row.getLong(1);
    }
  }

  private void isExactAfterMoreChanges() throws Exception {
    exactness.change(seed++, 2, 80, TENANTS, 80);
    isExact();
  }

  private void isExact() throws Exception {
    assertThat(exactness.differences(TENANTS)).as("seed %d, %s", seed, readiness()).isEmpty();
  }

  private int notWaiting(String position) throws IOException, InterruptedException {
    return client.kpisWithin(1, position, 1).status();
  }

  private String position() throws SQLException {
    try (Connection source = standalone.source()) {
      return ApiClient.position(source);
    }
  }

  private String readiness() throws IOException, InterruptedException {
    return get(standalone.managementAddress().resolve("/actuator/health")).body();
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private void sql(String... statements) throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
