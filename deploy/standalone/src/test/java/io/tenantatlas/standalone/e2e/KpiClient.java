package io.tenantatlas.standalone.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client of the query API. */
final class KpiClient {

  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  KpiClient(URI address) {
    this.address = address;
  }

  /** A tenant's answer; the document is null unless the status is 200. */
  record Answer(int status, @Nullable JsonNode document, @Nullable Instant asOf, String body) {

    JsonNode present() {
      if (document == null) {
        throw new AssertionError("no document: " + status + " " + body);
      }
      return document;
    }

    /** The document without tenant_id, version and changed_at. */
    JsonNode content() {
      ObjectNode content = (ObjectNode) present().deepCopy();
      content.remove("tenant_id");
      content.remove("version");
      content.remove("changed_at");
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

  /** The tenant's document as it is now. */
  Answer kpis(long tenant) throws IOException, InterruptedException {
    return kpis(tenant, null);
  }

  /** The tenant's document with everything up to a source position included. */
  Answer kpis(long tenant, @Nullable String minLsn) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/api/v1/tenants/" + tenant + "/kpis"));
    if (minLsn != null) {
      request.header("Atlas-Min-Lsn", minLsn).header("Prefer", "wait=30");
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.statusCode() == 200 ? JsonMapper.shared().readTree(response.body()) : null,
        response.headers().firstValue("Atlas-As-Of").map(Instant::parse).orElse(null),
        response.body());
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
