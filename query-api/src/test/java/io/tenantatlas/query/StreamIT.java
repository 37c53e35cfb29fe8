package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.stream.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents as server-sent events. */
class StreamIT extends OneServer {

  private static final String STREAM = "/api/v1/tenants/42/stream";
  private static final String INSTANT = "2026-11-21T20:00:00Z";

  private final HttpClient client = HttpClient.newHttpClient();
  private RunningQueryApi lively;

  @BeforeAll
  void start() {
    lively =
        new RunningQueryApi(
            database.url(),
            "--atlas.query-api.stream.keep-alive=50ms",
            "--atlas.query-api.stream.max-open=4");
  }

  @AfterAll
  void stop() {
    lively.close();
    client.shutdownNow();
  }

  @BeforeEach
  void fill() throws SQLException {
    while (lively.context().getBean(Streams.class).open() > 0) {
      Thread.onSpinWait(); // it notices those that the test before has left
    }
    kpi(7, 1);
    badge(3, 1);
    lively.refresh();
  }

  private void kpi(long version, int value) throws SQLException {
    database.putDocument(
        42, "kpi", version, INSTANT, String.format(Locale.ROOT, "{\"a\":%d}", value));
  }

  private void badge(long version, int value) throws SQLException {
    database.putDocument(
        42, "badge", version, INSTANT, String.format(Locale.ROOT, "{\"b\":%d}", value));
  }

  @Test
  void theDocumentsOfNowComeFirstThenEachChange() throws Exception {
    try (var stream = new Events()) {
      assertThat(stream.headers("content-type")).startsWith("text/event-stream");
      assertThat(stream.headers("cache-control")).isEqualTo("no-store");
      assertThat(stream.headers("atlas-source-lsn")).isEqualTo("0/16B3748");
      assertThat(stream.next()).isEqualTo(event("kpi", 7, "\"a\":1"));
      assertThat(stream.next()).isEqualTo(event("badge", 3, "\"b\":1"));
      kpi(8, 2);
      assertThat(stream.next()).isEqualTo(event("kpi", 8, "\"a\":2"));
      badge(4, 2);
      assertThat(stream.next()).isEqualTo(event("badge", 4, "\"b\":2"));
    }
  }

  @Test
  void aQuietStreamIsKeptAlive() throws Exception {
    try (var stream = new Events()) {
      stream.next();
      stream.next();
      assertThat(stream.part()).isEqualTo(": keep-alive");
      assertThat(stream.part()).isEqualTo(": keep-alive");
    }
  }

  @Test
  void whatTheCallerSurelyHasIsNotSentAgain() throws Exception {
    assertThat(first("7")).isEqualTo(event("badge", 3, "\"b\":1"));
    assertThat(first("6")).isEqualTo(event("kpi", 7, "\"a\":1"));
    assertThat(first("nonsense")).isEqualTo(event("kpi", 7, "\"a\":1"));
  }

  /** The id 7 may have been that of either, so both are sent. */
  @Test
  void whatTheCallerMayLackIsSentAgain() throws Exception {
    badge(7, 1);
    lively.refresh();
    try (var stream = new Events("Last-Event-ID", "7")) {
      assertThat(stream.next()).isEqualTo(event("kpi", 7, "\"a\":1"));
      assertThat(stream.next()).isEqualTo(event("badge", 7, "\"b\":1"));
    }
  }

  private String first(String lastEventId) throws Exception {
    try (var stream = new Events("Last-Event-ID", lastEventId)) {
      return stream.next();
    }
  }

  @Test
  void aTenantThatGoesEndsIt() throws Exception {
    try (var stream = new Events()) {
      stream.next();
      stream.next();
      database.removeDocuments();
      assertThat(stream.toItsEnd()).allMatch(": keep-alive"::equals);
    }
    assertThatIsProblem(lively.get(STREAM), 404, "tenant-not-found");
  }

