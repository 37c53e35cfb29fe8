package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way for warm reads against the usual way, which a query string takes. */
class WarmReadsIT extends OneServer {

  private static final String TENANT = "/api/v1/tenants/42";
  private static final String LONG = "x".repeat(2000);

  /** By scopes: of one that was signed anew the short way knows nothing. */
  private final Map<String, String> tokens = new HashMap<>();

  @BeforeEach
  void fill() throws SQLException {
    put("kpi", "{\"dashboard\":{\"a\":\"%s\"},\"inventory\":{},\"operations\":{}}".formatted(LONG));
    put("badge", "{\"tenant\":{}}");
    String surface =
        """
        {"scopes":["admin"],"actors":{"":{"a":1},"admin":{"a":2}},"shared":{"b":"ü"}}""";
    put("surface.verification", surface);
    put("surface.recent-operations", surface);
  }

  private void put(String kind, String content) throws SQLException {
    database.putDocument(42, kind, 7, "2026-11-21T20:00:00Z", content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kpis",
        "/kpis/dashboard",
        "/kpis/inventory",
        "/kpis/operations",
        "/badges",
        "/surfaces/verification",
        "/surfaces/recent-operations"
      })
  void itAnswersAsTheUsualWayDoes(String path) {
    for (String scopes : List.of("", "admin")) {
      for (String encoding : List.of("identity", "gzip")) {
        HttpResponse<String> usual = ask(scopes, path + "?usual", encoding);
        assertThat(usual.statusCode()).isEqualTo(200);
        String etag = usual.headers().firstValue("etag").orElseThrow();
        assertSame(path, scopes, encoding);
        assertSame(path, scopes, encoding, "If-None-Match", etag);
        assertSame(path, scopes, encoding, "If-None-Match", "W/\"other\", " + etag);
        assertSame(path, scopes, encoding, "If-None-Match", "\"other\"");
      }
    }
  }

  private void assertSame(String path, String scopes, String encoding, String... headers) {
    HttpResponse<String> usual = ask(scopes, path + "?usual", encoding, headers);
    long before = api.usualRequests();
    HttpResponse<String> warm = ask(scopes, path, encoding, headers);
    assertThat(api.usualRequests()).isEqualTo(before);
    assertThat(warm.statusCode()).isEqualTo(usual.statusCode());
    assertThat(warm.body()).isEqualTo(usual.body());
    assertThat(headers(warm)).isEqualTo(headers(usual));
  }

  private HttpResponse<String> ask(String scopes, String path, String encoding, String... headers) {
    String token = tokens.computeIfAbsent(scopes, held -> api.issuer().token("kpi:read " + held));
    String[] all =
        Stream.concat(Stream.of("Accept-Encoding", encoding), Stream.of(headers))
            .toArray(String[]::new);
    return api.getBy(token, TENANT + path, all);
  }

  /** All but those of the clock. */
  private static Map<String, List<String>> headers(HttpResponse<String> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    headers.remove("atlas-lag-ms");
    return headers;
  }

  @Test
  void aChangedDocumentIsServedAtOnce() throws SQLException {
    for (int version = 8; version < 20; version++) {
      database.putDocument(42, "badge", version, "2026-11-21T20:00:00Z", "{\"tenant\":{}}");
      for (int i = 0; i < 3; i++) {
        assertThat(api.get(TENANT + "/badges").body()).contains("\"version\":" + version);
      }
    }
  }

  @Test
  void itRefusesNothingByItself() throws SQLException {
    String stranger = api.issuer().token(List.of(43), "*", "kpi:read");
    String without = api.issuer().token(List.of(42), "*", "admin");
    for (int i = 0; i < 3; i++) {
      assertThat(api.get(TENANT + "/kpis").statusCode()).isEqualTo(200);
      assertThat(api.getBy(stranger, TENANT + "/kpis").statusCode()).isEqualTo(403);
      assertThat(api.getBy(without, TENANT + "/kpis").statusCode()).isEqualTo(403);
      assertThat(api.getOpenly(TENANT + "/kpis").statusCode()).isEqualTo(401);
      assertThat(api.get(TENANT + "/kpis", "Atlas-Min-Lsn", "x").statusCode()).isEqualTo(400);
      assertThat(api.get(TENANT + "/kpis", "Atlas-Source-History", "x").statusCode())
          .isEqualTo(400);
      assertThat(api.get(TENANT + "/kpis", "Atlas-Source-History", "7/1").statusCode())
          .isEqualTo(409);
      assertThat(api.get(TENANT + "/kpis", "Prefer", "wait=x").statusCode()).isEqualTo(400);
    }
    database.removeDocuments();
    assertThat(api.get(TENANT + "/kpis").statusCode()).isEqualTo(404);
  }
}
