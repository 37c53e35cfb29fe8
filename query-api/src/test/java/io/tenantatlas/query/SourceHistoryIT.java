package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees of a failover of the source. Tenant 42 is in partition 0, 43 in 1. */
class SourceHistoryIT extends OneServer {

  private static final String OLD = "7351234567890123456/1";
  private static final String NEW = "7351234567890123456/2";
  private static final String KPIS = "/api/v1/tenants/42/kpis";
  private static final String SESSION = "/api/v1/workspaces/3/onboarding/5/surfaces/verification";

  @BeforeEach
  void fill() throws SQLException {
    database.putDocument(42, "kpi", 7, "2026-11-21T20:00:00Z", "{\"a\":1}");
    database.putDocument(43, "kpi", 7, "2026-11-21T20:00:00Z", "{\"a\":1}");
    put(0, OLD, OLD, 1, "0/500");
    put(1, OLD, OLD, 1, "0/500");
  }

  private void put(int partition, String history, String announced, int generation, String lsn)
      throws SQLException {
    database.execute(
        String.format(
            Locale.ROOT,
            """
            update partition_progress
               set source_history = '%s', announced_history = '%s', generation = %d, source_lsn = '%s'
             where partition = %d
            """,
            history,
            announced,
            generation,
            lsn,
            partition));
  }

