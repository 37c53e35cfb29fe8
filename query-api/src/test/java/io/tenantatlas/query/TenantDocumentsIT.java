package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.store.DocumentKey;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Badges and surfaces of a tenant. Tenant 42 is in partition 0. */
class TenantDocumentsIT extends OneServer {

  private static final String TENANT = "/api/v1/tenants/42";
  private static final String BADGES = TENANT + "/badges";
  private static final String RECENT = TENANT + "/surfaces/recent-operations";
  private static final String VERIFICATION = TENANT + "/surfaces/verification";

  private static final String HEAD =
      "{\"tenant_id\":42,\"version\":12,\"changed_at\":\"2026-11-21T20:00:00.000Z\",";

  private static final String BADGE_CONTENT = "{\"tenant\":{},\"counts\":[{\"count\":1}]}";

  private static final String RECENT_CONTENT =
      """
      {"scopes":[],"actors":{"":{"surface":"recent-operations"}},"shared":{"runs":[]}}""";

  private static final String VERIFICATION_CONTENT =
      """
      {"scopes":["operations:start"],\
      "actors":{"":{"state":"no_run_cannot_start","primary_cta":null},\
      "operations:start":{"state":"no_run_can_start","primary_cta":{"kind":"start_verification"}}},\
      "shared":{"report":{"score":1.50,"big":12345678901234567890.10}}}""";

  @BeforeEach
  void fill() throws SQLException {
    put("badge", BADGE_CONTENT);
    put("surface.recent-operations", RECENT_CONTENT);
    put("surface.verification", VERIFICATION_CONTENT);
  }

  private void put(String kind, String content) throws SQLException {
    database.putDocument(42, kind, 12, "2026-11-21T20:00:00Z", content);
  }

  private HttpResponse<String> verificationFor(String scopes, String... headers) {
    return api.getWith(scopes, VERIFICATION, headers);
  }

  @Test
  void severalDocumentsAreReadByOneStatementAsOneByOne() {
    var badge = new DocumentKey.OfTenant(42, "badge");
    var absent = new DocumentKey.OfTenant(42, "nothing");
    assertThat(api.readAll(List.of(badge, absent)))
        .containsOnlyKeys(badge)
        .hasEntrySatisfying(badge, read -> assertThat(read).isEqualTo(api.read(badge)));
  }

