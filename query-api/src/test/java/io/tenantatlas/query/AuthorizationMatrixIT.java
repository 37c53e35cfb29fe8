package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route of the running application with every kind of token. Whoever adds a route says in
 * {@link #ROUTES} who may have it; without an entry this fails.
 */
class AuthorizationMatrixIT extends OneServer {

  /** Who may have a route. */
  private enum Needs {
    NOTHING,
    SCOPE,
    TENANT_42,
    /** And tenant 42, of which the session is. */
    WORKSPACE_3
  }

  private static final Map<String, Needs> ROUTES =
      Map.ofEntries(
          Map.entry("GET /api/v1/badges", Needs.SCOPE),
          Map.entry("GET /api/v1/surfaces", Needs.SCOPE),
          Map.entry("GET /api/v1/status", Needs.SCOPE),
          Map.entry("GET /api/v1/tenants/{tenantId}/kpis", Needs.TENANT_42),
          Map.entry(
              "GET /api/v1/tenants/{tenantId}/kpis/{part:dashboard|inventory|operations}",
              Needs.TENANT_42),
          Map.entry("GET /api/v1/tenants/{tenantId}/badges", Needs.TENANT_42),
          Map.entry(
              "GET /api/v1/tenants/{tenantId}/surfaces/{surface:recent-operations|verification}",
              Needs.TENANT_42),
          Map.entry("GET /api/v1/tenants/{tenantId}/inventory/{externalId}/links", Needs.TENANT_42),
          Map.entry(
              "GET /api/v1/tenants/{tenantId}/foundation/{foundationType}/{id}/links",
              Needs.TENANT_42),
          Map.entry(
              "GET /api/v1/workspaces/{workspaceId}/onboarding/{sessionId}/surfaces/verification",
              Needs.WORKSPACE_3),
          Map.entry("GET /api/v1/tenants", Needs.SCOPE),
          Map.entry("GET /api/v1/tenants/{tenantId}/stream", Needs.TENANT_42),
          Map.entry("GET /v3/api-docs", Needs.NOTHING),
          Map.entry("GET /v3/api-docs.yaml", Needs.NOTHING),
          Map.entry("GET /v3/api-docs/swagger-config", Needs.NOTHING),
          Map.entry("GET /swagger-ui.html", Needs.NOTHING),
          Map.entry("* /error", Needs.NOTHING));

  /** What stands in a path for its variables. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "tenantId", "42",
          "workspaceId", "3",
          "sessionId", "5",
          "part", "dashboard",
          "surface", "verification",
          "externalId", "policy",
          "foundationType", "aad_group",
          "id", "group");

  /**
   * A kind of token.
   *
   * @param token null for none
   * @param expected the status for each need, and the problem's code where it is no success
   */
  private record Case(String name, Supplier<@Nullable String> token, Map<Needs, String> expected) {}

  private static final String OK = "200";
  private static final String UNAUTHORIZED = "401 unauthorized";
  private static final String NO_SCOPE = "403 insufficient-scope";
  private static final String FORBIDDEN = "403 forbidden";

  @BeforeEach
  void fill() throws SQLException {
    String surface = "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":{\"state\":\"x\"}}";
    for (long tenant : new long[] {42, 43}) {
      String instant = "2026-11-21T20:00:00Z";
      database.putDocument(tenant, "kpi", 1, instant, "{\"dashboard\":{}}");
      database.putDocument(tenant, "badge", 1, instant, "{\"tenant\":{}}");
      database.putDocument(tenant, "surface.verification", 1, instant, surface);
      database.putItem(tenant, "policy", 0, "[]");
    }
    database.putSession(0, 42L, 1, surface);
    database.putReference("badges", "{}");
    database.putReference("surfaces", "{}");
  }

  private List<Case> cases() {
    TestIssuer issuer = api.issuer();
    List<Case> cases = new ArrayList<>();
    Map<Needs, String> nobody = needs(UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED);
    cases.add(new Case("no token", () -> null, nobody));
    bad(issuer).forEach((name, token) -> cases.add(new Case(name, () -> token, nobody)));
    String read = "kpi:read";
    add(cases, "no claims", signed(claims()), needs(NO_SCOPE, NO_SCOPE, NO_SCOPE));
    add(
        cases,
        "other scopes",
        issuer.token("operations:start admin kpi:reads"),
        needs(NO_SCOPE, NO_SCOPE, NO_SCOPE));
    add(
        cases,
        "the scope alone",
        signed(claims().claim("scope", read)),
        needs(OK, FORBIDDEN, FORBIDDEN));
    add(
        cases,
        "claims of other types",
        signed(
            claims()
                .claim("scope", read)
                .claim("tenants", List.of("*"))
                .claim("workspaces", List.of(3, "4"))),
        needs(OK, FORBIDDEN, FORBIDDEN));
    add(
        cases,
        "other tenant",
        issuer.token(List.of(43, 4, 2, -42), "*", read),
        needs(OK, FORBIDDEN, FORBIDDEN));
    add(
        cases,
        "other workspace",
        issuer.token("*", List.of(4, 33), read),
        needs(OK, OK, FORBIDDEN));
    add(cases, "right", issuer.token(List.of(1, 42), List.of(3), read), needs(OK, OK, OK));
    add(cases, "everything", issuer.token("operations:start " + read), needs(OK, OK, OK));
    return cases;
  }

  private static void add(
      List<Case> cases, String name, String token, Map<Needs, String> expected) {
    cases.add(new Case(name, () -> token, expected));
  }

  private static Map<Needs, String> needs(String scope, String tenant, String workspace) {
    return Map.of(Needs.SCOPE, scope, Needs.TENANT_42, tenant, Needs.WORKSPACE_3, workspace);
  }

  /** A token that may read everything, before something is done to it. */
  private JWTClaimsSet.Builder all() {
    return claims().claim("scope", "kpi:read").claim("tenants", "*").claim("workspaces", "*");
  }

  private JWTClaimsSet.Builder claims() {
    return api.issuer().claims();
  }

  private String signed(JWTClaimsSet.Builder claims) {
    return api.issuer().signed(claims.build());
  }

  /** Tokens that prove nothing. */
  private Map<String, String> bad(TestIssuer issuer) {
    Instant now = Instant.now();
    Map<String, String> tokens = new LinkedHashMap<>();
    String right = signed(all());
    String unsigned = right.substring(0, right.lastIndexOf('.') + 1);
    tokens.put("garbage", "garbage");
    tokens.put("characters no token has", "a b\\c");
    tokens.put("nothing but dots", "..");
    tokens.put("signature missing", unsigned);
    tokens.put("expired", signed(all().expirationTime(Date.from(now.minusSeconds(60)))));
    tokens.put("never expires", signed(all().expirationTime(null)));
    tokens.put(
        "not yet valid", signed(all().notBeforeTime(Date.from(now.plus(Duration.ofMinutes(2))))));
    tokens.put("wrong audience", signed(all().audience("others")));
    tokens.put("no audience", signed(all().audience((String) null)));
    tokens.put("wrong issuer", signed(all().issuer(issuer.name() + "/")));
    tokens.put("no issuer", signed(all().issuer(null)));
    String forged = TestIssuer.signed(all().build(), TestIssuer.newKey("known"));
    tokens.put("wrong signature", forged);
    tokens.put("unknown key", TestIssuer.signed(all().build(), TestIssuer.newKey("unknown")));
    tokens.put(
        "right signature of another token",
        unsigned + forged.substring(forged.lastIndexOf('.') + 1));
    tokens.put("alg none", new PlainJWT(all().build()).serialize());
    tokens.put("HS256 with the public key", signedWithPublicKey(issuer));
    return tokens;
  }

  private String signedWithPublicKey(TestIssuer issuer) {
    try {
      byte[] secret = issuer.key().toPublicJWK().toECPublicKey().getEncoded();
      return TestIssuer.signed(all().build(), JWSAlgorithm.HS256, "known", new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Methods and patterns of the running application, of the main port. */
  private Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    api.context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(info -> routes.addAll(routes(info)));
    return routes;
  }

  private static List<String> routes(RequestMappingInfo info) {
    var methods = info.getMethodsCondition().getMethods();
    return info.getPatternValues().stream()
        .flatMap(
            pattern ->
                methods.isEmpty()
                    ? Stream.of("* " + pattern)
                    : methods.stream().map(method -> method + " " + pattern))
        .toList();
  }

  @Test
  void everyRouteHasAnEntry() {
    assertThat(routes()).isEqualTo(ROUTES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> everyRouteWithEveryToken() throws SQLException {
    empty();
    fill();
    List<Case> cases = cases();
    return new TreeMap<>(ROUTES)
        .entrySet().stream()
            .filter(route -> route.getValue() != Needs.NOTHING)
            .flatMap(
                route ->
                    cases.stream().map(given -> test(route.getKey(), route.getValue(), given)));
  }

  private DynamicTest test(String route, Needs needs, Case given) {
    return DynamicTest.dynamicTest(
        route + ", " + given.name,
        () -> {
          for (String method : List.of("GET", "HEAD")) {
            String expected = given.expected.getOrDefault(needs, "");
            assertAnswer(method, path(route), given.token.get(), expected);
          }
        });
  }

  private static String path(String route) {
    String path = route.substring(route.indexOf(' ') + 1);
    for (var variable : VARIABLES.entrySet()) {
      path = path.replaceAll("\\{" + variable.getKey() + "(:[^}]*)?}", variable.getValue());
    }
    return path;
  }

  private void assertAnswer(String method, String path, @Nullable String token, String expected) {
    HttpResponse<String> answer = ask(method, path, token);
    assertThat(expected).startsWith(Integer.toString(answer.statusCode()));
    if (answer.statusCode() == 200) {
      return;
    }
    String code = expected.substring(expected.indexOf(' ') + 1);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    assertThat(answer.headers().firstValue("www-authenticate").isPresent())
        .isEqualTo(!code.equals("forbidden"));
    if (method.equals("GET")) {
      Answers.assertThatIsProblem(answer, answer.statusCode(), code);
    }
  }

  private HttpResponse<String> ask(String method, String path, @Nullable String token) {
    return token == null
        ? api.openly(method, path)
        : api.send(method, api.port(), path, "Authorization", "Bearer " + token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/api",
        "/api/v1/nothing",
        "/api/v2/tenants/42/kpis",
        "/API/v1/tenants/42/kpis",
        "/actuator",
        "/actuator/health",
        "/actuator/prometheus",
        "/dev/token",
        "/%61pi/v1/tenants/42/kpis",
        "/api/v1/tenants/42/kpis/",
        "/api/v1/%74enants/42/kpis"
      })
  void whatIsNoRouteIsClosed(String path) {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "FOO")) {
      assertThat(api.openly(method, path).statusCode()).as(method).isEqualTo(401);
    }
    HttpResponse<String> other =
        api.getBy(api.issuer().token(List.of(43), List.of(), "kpi:read"), path);
    assertThat(other.statusCode()).isIn(403, 404);
    assertThat(other.body()).doesNotContain("dashboard");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/", "/index.html", "/assets/app.js", "/error"})
  void whatIsOpenNeedsNoToken(String path) {
    assertThat(api.getOpenly(path).statusCode()).isIn(200, 404);
  }

  @Test
  void whatIsForbiddenIsTheSameWhetherItExistsOrNot() {
    String token = api.issuer().token(List.of(42), List.of(3), "kpi:read");
    for (String rest : List.of("/kpis", "/badges", "/inventory/policy/links", "/nothing", "")) {
      assertThat(forbidden(token, "/api/v1/tenants/43" + rest))
          .isEqualTo(forbidden(token, "/api/v1/tenants/77" + rest));
    }
    String onboarding = forbidden(token, "/api/v1/workspaces/4/onboarding/5/surfaces/verification");
    assertThat(forbidden(token, "/api/v1/workspaces/5/onboarding/6/surfaces/verification"))
        .isEqualTo(onboarding);
    String withoutTenant = api.issuer().token(List.of(), List.of(3), "kpi:read");
    assertThat(forbidden(withoutTenant, "/api/v1/workspaces/3/onboarding/5/surfaces/verification"))
        .isEqualTo(onboarding);
  }

  /** Status, headers and body without what the caller has said itself and the time. */
  private String forbidden(String token, String path) {
    HttpResponse<String> answer = api.getBy(token, path);
    assertThat(answer.statusCode()).isEqualTo(403);
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    return headers + answer.body().replace("\"" + path + "\"", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"042", "0042", "%34%32", "4%32"})
  void anIdMeansTheSameToTheRuleAndTheRoute(String id) {
    String path = "/api/v1/tenants/" + id + "/kpis";
    assertThat(api.getBy(api.issuer().token(List.of(42), "*", "kpi:read"), path).body())
        .contains("\"tenant_id\":42");
    String other = api.issuer().token(List.of(43), "*", "kpi:read");
    assertThat(api.getBy(other, path).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-43", "4.2", "43,42", "%0942", "42%00", "９"})
  void whatIsNoIdIsLeftToTheRoute(String id) {
    String encoded = id.equals("９") ? "%EF%BC%99" : id;
    HttpResponse<String> refused =
        api.getBy(
            api.issuer().token(List.of(42), "*", "kpi:read"),
            "/api/v1/tenants/" + encoded + "/kpis");
    assertThat(refused.statusCode()).isEqualTo(400);
  }

  @Test
  void otherMethodsAreRefusedOnlyToThoseWhoMayRead() {
    String path = "/api/v1/tenants/42/kpis";
    String other = api.issuer().token(List.of(43), "*", "kpi:read");
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "FOO")) {
      assertThat(api.openly(method, path).statusCode()).isEqualTo(401);
      assertThat(ask(method, path, other).statusCode()).isEqualTo(403);
      assertThat(api.send(method, api.port(), path).statusCode()).isEqualTo(405);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/badges", "/api/v1/nothing", "/nothing", "/livez", "/a//b", "/"})
  void everyAnswerHasTheHeadersForBrowsersAndNoCookie(String path) {
    for (HttpResponse<String> answer : List.of(api.get(path), api.getOpenly(path))) {
      assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
      assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
      assertThat(header(answer, "cross-origin-resource-policy")).isEqualTo("same-origin");
      assertThat(header(answer, "x-frame-options")).isEqualTo("DENY");
      assertThat(header(answer, "content-security-policy"))
          .startsWith("default-src 'none'; " + (path.equals("/") ? "script-src" : "frame"));
      assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "server");
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.startsWith("access-control"));
    }
  }
}
