package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that are nearly right, over real connections: whatever they ask, the server does not
 * fail, and tells nothing of itself or of a tenant that the token does not have.
 */
class MutatedRequestsIT extends OneServer {

  private static final int COUNT = Integer.getInteger("mutated.count", 10_000);
  private static final long SEED = Long.getLong("mutated.seed", new Random().nextInt(1_000_000));
  private static final int CLIENTS = 4;
  private static final int TIMEOUT_MILLIS = 10_000;

  /** In whatever belongs to others; the second is a version, as in entity tags. */
  private static final String SECRET = "SECRET-OF-43";

  private static final long SECRET_VERSION = 987_654_321;

  /** Nothing of this is in any mutation. */
  private static final Pattern LEAK =
      Pattern.compile(
          SECRET
              + "|"
              + SECRET_VERSION
              + "|Exception|\\tat |java\\.|javax?\\.|org\\.(?:spring|apache|postgres)|com\\.nimbus"
              + "|io\\.tenantatlas|Tomcat|(?i:jetty)|PSQL|SQLSTATE|(?i)select .* from");

  /** The live page is HTML, an error never is. */
  private static final Pattern HTML_ERROR = Pattern.compile("(?s)^HTTP/1\\.1 (?!20[06] ).*<html");

  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.1 ([0-9]{3})");

  /** Of a request whose first line is cut: it is one of HTTP/0.9, whose answers have no headers. */
  private static final Pattern OLD_ANSWER = Pattern.compile("\\{\"type.*\"status\":4[0-9]{2}.*}");

  private RunningQueryApi impatient;

  @BeforeAll
  void start() {
    impatient =
        new RunningQueryApi(
            database.url(),
            "--atlas.query-api.default-wait=0s",
            "--atlas.query-api.max-wait=1s",
            "--server.jetty.connection-idle-timeout=2s");
  }

  @AfterAll
  void stop() {
    impatient.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    put(42, 1, "own");
    put(43, SECRET_VERSION, SECRET);
    database.putReference("badges", "{}");
    database.putReference("surfaces", "{}");
    database.execute(
        String.format(
            Locale.ROOT,
            """
        insert into onboarding_document
          (session_id, partition, workspace_id, tenant_id, version, changed_at, since_lsn, content)
        values (6, 0, 4, 42, %1$d, '2026-11-21T20:00:00Z', '0/0', '%2$s'),
               (5, 1, 3, 43, %1$d, '2026-11-21T20:00:00Z', '0/0', '%2$s')
        """,
            SECRET_VERSION,
            surface(SECRET)));
  }

  private void put(long tenant, long version, String text) throws SQLException {
    String instant = "2026-11-21T20:00:00Z";
    database.putDocument(tenant, "kpi", version, instant, "{\"dashboard\":\"%s\"}".formatted(text));
    database.putDocument(tenant, "badge", version, instant, "{\"tenant\":\"%s\"}".formatted(text));
    database.putDocument(tenant, "surface.verification", version, instant, surface(text));
    database.putDocument(tenant, "surface.recent-operations", version, instant, surface(text));
    database.putItem(tenant, "policy", 0, "[\"%s\"]".formatted(text));
    database.putEdge(tenant, "policy", 0, text, instant);
  }

  private static String surface(String text) {
    return "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":{\"state\":\"%s\"}}".formatted(text);
  }

  @Test
  void theyNeitherBreakTheServerNorTellAnything() throws Exception {
    TestIssuer issuer = impatient.issuer();
    String right = issuer.token(List.of(42), List.of(3), "kpi:read operations:start");
    String others = TestIssuer.signed(issuer.claims().build(), TestIssuer.newKey("known"));
    List<String> tokens =
        List.of(right, right, right, right, "", others, issuer.token(List.of(42), "*", "admin"));
    List<Callable<List<String>>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int first = client;
      clients.add(() -> failures(first, tokens));
    }
    List<String> failures = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (Future<List<String>> client : threads.invokeAll(clients)) {
        failures.addAll(client.get());
      }
    }
    assertThat(failures).as("-Dmutated.seed=%d -Dmutated.count=%d", SEED, COUNT).isEmpty();
    assertThat(impatient.getBy(right, "/api/v1/tenants/42/kpis").statusCode()).isEqualTo(200);
  }

  private List<String> failures(int first, List<String> tokens) throws IOException {
    List<String> failures = new ArrayList<>();
    for (int i = first; i < COUNT; i += CLIENTS) {
      String request = new RequestMutator(new Random(SEED * COUNT + i), tokens).next();
      long began = System.nanoTime();
      String answer = send(request);
      long millis = (System.nanoTime() - began) / 1_000_000;
      String failure = failure(request, answer);
      if (failure != null) {
        failures.add(
            String.format(
                Locale.ROOT,
                "%d %s after %d ms\n>>> %s\n<<< %s",
                i,
                failure,
                millis,
                request,
                answer));
      }
    }
    return failures;
  }

  private static @Nullable String failure(String request, String answer) {
    Matcher leak = LEAK.matcher(answer);
    if (leak.find()) {
      return "tells " + leak.group();
    }
    if (HTML_ERROR.matcher(answer).find()) {
      return "is HTML";
    }
    Matcher status = STATUS.matcher(answer);
    if (!status.find()) {
      return OLD_ANSWER.matcher(answer).matches() ? null : "has no answer";
    }
    if (!answer.contains("X-Content-Type-Options: nosniff")) {
      return "lacks headers";
    }
    do {
      if (status.group(1).startsWith("5") && !isExpected(request, status.group(1), answer)) {
        return "fails";
      }
    } while (status.find());
    return null;
  }

  /** Only what was asked for: a position that is yet to come. */
  private static boolean isExpected(String request, String status, String answer) {
    return status.equals("503")
        && request.contains("Atlas-Min-Lsn")
        && answer.contains("urn:tenantatlas:problem:not-caught-up");
  }

  /** Everything that comes back until the server ends the connection. */
  private String send(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
      } catch (SocketException e) {
        // It did not want to hear the rest; what it said before is there.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
