package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The verification of onboarding session 5 in workspace 3. Tenant 42 is of partition 0, which has
 * sessions without a tenant too, tenant 43 of partition 1.
 */
class OnboardingIT extends OneServer {

  private static final String PATH = "/api/v1/workspaces/3/onboarding/5/surfaces/verification";

  @BeforeEach
  void fill() throws SQLException {
    database.putPartition(0, "0/30", "2026-11-21T20:00:03Z", true);
    database.putPartition(1, "0/10", "2026-11-21T20:00:01Z", true);
  }

  private static String content(String state) {
    return """
        {"scopes":["operations:start","operations:monitor"],\
        "actors":{"":{"technical_details_visible":false},\
        "operations:start":{"technical_details_visible":false},\
        "operations:monitor":{"technical_details_visible":true},\
        "operations:start operations:monitor":{"technical_details_visible":true}},\
        "shared":{"state":"%s","report":{"score":1.50}}}"""
        .formatted(state);
  }

  private static void assertThatRightFor(HttpResponse<String> answer, String lsn, String asOf) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo(lsn);
    assertThat(header(answer, "atlas-as-of")).isEqualTo(asOf);
    assertThat(header(answer, "atlas-lag-ms")).matches("[0-9]+");
  }

  @Test
  void thePartitionThatHasTheSessionSpeaksForItself() throws SQLException {
    database.putSession(1, 43L, 4, content("active_run"));
    database.loseSession(0, "0/9");
    HttpResponse<String> answer = api.get(PATH);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"workspace_id":3,"session_id":5,"version":4,\
            "changed_at":"2026-11-21T20:00:00.000Z",\
            "technical_details_visible":false,"state":"active_run","report":{"score":1.50}}""");
    assertThatRightFor(answer, "0/10", "2026-11-21T20:00:01.000Z");
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "cache-control")).isEqualTo("private, no-cache");
    assertThat(header(answer, "vary")).isEqualTo("Authorization, Accept-Encoding");
  }

  @Test
  void ofTwoPartitionsThatHaveItTheFarthestSpeaks() throws SQLException {
    database.putSession(0, 42L, 4, content("completed_run"));
    database.putSession(1, 43L, 9, content("active_run"));
    HttpResponse<String> answer = api.get(PATH);
    assertThat(answer.body()).contains("completed_run");
    assertThatRightFor(answer, "0/30", "2026-11-21T20:00:03.000Z");

    database.execute("update partition_progress set source_lsn = '0/31' where partition = 1");
    assertThat(api.get(PATH).body()).contains("active_run");
  }

  @Test
  void ofTwoPartitionsThatHaveItTheFarthestSaysWhoseItIs() throws SQLException {
    database.putSession(0, null, 4, content("no_run"));
    database.putSession(1, 43L, 9, content("active_run"));
    String nobodys = api.issuer().token(List.of(), List.of(3, 4), "kpi:read");
    assertThat(api.getBy(nobodys, PATH).body()).contains("no_run");
    database.execute("update partition_progress set source_lsn = '0/31' where partition = 1");
    assertThatIsProblem(api.getBy(nobodys, PATH), 403, "forbidden");

    database.execute("update onboarding_document set workspace_id = 4 where partition = 1");
    HttpResponse<String> moved = api.getBy(nobodys, PATH);
    assertThatIsProblem(moved, 404, "session-not-found");
    assertThat(header(moved, "atlas-source-lsn")).isEqualTo("0/31");
    assertThatIsProblem(
        api.getBy(nobodys, PATH.replace("workspaces/3", "workspaces/4")), 403, "forbidden");
  }

  @Test
  void aSessionOfATenantNeedsThatTenantToo() throws SQLException {
    database.putSession(0, 42L, 4, content("active_run"));
    for (List<Integer> tenants : List.of(List.<Integer>of(), List.of(43))) {
      String token = api.issuer().token(tenants, List.of(3), "kpi:read");
      HttpResponse<String> refused = api.getBy(token, PATH);
      assertThatIsProblem(refused, 403, "forbidden");
      assertThat(refused.headers().map().keySet()).noneMatch(name -> name.startsWith("atlas-"));
      assertThat(refused.headers().firstValue("etag")).isEmpty();
      assertThat(refused.body()).doesNotContain("active_run");
      String etag = header(api.get(PATH), "etag");
      assertThat(api.getBy(token, PATH, "If-None-Match", etag).statusCode()).isEqualTo(403);
      assertThat(api.getBy(token, PATH, "If-None-Match", "*").statusCode()).isEqualTo(403);
      assertThatIsProblem(
          api.getBy(token, PATH, "Atlas-Min-Lsn", "0/40", "Prefer", "wait=0"),
          503,
          "not-caught-up");
    }
    String both = api.issuer().token(List.of(42), List.of(3), "kpi:read");
    assertThat(api.getBy(both, PATH).body()).contains("active_run");
  }

  @Test
  void aSessionWithoutATenantNeedsItsWorkspaceOnly() throws SQLException {
    database.putSession(0, null, 4, content("active_run"));
    String token = api.issuer().token(List.of(), List.of(3), "kpi:read");
    assertThat(api.getBy(token, PATH).body()).contains("active_run");
  }

  @Test
  void aSourceClockThatOnePartitionDoesNotKnowGivesNoLag() throws SQLException {
    database.execute("update partition_progress set source_at = null where partition = 1");
    assertThat(api.get(PATH).headers().firstValue("atlas-lag-ms")).isEmpty();
    database.putSession(0, 42L, 4, content("no_run"));
    assertThat(header(api.get(PATH), "atlas-lag-ms")).matches("[0-9]+");
  }

  @Test
  void aSessionOfAnotherWorkspaceOrNoneIsNotFound() throws SQLException {
    HttpResponse<String> none = api.get(PATH);
    assertThatIsProblem(none, 404, "session-not-found");
    assertThat(header(none, "atlas-source-lsn")).isEqualTo("0/10");
    assertThat(header(none, "atlas-as-of")).isEqualTo("2026-11-21T20:00:01.000Z");

    database.putSession(0, 42L, 4, content("active_run"));
    HttpResponse<String> elsewhere = api.get(PATH.replace("workspaces/3", "workspaces/4"));
    assertThatIsProblem(elsewhere, 404, "session-not-found");
    assertThat(header(elsewhere, "atlas-source-lsn")).isEqualTo("0/30");
    assertThatIsProblem(
        api.get(PATH.replace("onboarding/5", "onboarding/6")), 404, "session-not-found");
    database.execute("update onboarding_document set workspace_id = null");
    assertThatIsProblem(api.get(PATH), 404, "session-not-found");
  }

  @Test
  void anActorGetsTheVariantForTheScopesHeldInTheDocumentsOrder() throws SQLException {
    database.putSession(0, 42L, 4, content("active_run"));
    HttpResponse<String> both = api.getWith("operations:monitor operations:start", PATH);
    assertThat(both.body()).contains("\"technical_details_visible\":true");
    assertThat(header(both, "etag")).endsWith("-operations.start+operations.monitor\"");
    HttpResponse<String> start = api.getWith("operations:start", PATH);
    assertThat(start.body()).contains("\"technical_details_visible\":false");
    assertThat(header(start, "etag")).endsWith("-operations.start\"");
  }

  @Test
  void anUnchangedDocumentIsNotSentAgain() throws SQLException {
    database.putSession(0, 42L, 4, content("active_run"));
    String etag = header(api.get(PATH), "etag");
    HttpResponse<String> again = api.get(PATH, "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(header(again, "atlas-source-lsn")).isEqualTo("0/30");
    assertThat(header(again, "vary")).isEqualTo("Authorization, Accept-Encoding");
    assertThat(api.getWith("operations:monitor", PATH, "If-None-Match", etag).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theSameVersionOfAnotherPartitionIsAnotherDocument() throws SQLException {
    database.putSession(0, 42L, 4, content("active_run"));
    String etag = header(api.get(PATH), "etag");
    database.loseSession(0, "0/9");
    database.putSession(1, 43L, 4, content("completed_run"));
    assertThat(api.get(PATH, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsCheckedIsTheProgressOfTheDocumentServed() throws SQLException {
    database.putSession(1, 43L, 4, content("no_run"));
    HttpResponse<String> late = api.get(PATH, "Atlas-Min-Lsn", "0/11", "Prefer", "wait=0");
    assertThatIsProblem(late, 503, "not-caught-up");
    assertThat(late.body()).contains("\"source_lsn\":\"0/10\"");

    database.putSession(0, 42L, 4, content("no_run"));
    assertThat(api.get(PATH, "Atlas-Min-Lsn", "0/30", "Prefer", "wait=0").statusCode())
        .isEqualTo(200);
  }

  @Test
  void thatASessionIsUnknownIsNotSaidBeforeAllPartitionsHavePassed() throws Exception {
    assertThatIsProblem(
        api.get(PATH, "Atlas-Min-Lsn", "0/11", "Prefer", "wait=0"), 503, "not-caught-up");
    var waiting = waiting("Atlas-Min-Lsn", "0/40", "Prefer", "wait=30");
    database.execute("update partition_progress set source_lsn = '0/50' where partition = 0");
    database.execute("update partition_progress set source_lsn = '0/40' where partition = 1");
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThatIsProblem(answer, 404, "session-not-found");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/40");
  }

  @Test
  void aSessionThatOnePartitionHasLostIsNotCalledAbsentBeforeAllHavePassedThatPlace()
      throws Exception {
    database.loseSession(0, "0/25");
    HttpResponse<String> late = api.get(PATH, "Prefer", "wait=0");
    assertThatIsProblem(late, 503, "not-caught-up");
    assertThat(late.body()).contains("\"source_lsn\":\"0/10\"");
    assertThat(header(late, "atlas-source-lsn")).isEqualTo("0/10");
    assertThatIsProblem(
        api.get(PATH, "Atlas-Min-Lsn", "0/5", "Prefer", "wait=0"), 503, "not-caught-up");

    var waiting = waiting("Prefer", "wait=30");
    database.execute("update partition_progress set source_lsn = '0/26' where partition = 1");
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThatIsProblem(answer, 404, "session-not-found");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/26");
  }

  @Test
  void aSessionThatMovesIsFoundWhereItGoes() throws Exception {
    database.loseSession(0, "0/30");
    var waiting = waiting("Prefer", "wait=30");
    database.execute(
        """
        with there as (update partition_progress set source_lsn = '0/30' where partition = 1)
        insert into onboarding_document
          (session_id, partition, workspace_id, tenant_id, version, changed_at, since_lsn, content)
        values (5, 1, 3, 43, 1, '2026-11-21T20:00:00Z', '0/30', '%s')
        """
            .formatted(content("active_run")));
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(answer.body()).contains("active_run");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/30");
  }

  @Test
  void aSessionThatMovesOnWhileItIsWaitedForIsWaitedForAgain() throws Exception {
    database.loseSession(0, "0/20");
    var waiting = waiting("Prefer", "wait=30");
    database.execute(
        """
        with back as (
          update partition_progress
          set source_lsn = case partition when 0 then '0/30' else '0/50' end::pg_lsn)
        insert into onboarding_document (session_id, partition, version, changed_at, since_lsn)
        values (5, 1, 2, '2026-11-21T20:00:00Z', '0/50')
        """);
    database.putPartition(0, "0/40", "2026-11-21T20:00:04Z", true);
    assertThat(waiting).isNotDone();
    database.execute(
        """
        with here as (update partition_progress set source_lsn = '0/50' where partition = 0)
        update onboarding_document
        set workspace_id = 3, content = '%s' where partition = 0
        """
            .formatted(content("completed_run")));
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(answer.body()).contains("completed_run");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/50");
  }

  /** A request that waits already. */
  private CompletableFuture<HttpResponse<String>> waiting(String... headers) {
    var waiting = CompletableFuture.supplyAsync(() -> api.get(PATH, headers));
    api.awaitOneWaiter();
    return waiting;
  }

  @Test
  void idsThatAreNoneAreRefusedByName() {
    String expected = "\"expected\":\"an integer from 1 to 9223372036854775807\"";
    HttpResponse<String> workspace = api.get(PATH.replace("workspaces/3", "workspaces/-3"));
    assertThatIsProblem(workspace, 400, "invalid-parameter");
    assertThat(workspace.body()).contains("\"parameter\":\"workspace_id\"").contains(expected);
    HttpResponse<String> session = api.get(PATH.replace("onboarding/5", "onboarding/x"));
    assertThatIsProblem(session, 400, "invalid-parameter");
    assertThat(session.body()).contains("\"parameter\":\"session_id\"").contains(expected);
  }

  @Test
  void untilAllPartitionsAreReadyNothingIsServed() throws SQLException {
    database.putSession(0, 42L, 4, content("active_run"));
    database.putPartition(1, "0/10", "2026-11-21T20:00:01Z", false);
    assertThatIsProblem(api.get(PATH), 503, "not-ready");
    database.execute("delete from partition_progress");
    assertThatIsProblem(api.get(PATH), 503, "not-ready");
  }

  @Test
  void aStoredDocumentThatIsNotAsAgreedTellsNothing() throws SQLException {
    database.putSession(0, 42L, 4, "{\"scopes\":[],\"actors\":{\"secret\":{}},\"shared\":{}}");
    HttpResponse<String> failed = api.get(PATH);
    assertThatIsProblem(failed, 500, "internal-server-error");
    assertThat(failed.body()).doesNotContain("secret");
  }
}