  @Test
  void aPositionOfTheNewHistoryIsNotMetByALaterOneOfTheOld() throws Exception {
    put(0, OLD, NEW, 2, "0/500");
    assertThat(header(api.get(KPIS), "atlas-source-history")).isEqualTo(OLD);
    HttpResponse<String> late = api.get(KPIS, "Atlas-Min-Lsn", "0/100", "Prefer", "wait=0");
    assertThatIsProblem(late, 503, "not-caught-up");
    assertThat(header(late, "atlas-source-history")).isEqualTo(OLD);
    assertThat(late.body()).contains("\"source_history\":\"" + OLD + "\"");

    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(KPIS, "Atlas-Min-Lsn", "0/100", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    put(0, NEW, NEW, 2, "0/120");
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "atlas-source-history")).isEqualTo(NEW);
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/120");
  }

  /** Its owner has not come to the mark that names the new history. */
  @Test
  void aPartitionThatLagsBehindIsNotCurrentEither() throws SQLException {
    put(0, NEW, NEW, 2, "0/120");
    String lagging = "/api/v1/tenants/43/kpis";
    assertThat(header(api.get(lagging), "atlas-source-history")).isEqualTo(OLD);
    assertThatIsProblem(
        api.get(lagging, "Atlas-Min-Lsn", "0/100", "Prefer", "wait=0"), 503, "not-caught-up");
    assertThat(api.get(KPIS, "Atlas-Min-Lsn", "0/100", "Prefer", "wait=0").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anAnswerIsOfTheHistoryAskedForOrNone() throws SQLException {
    assertThat(api.get(KPIS, "Atlas-Source-History", OLD).statusCode()).isEqualTo(200);
    assertThat(api.get(KPIS, "Atlas-Source-History", OLD, "Atlas-Min-Lsn", "0/500").statusCode())
        .isEqualTo(200);
    put(0, NEW, NEW, 2, "0/600");
    for (String[] headers :
        List.of(
            new String[] {"Atlas-Source-History", OLD},
            new String[] {
              "Atlas-Source-History", OLD, "Atlas-Min-Lsn", "0/500", "Prefer", "wait=0"
            })) {
      HttpResponse<String> other = api.get(KPIS, headers);
      assertThatIsProblem(other, 409, "other-history");
      assertThat(other.body())
          .contains("\"source_history\":\"" + NEW + "\"")
          .contains("\"asked_history\":\"" + OLD + "\"");
      assertThat(header(other, "atlas-source-history")).isEqualTo(NEW);
      assertThat(header(other, "atlas-source-lsn")).isEqualTo("0/600");
    }
  }

  @Test
  void aHistoryMayBeWaitedFor() throws Exception {
    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(KPIS, "Atlas-Source-History", NEW, "Prefer", "wait=30"));
    api.awaitOneWaiter();
    put(0, NEW, NEW, 2, "0/1");
    assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIsNotThereInThatHistory() throws SQLException {
    database.removeDocuments();
    HttpResponse<String> absent = api.get(KPIS);
    assertThatIsProblem(absent, 404, "tenant-not-found");
    assertThat(header(absent, "atlas-source-history")).isEqualTo(OLD);
    assertThatIsProblem(api.get(KPIS, "Atlas-Source-History", NEW), 409, "other-history");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "7", "7/1/2"})
  void aHistoryThatCannotBeReadIsRefused(String history) {
    HttpResponse<String> refused = api.get(KPIS, "Atlas-Source-History", history);
    assertThatIsProblem(refused, 400, "invalid-parameter");
    assertThat(refused.body()).contains("\"parameter\":\"Atlas-Source-History\"");
  }

  /** No position is common to two histories. */
  @Test
  void whatNeedsAllPartitionsWaitsUntilTheyAreOfOneHistory() throws SQLException {
    // That a session is nowhere needs all of them too.
    for (String path : List.of("/api/v1/tenants", SESSION)) {
      put(0, OLD, OLD, 1, "0/500");
      put(1, OLD, OLD, 1, "0/500");
      assertThat(header(api.get(path), "atlas-source-history")).isEqualTo(OLD);
      put(0, NEW, NEW, 2, "0/120");
      put(1, OLD, NEW, 2, "0/500");
      assertThatIsProblem(api.get(path), 503, "not-ready");
      put(1, NEW, NEW, 2, "0/130");
      HttpResponse<String> answer = api.get(path, "Atlas-Min-Lsn", "0/120", "Prefer", "wait=0");
      assertThat(answer.statusCode()).isEqualTo(path.equals(SESSION) ? 404 : 200);
      assertThat(header(answer, "atlas-source-history")).isEqualTo(NEW);
      assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/120");
    }
  }

  @Test
  void ofTwoPartitionsWithARunThatOfTheNewestHistorySpeaks() throws SQLException {
    String content = "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":{\"of\":%d}}";
    database.putSession(0, null, 1, content.formatted(0));
    database.putSession(1, null, 1, content.formatted(1));
    put(0, NEW, NEW, 2, "0/120");
    HttpResponse<String> answer = api.get(SESSION);
    assertThat(answer.body()).contains("\"of\":0");
    assertThat(header(answer, "atlas-source-history")).isEqualTo(NEW);
  }

  @Test
  void theStatusTellsHowTheSourceIsFollowed() throws SQLException {
    put(0, OLD, NEW, 2, "0/500");
    database.execute(
        """
        insert into capture_status (state, reason, since, updated_at)
        values ('reading', 'the source has another history', '2026-11-21T20:00:00.5Z', now())
        """);
    assertThat(api.get("/api/v1/status").body())
        .contains("{\"partition\":0,\"source_history\":\"" + OLD + "\",")
        .endsWith(
            "\"source\":{\"state\":\"reading\",\"reason\":\"the source has another history\","
                + "\"since\":\"2026-11-21T20:00:00.500Z\",\"history\":\""
                + NEW
                + "\"}}");
    assertThat(api.getManagement("/actuator/health").body())
        .contains("\"state\":\"reading\"")
        .contains("the source has another history");
    assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(200);
    assertThat(api.getOpenly("/readyz").body()).doesNotContain("history");
  }

  /** The statement of DESIGN.md, by a role that has no privileges. */
  @Test
  void anyRoleCanTellHistoryAndPositionOfASource() throws SQLException {
    try (var connection = DriverManager.getConnection(database.url(), "query_api", "");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select (select system_identifier from pg_control_system()) || '/'
                         || ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int as history,
                       pg_current_wal_lsn() as position
                """)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString("history")).matches("[1-9][0-9]{15,19}/1");
      assertThat(row.getString("position")).matches("[0-9A-F]+/[0-9A-F]+");
    }
  }
}