  @Test
  void theBadgeDocumentIsServedAsItIs() {
    HttpResponse<String> answer = api.get(BADGES);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(HEAD + BADGE_CONTENT.substring(1));
    assertThat(header(answer, "vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void aSurfaceWithoutScopesIsTheSameForAll() {
    String expected = HEAD + "\"surface\":\"recent-operations\",\"runs\":[]}";
    assertThat(api.get(RECENT).body()).isEqualTo(expected);
    assertThat(api.getWith("operations:start", RECENT).body()).isEqualTo(expected);
  }

  @Test
  void anActorGetsTheSurfaceForTheScopesHeld() {
    String shared = ",\"report\":{\"score\":1.50,\"big\":12345678901234567890.10}}";
    assertThat(api.get(VERIFICATION).body())
        .isEqualTo(HEAD + "\"state\":\"no_run_cannot_start\",\"primary_cta\":null" + shared);
    assertThat(verificationFor("admin operations:start").body())
        .isEqualTo(
            HEAD
                + "\"state\":\"no_run_can_start\","
                + "\"primary_cta\":{\"kind\":\"start_verification\"}"
                + shared);
  }

  @Test
  void whatOneActorHasIsNeverUnchangedForAnother() {
    String without = header(api.get(VERIFICATION), "etag");
    String with = header(verificationFor("operations:start"), "etag");
    assertThat(with).startsWith("\"verification-").endsWith("-operations.start\"");

    HttpResponse<String> same = verificationFor("operations:start", "If-None-Match", with);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(header(same, "etag")).isEqualTo(with);
    assertThat(header(same, "vary")).isEqualTo("Authorization, Accept-Encoding");
    assertThat(verificationFor("operations:start", "If-None-Match", without).statusCode())
        .isEqualTo(200);
    assertThat(api.get(VERIFICATION, "If-None-Match", with).statusCode()).isEqualTo(200);
    assertThat(verificationFor("admin", "If-None-Match", without).statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {RECENT, VERIFICATION})
  void surfacesVaryWithTheirCaller(String path) {
    assertThat(header(api.get(path), "vary")).isEqualTo("Authorization, Accept-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {BADGES, RECENT, VERIFICATION})
  void everyDocumentCarriesWhatItIsRightFor(String path) {
    HttpResponse<String> answer = api.get(path);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "cache-control")).isEqualTo("private, no-cache");
    assertThat(header(answer, "atlas-as-of")).isEqualTo("2026-11-21T20:00:01.500Z");
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/16B3748");
    assertThat(header(answer, "atlas-lag-ms")).matches("[0-9]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {BADGES, RECENT, VERIFICATION})
  void anUnchangedDocumentIsNotSentAgain(String path) throws SQLException {
    String etag = header(api.get(path), "etag");
    HttpResponse<String> again = api.get(path, "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "atlas-source-lsn")).isEqualTo("0/16B3748");

    database.changeDocuments("", "0/16B3748");
    assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {BADGES, RECENT, VERIFICATION})
  void aWaitingRequestIsReleasedByTheProjection(String path) throws Exception {
    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(path, "Atlas-Min-Lsn", "0/16B3749", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    database.changeDocuments("", "1/0");
    HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("1/0");
    assertThat(answer.body()).contains("\"version\":13");
  }

  @ParameterizedTest
  @ValueSource(strings = {BADGES, RECENT, VERIFICATION})
  void whatCannotBeServedIsAProblem(String path) throws SQLException {
    assertThatIsProblem(
        api.get(path, "Atlas-Min-Lsn", "0/16B3749", "Prefer", "wait=0"), 503, "not-caught-up");
    assertThatIsProblem(api.get(path.replace("42", "0")), 400, "invalid-parameter");
    assertThat(api.get(path.replace("42", "x")).body())
        .contains("\"parameter\":\"tenant_id\"")
        .contains("\"expected\":\"an integer from 1 to 9223372036854775807\"");
    assertThatIsProblem(api.get(path.replace("42", "7")), 404, "tenant-not-found");
    database.removeDocuments();
    HttpResponse<String> removed = api.get(path);
    assertThatIsProblem(removed, 404, "tenant-not-found");
    assertThat(header(removed, "atlas-source-lsn")).isEqualTo("0/16B3748");
    database.putPartition(1, "0/10", "2026-11-21T20:00:00Z", false);
    assertThatIsProblem(api.get(path), 503, "not-ready");
  }

  @Test
  void aSurfaceThatDoesNotExistIsNotFound() {
    assertThatIsProblem(api.get(TENANT + "/surfaces/billing"), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"secret\":1",
        "[\"secret\"]",
        "{\"scopes\":[\"operations:start\"],\"actors\":{\"secret\":{}},\"shared\":{}}",
        "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":secret}"
      })
  void aStoredSurfaceThatIsNotAsAgreedTellsNothing(String content) throws SQLException {
    put("surface.verification", content);
    HttpResponse<String> failed = api.get(VERIFICATION);
    assertThatIsProblem(failed, 500, "internal-server-error");
    assertThat(failed.body()).doesNotContain("secret").doesNotContain("scopes");
    assertThat(failed.headers().firstValue("etag")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "[\"secret\"]", "{\"secret\":1"})
  void aStoredDocumentThatIsNoObjectTellsNothing(String content) throws SQLException {
    put("badge", content);
    assertThatIsProblem(api.get(BADGES), 500, "internal-server-error");
    assertThat(api.get(BADGES).body()).doesNotContain("secret");
  }
}
