package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jayway.jsonpath.JsonPath;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets tokens of the standalone run, and what its query API may do to the read model. */
@TestInstance(Lifecycle.PER_CLASS)
class StandaloneSecurityIT {

  private final StandaloneInProcess standalone;
  private final HttpClient http = HttpClient.newHttpClient();

  StandaloneSecurityIT(@TempDir Path directory) throws SQLException {
    standalone = new StandaloneInProcess(directory);
  }

  @AfterAll
  void stop() {
    standalone.close();
    http.close();
  }

  private HttpResponse<String> ask(String body, String contentType) throws Exception {
    return http.send(
        HttpRequest.newBuilder(standalone.address().resolve("/dev/token"))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int status(String path, String token) throws Exception {
    return http.send(
            HttpRequest.newBuilder(standalone.address().resolve(path))
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void aTokenAllowsWhatWasAskedForAndNothingElse() throws Exception {
    HttpResponse<String> answer =
        ask("{\"tenants\":[7],\"workspaces\":[],\"scope\":\"kpi:read\"}", "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(JsonPath.<String>read(answer.body(), "$.token_type")).isEqualTo("Bearer");
    assertThat(JsonPath.<Integer>read(answer.body(), "$.expires_in")).isEqualTo(3600);
    String token = JsonPath.read(answer.body(), "$.access_token");
    assertThat(status("/api/v1/status", token)).isEqualTo(200);
    assertThat(status("/api/v1/tenants/7/kpis", token)).isEqualTo(404);
    assertThat(status("/api/v1/tenants/8/kpis", token)).isEqualTo(403);
    assertThat(status("/api/v1/workspaces/1/onboarding/1/surfaces/verification", token))
        .isEqualTo(403);
    assertThat(status("/api/v1/status", token.replaceFirst(".{86}$", "A".repeat(86))))
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tenants\":[0]}     | application/json | 400",
        "not json              | application/json | 400",
        "{}                    | text/plain | 415",
        "{}                    | application/x-www-form-urlencoded | 415"
      })
  void aRequestThatIsNotRightGetsNoToken(String body, String contentType, int status)
      throws Exception {
    HttpResponse<String> refused = ask(body, contentType);
    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(refused.body()).doesNotContain("access_token");
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    assertThat(ask("{\"scope\":\"" + "a".repeat(20_000) + "\"}", "application/json").body())
        .contains("\"parameter\":\"body\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.invalid",
        "Host: localhost\r\nOrigin: http://evil.invalid",
        "Host: localhost\r\nX-Forwarded-For: 127.0.0.1"
      })
  void onlyThisMachineGetsTokens(String headers) throws IOException {
    String request =
        "POST /dev/token HTTP/1.1\r\n%s\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    assertThat(raw(request.formatted(headers)))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("access_token");
    assertThat(raw(request.formatted("Host: localhost"))).startsWith("HTTP/1.1 200");
  }

  private String raw(String request) throws IOException {
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), standalone.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into document select * from document",
        "update partition_progress set ready = false",
        "delete from document",
        "truncate document",
        "create table mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "drop table document",
        "alter table document add column mine int",
        "create role mine",
        "alter role query_api superuser",
        "set role postgres",
        "copy document to program 'true'",
        "select pg_read_file('postgresql.conf')"
      })
  void theQueryApisRoleOnlyReads(String statement) throws SQLException {
    try (Connection connection = reader().getConnection()) {
      connection.createStatement().execute("set default_transaction_read_only = off");
      assertThatThrownBy(() -> connection.createStatement().execute(statement))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("42501"); // insufficient_privilege
      connection.createStatement().execute("select count(*) from document, partition_progress");
      connection.createStatement().execute("set default_transaction_read_only = on");
    }
  }

  /** As the query API connects. */
  private DataSource reader() {
    return standalone.bean(DataSource.class);
  }

  @Test
  void theQueryApisRoleGetsIntoTheReadModelOnly() throws SQLException {
    var settings = standalone.bean(HikariDataSource.class);
    assertThat(settings.getUsername()).isEqualTo("query_api");
    for (String other : List.of("tenant_atlas", "postgres", "template1")) {
      String url = settings.getJdbcUrl().replace("read_model", other);
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(url, settings.getUsername(), settings.getPassword()))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied for database");
    }
  }
}