  /** Ordinary reads allow for clocks that are off; a stream would end at once. */
  @Test
  void aTokenInItsGraceOpensNone() {
    String token =
        lively
            .issuer()
            .signed(
                lively
                    .issuer()
                    .claims()
                    .claim("tenants", "*")
                    .claim("scope", "kpi:read")
                    .issueTime(Date.from(Instant.now().minusSeconds(60)))
                    .expirationTime(Date.from(Instant.now().minusSeconds(10)))
                    .build());
    assertThat(lively.getBy(token, "/api/v1/tenants/42/kpis").statusCode()).isEqualTo(200);
    var refused = lively.getBy(token, STREAM);
    assertThatIsProblem(refused, 401, "unauthorized");
    assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
        .contains("invalid_token");
    assertThat(lively.context().getBean(Streams.class).open()).isZero();
  }

  @Test
  void aTokenThatExpiresEndsIt() throws Exception {
    Instant soon = Instant.now().plusSeconds(2);
    String token =
        lively
            .issuer()
            .signed(
                lively
                    .issuer()
                    .claims()
                    .claim("tenants", "*")
                    .claim("scope", "kpi:read")
                    .expirationTime(Date.from(soon))
                    .build());
    try (var stream = new Events("Authorization", "Bearer " + token)) {
      stream.next();
      assertThat(stream.toItsEnd()).isNotEmpty();
    }
    assertThat(Instant.now()).isAfter(soon.minusSeconds(1));
  }

  @Test
  void aHeadIsNoStream() {
    assertThat(lively.send("HEAD", lively.port(), STREAM).statusCode()).isEqualTo(200);
    assertThat(lively.send("HEAD", lively.port(), STREAM).statusCode()).isEqualTo(200);
    assertThat(lively.send("HEAD", lively.port(), STREAM).statusCode()).isEqualTo(200);
  }

  @Test
  void moreThanAreAllowedAreRefused() throws Exception {
    try (var first = new Events();
        var second = new Events();
        var third = new Events();
        var fourth = new Events()) {
      for (Events open : List.of(first, second, third, fourth)) {
        open.next();
      }
      assertThatIsProblem(lively.get(STREAM), 503, "too-many-streams");
    }
  }

  @Test
  void whatIsNotThereIsAProblem() throws SQLException {
    assertThatIsProblem(lively.get(STREAM.replace("42", "44")), 404, "tenant-not-found");
    assertThatIsProblem(lively.get(STREAM.replace("42", "x")), 400, "invalid-parameter");
    database.putPartition(1, "0/10", INSTANT, false);
    lively.refresh();
    assertThatIsProblem(lively.get(STREAM), 503, "not-ready");
  }

  private static String event(String kind, long version, String members) {
    return String.format(
        Locale.ROOT,
        """
    event: %s
    id: %d
    data: {"tenant_id":42,"version":%d,"changed_at":"2026-11-21T20:00:00.000Z",%s}""",
        kind,
        version,
        version,
        members);
  }

  /** An open stream. */
  private final class Events implements AutoCloseable {
    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    Events(String... headers) throws IOException, InterruptedException {
      boolean own = Stream.of(headers).anyMatch("Authorization"::equals);
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lively.port() + STREAM));
      if (!own) {
        request.header("Authorization", "Bearer " + lively.issuer().token("kpi:read"));
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    String headers(String name) {
      return answer.headers().firstValue(name).orElse("");
    }

    /** The next event. */
    String next() throws IOException {
      String part = part();
      while (part.startsWith(":")) {
        part = part();
      }
      return part;
    }

    /** What comes up to an empty line. */
    String part() throws IOException {
      List<String> event = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        event.add(line);
      }
      return String.join("\n", event);
    }

    private String line() throws IOException {
      @Nullable String line = lines.readLine();
      if (line == null) {
        throw new IOException("the stream has ended");
      }
      return line;
    }

    List<String> toItsEnd() throws IOException {
      return lines.lines().filter(line -> !line.isEmpty()).toList();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
