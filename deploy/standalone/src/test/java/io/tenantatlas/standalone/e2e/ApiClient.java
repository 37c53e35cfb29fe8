package io.tenantatlas.standalone.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of the query API, with a token of the standalone run for all tenants and workspaces.
 * Each method is one request; a 404 or 503 is an answer too. Safe for many threads.
 */
final class ApiClient {

  private static final String READ = "kpi:read";

  private final URI address;
  private final HttpClient http;
  private final String wanted;
  private volatile @Nullable String token;

  /** A client that may read, and nothing more. */
  ApiClient(URI address) {
    this(address, HttpClient.newHttpClient(), wanted(READ));
  }

  /**
   * @param wanted what is asked for at {@code /dev/token}
   */
  private ApiClient(URI address, HttpClient http, String wanted) {
    this.address = address;
    this.http = http;
    this.wanted = wanted;
  }

  private static String wanted(String scope) {
    return "{\"scope\":\"%s\",\"ttl_seconds\":86400}".formatted(scope.strip());
  }

  /** A client that may only read of these. */
  ApiClient readingOnly(List<Long> tenants, List<Long> workspaces) {
    String only = ",\"tenants\":%s,\"workspaces\":%s}".formatted(tenants, workspaces);
    return new ApiClient(address, http, wanted(READ).replace("}", only));
  }

  /** A client like this, whose actor has these scopes besides. */
  ApiClient as(Set<String> scopes) {
    String scope = READ + " " + String.join(" ", new TreeSet<>(scopes));
    return new ApiClient(address, http, wanted(scope));
  }

  /** An answer; the document is null unless the status is 200. */
  record Answer(
      int status,
      @Nullable JsonNode document,
      @Nullable Instant asOf,
      @Nullable String etag,
      @Nullable String history,
      @Nullable String degraded,
      String body) {

    JsonNode present() {
      if (document == null) {
        throw new AssertionError("no document: " + status + " " + body);
      }
      return document;
    }

    /** The document without tenant_id, version and changed_at. */
    JsonNode content() {
      return without("tenant_id", "version", "changed_at");
    }

    /** The document without version and changed_at, which the source does not tell. */
    JsonNode unversioned() {
      return without("version", "changed_at");
    }

    private JsonNode without(String... members) {
      ObjectNode content = (ObjectNode) present().deepCopy();
      content.remove(List.of(members));
      return content;
    }

    Instant at() {
      if (asOf == null) {
        throw new AssertionError("no Atlas-As-Of: " + status + " " + body);
      }
      return asOf;
    }

    long version() {
      return present().get("version").asLong();
    }
  }

  /** The tenant's KPI document as it is now. */
  Answer kpis(long tenant) throws IOException, InterruptedException {
    return kpis(tenant, null);
  }

  /** The tenant's KPI document with everything up to a source position included. */
  Answer kpis(long tenant, @Nullable String minLsn) throws IOException, InterruptedException {
    return get(tenantPath(tenant) + "/kpis", minLsn);
  }

  /** The same, if that is so within seconds. */
  Answer kpisWithin(long tenant, String minLsn, int seconds)
      throws IOException, InterruptedException {
    return get(tenantPath(tenant) + "/kpis", minLsn, seconds);
  }

  /** The tenant's KPI document of a history of the source, with everything up to a position. */
  Answer kpisOf(String history, long tenant, String minLsn)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address.resolve(tenantPath(tenant) + "/kpis"))
            .header("Atlas-Source-History", history)
            .header("Atlas-Min-Lsn", minLsn)
            .header("Prefer", "wait=30"));
  }

  /** The tenant's badge document. */
  Answer badges(long tenant, @Nullable String minLsn) throws IOException, InterruptedException {
    return get(tenantPath(tenant) + "/badges", minLsn);
  }

  /** The tenant's recent operations summary. */
  Answer recentOperations(long tenant, @Nullable String minLsn)
      throws IOException, InterruptedException {
    return get(tenantPath(tenant) + "/surfaces/recent-operations", minLsn);
  }

  /** The tenant's verification surface. */
  Answer verification(long tenant, @Nullable String minLsn)
      throws IOException, InterruptedException {
    return get(tenantPath(tenant) + "/surfaces/verification", minLsn);
  }

  /** The verification surface of an onboarding session. */
  Answer onboarding(long workspace, long session, @Nullable String minLsn)
      throws IOException, InterruptedException {
    return get(
        String.format(
            Locale.ROOT,
            "/api/v1/workspaces/%d/onboarding/%d/surfaces/verification",
            workspace,
            session),
        minLsn);
  }

  /** The edges from and to an item. */
  Answer itemLinks(long tenant, String externalId, @Nullable String minLsn)
      throws IOException, InterruptedException {
    return get(tenantPath(tenant) + "/inventory/" + encoded(externalId) + "/links", minLsn);
  }

  /** The edges to a group, filter, scope tag or category. */
  Answer foundationLinks(long tenant, String type, String id, @Nullable String minLsn)
      throws IOException, InterruptedException {
    return get(
        "%s/foundation/%s/%s/links".formatted(tenantPath(tenant), type, encoded(id)), minLsn);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The badge catalog. */
  Answer badgeCatalog() throws IOException, InterruptedException {
    return get("/api/v1/badges", null);
  }

  /** The registry of surfaces. */
  Answer surfaces() throws IOException, InterruptedException {
    return get("/api/v1/surfaces", null);
  }

  private static String tenantPath(long tenant) {
    return "/api/v1/tenants/" + tenant;
  }

  private Answer get(String path, @Nullable String minLsn)
      throws IOException, InterruptedException {
    return get(path, minLsn, 30);
  }

  private Answer get(String path, @Nullable String minLsn, int seconds)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    if (minLsn != null) {
      request.header("Atlas-Min-Lsn", minLsn).header("Prefer", "wait=" + seconds);
    }
    return send(request);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    request.header("Authorization", "Bearer " + token());
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.statusCode() == 200 ? Json.read(response.body()) : null,
        response.headers().firstValue("Atlas-As-Of").map(Instant::parse).orElse(null),
        response.headers().firstValue("ETag").orElse(null),
        response.headers().firstValue("Atlas-Source-History").orElse(null),
        response.headers().firstValue("Atlas-Degraded").orElse(null),
        response.body());
  }

  /** Asked for once: it outlives every test, and every restart of the process. */
  private String token() throws IOException, InterruptedException {
    String known = token;
    if (known != null) {
      return known;
    }
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(address.resolve("/dev/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wanted))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String given = Json.read(response.body()).path("access_token").asString();
    token = given;
    return given;
  }

  /** The source's position behind everything committed so far. */
  static String position(Connection source) throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet rows = statement.executeQuery("select pg_current_wal_lsn()::text")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
