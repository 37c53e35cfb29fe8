package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees of a read model that is there. Tenant 42 is in partition 0, 43 in 1. */
class QueryApiIT extends OneServer {

  private static final String CONTENT =
      """
      {"dashboard":{"drift":{"stale":true}},"inventory":{"coverage_percent":100.0},"operations":{"active":2}}""";

  private static final String KPIS = "/api/v1/tenants/42/kpis";

  @BeforeEach
  void fill() throws SQLException {
    database.putDocument(42, "kpi", 1881, "2026-11-21T20:00:00Z", CONTENT);
  }

  @Test
  void theDocumentIsServedWithWhatItIsRightFor() {
    HttpResponse<String> answer = api.get(KPIS);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"tenant_id\":42,\"version\":1881,\"changed_at\":\"2026-11-21T20:00:00.000Z\","
                + CONTENT.substring(1));
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "etag")).matches("\"[^\"]+\"");
    assertThat(header(answer, "cache-control")).isEqualTo("private, no-cache");
    assertThat(header(answer, "atlas-as-of")).isEqualTo("2026-11-21T20:00:01.500Z");
    assertThat(header(answer, "atlas-source-history")).isEqualTo("0/0");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/16B3748");
    assertThat(header(answer, "atlas-lag-ms")).matches("[0-9]+");
  }

  @Test
  void anAnswerThatMayLackAParkedRecordSaysSo() throws SQLException {
    database.putDocument(44, "kpi", 1, "2026-11-21T20:00:00Z", CONTENT);
    database.putDocument(43, "kpi", 1, "2026-11-21T20:00:00Z", CONTENT);
    assertThat(degraded(42)).isEmpty();
    degrade("{42}");
    for (int read = 0; read < 3; read++) { // the first from the read model, the others from memory
      assertThat(degraded(42)).isEqualTo("parked-records");
      assertThat(degraded(44)).isEmpty();
      assertThat(degraded(43)).isEmpty();
    }
    assertThat(header(api.get("/api/v1/tenants"), "atlas-degraded")).isEqualTo("parked-records");
    assertThat(api.get("/api/v1/status").body()).contains("\"degraded\":true");
    degrade("{-1}");
    assertThat(degraded(42)).isEqualTo("parked-records");
    assertThat(degraded(44)).isEqualTo("parked-records");
    assertThat(degraded(43)).isEmpty();
    degrade("{}");
    assertThat(degraded(42)).isEmpty();
    assertThat(degraded(44)).isEmpty();
    assertThat(header(api.get("/api/v1/tenants"), "atlas-degraded")).isEmpty();
  }

  private void degrade(String tenants) throws SQLException {
    database.execute(
        "update partition_progress set degraded = '%s' where partition = 0".formatted(tenants));
  }

  private String degraded(long tenant) {
    return header(api.get("/api/v1/tenants/" + tenant + "/kpis"), "atlas-degraded");
  }

  @Test
  void aTenantsProgressIsThatOfItsPartition() throws SQLException {
    database.putDocument(43, "kpi", 1, "2026-11-21T20:00:00Z", CONTENT);
    assertThat(header(api.get("/api/v1/tenants/43/kpis"), "atlas-source-lsn")).isEqualTo("0/10");
  }

  @Test
  void aSourceClockThatIsAheadGivesNoNegativeLag() throws SQLException {
    database.putPartition(0, "0/1", "2999-01-01T00:00:00Z", true);
    assertThat(header(api.get(KPIS), "atlas-lag-ms")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "dashboard  | \"dashboard\":{\"drift\":{\"stale\":true}}",
        "inventory  | \"inventory\":{\"coverage_percent\":100.0}",
        "operations | \"operations\":{\"active\":2}"
      })
  void aPartIsTheSameTextAtTheSamePath(String part, String member) {
    assertThat(api.get(KPIS + "/" + part).body())
        .isEqualTo(
            "{\"tenant_id\":42,\"version\":1881,\"changed_at\":\"2026-11-21T20:00:00.000Z\","
                + member
                + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/dashboard"})
  void anUnchangedDocumentIsNotSentAgain(String part) throws SQLException {
    HttpResponse<String> first = api.get(KPIS + part);
    String etag = header(first, "etag");

    HttpResponse<String> again =
        api.get(KPIS + part, "If-None-Match", "\"other\"", "If-None-Match", "W/" + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    for (String same :
        List.of(
            "etag", "cache-control", "atlas-as-of", "atlas-source-history", "atlas-source-lsn")) {
      assertThat(header(again, same)).isEqualTo(header(first, same));
    }
    assertThat(header(again, "atlas-lag-ms")).isNotEmpty();
    assertThat(api.get(KPIS + part, "If-None-Match", "*").statusCode()).isEqualTo(304);

    database.putDocument(42, "kpi", 1882, "2026-11-21T20:00:02Z", CONTENT);
    assertThat(api.get(KPIS + part, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void aWaitingRequestIsReleasedByTheProjection() throws Exception {
    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(KPIS, "Atlas-Min-Lsn", "0/16B3749", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    database.changeDocuments("", "1/0");

    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("1/0");
    assertThat(answer.body()).contains("\"version\":1882");
  }

  @Test
  void aPositionPassedAlreadyIsAnsweredAtOnce() {
    assertThat(api.get(KPIS, "Atlas-Min-Lsn", "0/16B3748", "Prefer", "wait=0").statusCode())
        .isEqualTo(200);
  }

  @Test
  void aWaitThatEndsIsNotCaughtUp() {
    HttpResponse<String> late = api.get(KPIS, "Atlas-Min-Lsn", "0/16B3749", "Prefer", "wait=1");
    assertThatIsProblem(late, 503, "not-caught-up");
    assertThat(header(late, "retry-after")).isEqualTo("1");
    assertThat(late.body()).contains("\"source_lsn\":\"0/16B3748\"");
  }

  @Test
  void moreWaitersThanAllowedAreRefused() throws Exception {
    var waiting = CompletableFuture.supplyAsync(() -> api.get(KPIS, "Atlas-Min-Lsn", "9/0"));
    api.awaitOneWaiter();
    HttpResponse<String> refused = api.get(KPIS, "Atlas-Min-Lsn", "9/0");
    assertThatIsProblem(refused, 503, "too-many-waiting");
    assertThat(header(refused, "retry-after")).isEqualTo("1");
    assertThatIsProblem(waiting.get(20, TimeUnit.SECONDS), 503, "not-caught-up");
  }

  @Test
  void aTenantWithoutDocumentIsNotFound() throws SQLException {
    assertThatIsProblem(api.get("/api/v1/tenants/7/kpis"), 404, "tenant-not-found");
    database.removeDocuments();
    HttpResponse<String> removed = api.get(KPIS, "If-None-Match", "*");
    assertThatIsProblem(removed, 404, "tenant-not-found");
    assertThat(header(removed, "atlas-source-lsn")).isEqualTo("0/16B3748");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "-1", "1.5", "9223372036854775808", "%2042"})
  void aTenantIdThatIsNoneIsRefused(String id) {
    HttpResponse<String> refused = api.get("/api/v1/tenants/" + id + "/kpis");
    assertThatIsProblem(refused, 400, "invalid-parameter");
    assertThat(refused.body())
        .contains("\"parameter\":\"tenant_id\"")
        .contains("\"expected\":\"an integer from 1 to 9223372036854775807\"");
  }

  @Test
  void headersThatCannotBeReadAreRefused() {
    HttpResponse<String> position = api.get(KPIS, "Atlas-Min-Lsn", "latest");
    assertThatIsProblem(position, 400, "invalid-parameter");
    assertThat(position.body()).contains("\"parameter\":\"Atlas-Min-Lsn\"").contains("0/16B3748");

    HttpResponse<String> wait = api.get(KPIS, "Atlas-Min-Lsn", "0/1", "Prefer", "wait=31");
    assertThatIsProblem(wait, 400, "invalid-parameter");
    assertThat(wait.body()).contains("\"parameter\":\"Prefer\"").contains("0 to 30");
  }

  @Test
  void unknownPathsAndMethodsAreProblems() {
    assertThatIsProblem(api.get("/api/v1/nothing"), 404, "not-found");
    assertThatIsProblem(api.get(KPIS + "/revenue"), 404, "not-found");
    HttpResponse<String> post = api.send("POST", api.port(), KPIS);
    assertThatIsProblem(post, 405, "method-not-allowed");
    assertThat(header(post, "allow")).contains("GET");
  }

  @Test
  void whatTheServerRefusesIsAProblemToo() throws IOException {
    assertThat(raw("GET /a|b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json")
        .contains("urn:tenantatlas:problem:bad-request")
        .doesNotContain("Tomcat")
        .doesNotContain("Exception");
  }

  @Test
  void theStatusTellsEveryPartition() {
    HttpResponse<String> status = api.get("/api/v1/status");
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.body())
        .matches(
            """
            \\{"ready":true,"partitions":\\[\
            \\{"partition":0,"source_history":"0/0","source_lsn":"0/16B3748","as_of":"2026-11-21T20:00:01.500Z","lag_ms":\\d+,"degraded":false},\
            \\{"partition":1,"source_history":"0/0","source_lsn":"0/10","as_of":"2026-11-21T20:00:00.000Z","lag_ms":\\d+,"degraded":false}],\
            "lag_ms":\\d+,"snapshot":\\{"rows_applied":20,"rows_expected":50},\
            "source":\\{"state":null,"reason":null,"since":null,"history":"0/0"}}""");
  }

  @Test
  void untilAllPartitionsAreReadyNothingIsServed() throws SQLException {
    database.putPartition(1, "0/10", "2026-11-21T20:00:00Z", false);
    assertThatIsNotReady();
    database.execute("delete from partition_progress where partition = 1");
    HttpResponse<String> refused = api.get(KPIS);
    assertThatIsProblem(refused, 503, "not-ready");
    assertThat(refused.body()).contains("\"rows_applied\":10").contains("\"rows_expected\":50");
  }

  private void assertThatIsNotReady() {
    HttpResponse<String> refused = api.get(KPIS);
    assertThatIsProblem(refused, 503, "not-ready");
    assertThat(header(refused, "retry-after")).isEqualTo("1");
    assertThat(refused.body()).contains("\"rows_applied\":20").contains("\"rows_expected\":50");
    assertThat(api.get("/api/v1/status").body()).contains("\"ready\":false");
    assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(503);
    assertThat(api.getOpenly("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void probesSayNothingButTheStatus() {
    for (String probe : List.of("/livez", "/readyz")) {
      assertThat(api.getOpenly(probe).statusCode()).isEqualTo(200);
      assertThat(api.getOpenly(probe).body()).isEqualTo("{\"status\":\"UP\"}");
    }
    assertThat(api.getManagement("/actuator/health").body())
        .contains("\"queryApiReadModel\":{\"details\":{")
        .contains("\"queryApiSource\":{");
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        OutputStream out = socket.getOutputStream()) {
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
