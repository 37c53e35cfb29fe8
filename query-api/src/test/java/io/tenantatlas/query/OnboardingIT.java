package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verification of onboarding session 5 in workspace 3, of which any partition may tell. */
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
  void theRunsPartitionSpeaksForItself() throws SQLException {
    database.putSession(0, false, 9, content("no_run"));
    database.putSession(1, true, 4, content("active_run"));
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
  void ofTwoPartitionsWithARunTheFarthestSpeaks() throws SQLException {
    database.putSession(0, true, 4, content("completed_run"));
    database.putSession(1, true, 9, content("active_run"));
    HttpResponse<String> answer = api.get(PATH);
    assertThat(answer.body()).contains("completed_run");
    assertThatRightFor(answer, "0/30", "2026-11-21T20:00:03.000Z");

    database.execute("update partition_progress set source_lsn = '0/31' where partition = 1");
    assertThat(api.get(PATH).body()).contains("active_run");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void thatThereIsNoRunIsAsRightAsTheLeastProgress(int home) throws SQLException {
    database.putSession(home, false, 4, content("no_run"));
    database.putSession(1 - home, true, 9, null);
    database.execute(
        "update partition_progress set as_of = '2026-11-21T19:00:00Z' where partition = 0");
    HttpResponse<String> answer = api.get(PATH);
    assertThat(answer.body()).contains("no_run");
    assertThatRightFor(answer, "0/10", "2026-11-21T19:00:00.000Z");
  }

  @Test
  void aSourceClockThatOnePartitionDoesNotKnowGivesNoLag() throws SQLException {
    database.execute("update partition_progress set source_at = null where partition = 1");
    database.putSession(0, false, 4, content("no_run"));
    assertThat(api.get(PATH).headers().firstValue("atlas-lag-ms")).isEmpty();
    database.execute("update onboarding_document set run_partition = true");
    assertThat(header(api.get(PATH), "atlas-lag-ms")).matches("[0-9]+");
  }

  @Test
  void aSessionOfAnotherWorkspaceOrNoneIsNotFound() throws SQLException {
    assertThatIsProblem(api.get(PATH), 404, "session-not-found");
    database.putSession(0, false, 4, null);
    HttpResponse<String> removed = api.get(PATH);
    assertThatIsProblem(removed, 404, "session-not-found");
    assertThat(header(removed, "atlas-source-lsn")).isEqualTo("0/10");

    database.putSession(1, true, 4, content("active_run"));
    assertThat(api.get(PATH).statusCode()).isEqualTo(200);
    assertThatIsProblem(
        api.get(PATH.replace("workspaces/3", "workspaces/4")), 404, "session-not-found");
    assertThatIsProblem(
        api.get(PATH.replace("onboarding/5", "onboarding/6")), 404, "session-not-found");
  }

  @Test
  void anActorGetsTheVariantForTheScopesHeldInTheDocumentsOrder() throws SQLException {
    database.putSession(0, true, 4, content("active_run"));
    HttpResponse<String> both = api.getWith("operations:monitor operations:start", PATH);
    assertThat(both.body()).contains("\"technical_details_visible\":true");
    assertThat(header(both, "etag")).endsWith("-operations.start+operations.monitor\"");
    HttpResponse<String> start = api.getWith("operations:start", PATH);
    assertThat(start.body()).contains("\"technical_details_visible\":false");
    assertThat(header(start, "etag")).endsWith("-operations.start\"");
  }

  @Test
  void anUnchangedDocumentIsNotSentAgain() throws SQLException {
    database.putSession(0, true, 4, content("active_run"));
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
    database.putSession(0, true, 4, content("active_run"));
    String etag = header(api.get(PATH), "etag");
    database.execute("update onboarding_document set content = null");
    database.putSession(1, true, 4, content("completed_run"));
    assertThat(api.get(PATH, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsCheckedIsTheProgressOfTheDocumentServed() throws SQLException {
    database.putSession(0, false, 4, content("no_run"));
    HttpResponse<String> late = api.get(PATH, "Atlas-Min-Lsn", "0/11", "Prefer", "wait=0");
    assertThatIsProblem(late, 503, "not-caught-up");
    assertThat(late.body()).contains("\"source_lsn\":\"0/10\"");

    database.execute("update onboarding_document set run_partition = true");
    assertThat(api.get(PATH, "Atlas-Min-Lsn", "0/30", "Prefer", "wait=0").statusCode())
        .isEqualTo(200);
  }

  @Test
  void thatASessionIsUnknownIsNotSaidBeforeAllPartitionsHavePassed() throws Exception {
    assertThatIsProblem(
        api.get(PATH, "Atlas-Min-Lsn", "0/11", "Prefer", "wait=0"), 503, "not-caught-up");
    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(PATH, "Atlas-Min-Lsn", "0/40", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    database.execute("update partition_progress set source_lsn = '0/50' where partition = 0");
    database.execute("update partition_progress set source_lsn = '0/40' where partition = 1");
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThatIsProblem(answer, 404, "session-not-found");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/40");
  }

  @Test
  void aWaitingRequestIsReleasedWhenAllPartitionsHavePassed() throws Exception {
    database.putSession(0, false, 4, content("no_run"));
    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(PATH, "Atlas-Min-Lsn", "0/40", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    database.execute("update partition_progress set source_lsn = '0/60' where partition = 0");
    database.putSession(1, true, 7, content("active_run"));
    database.execute("update partition_progress set source_lsn = '0/50' where partition = 1");
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(answer.body()).contains("active_run").contains("\"version\":7");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/50");
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
    database.putSession(0, true, 4, content("active_run"));
    database.putPartition(1, "0/10", "2026-11-21T20:00:01Z", false);
    assertThatIsProblem(api.get(PATH), 503, "not-ready");
    database.execute("delete from partition_progress");
    assertThatIsProblem(api.get(PATH), 503, "not-ready");
  }

  @Test
  void aStoredDocumentThatIsNotAsAgreedTellsNothing() throws SQLException {
    database.putSession(0, true, 4, "{\"scopes\":[],\"actors\":{\"secret\":{}},\"shared\":{}}");
    HttpResponse<String> failed = api.get(PATH);
    assertThatIsProblem(failed, 500, "internal-server-error");
    assertThat(failed.body()).doesNotContain("secret");
  }
}
