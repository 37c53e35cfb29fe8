package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests by methods that are not served, written as they are to a socket. */
class MethodsIT extends OneServer {

  private static final String KPIS = "/api/v1/tenants/42/kpis";

  @ParameterizedTest
  @ValueSource(
      strings = {"TRACE", "trace", "get", "Get", "POST", "DELETE", "PRI", "PROPFIND", "X-Y", "G$T"})
  void areRefusedAsProblemsBelowTheApiToThoseWhoMayRead(String method) throws IOException {
    assertThatIsRefused(ask(method, KPIS, ""), 401, "unauthorized");
    String other = api.issuer().token(List.of(43), "*", "kpi:read");
    assertThatIsRefused(ask(method, KPIS, other), 403, "forbidden");
    String reader = api.issuer().token("kpi:read");
    assertThatIsRefused(ask(method, KPIS, reader), 405, "method-not-allowed");
    assertThatIsRefused(ask(method, "/nothing", ""), 401, "unauthorized");
    for (String open : List.of("/", "/livez", "/assets/app.js", "/v3/api-docs")) {
      assertThatIsRefused(ask(method, open, ""), 405, "method-not-allowed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:80", "localhost:443", "*"})
  void connectIsRefusedAndTheConnectionClosed(String target) throws IOException {
    assertThatIsRefused(ask("CONNECT", target, ""), 405, "method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", KPIS})
  void connectToAPathIsNoRequest(String path) throws IOException {
    String answer = ask("CONNECT", path, "");
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThatIsProblemWithHeaders(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE", "GET", "PRI"})
  void theServerAsAWholeIsNothing(String method) throws IOException {
    String answer = ask(method, "*", "");
    assertThat(answer).containsPattern("^HTTP/1.1 40[045] ");
    assertThatIsProblemWithHeaders(answer);
  }

  @Test
  void theManagementPortRepeatsNothing() throws IOException {
    assertThat(ask(api.managementPort(), "TRACE", "/actuator/health", ""))
        .startsWith("HTTP/1.1 405 ")
        .doesNotContain("secret");
  }

  private static void assertThatIsRefused(String answer, int status, String code) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains(":problem:" + code + "\"");
    assertThatIsProblemWithHeaders(answer);
    if (status == 405) {
      assertThat(answer).contains("Allow: GET");
    }
  }

  private static void assertThatIsProblemWithHeaders(String answer) {
    assertThat(answer)
        .contains("Content-Type: application/problem+json")
        .contains("X-Content-Type-Options: nosniff")
        .contains("Content-Security-Policy: ")
        .doesNotContain("secret");
  }

  private String ask(String method, String target, String token) throws IOException {
    return ask(api.port(), method, target, token);
  }

  /** Everything that comes back until the server closes the connection. */
  private static String ask(int port, String method, String target, String token)
      throws IOException {
    String request =
        String.format(
            Locale.ROOT,
            "%s %s HTTP/1.1\r\nHost: localhost\r\n%sX-Own: secret\r\nConnection: close\r\n\r\n",
            method,
            target,
            token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
