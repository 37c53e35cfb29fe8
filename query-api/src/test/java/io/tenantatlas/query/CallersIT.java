package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.stream.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one caller may take from others: connections, waits and streams. */
class CallersIT extends OneServer {

  private static final String KPIS = "/api/v1/tenants/42/kpis";
  private static final String STREAM = "/api/v1/tenants/42/stream";
  private static final String FAR = "FFFFFFFF/0";

  private RunningQueryApi strict;

  @BeforeAll
  void start() {
    strict =
        new RunningQueryApi(
            database.url(),
            "--atlas.query-api.connection.request-timeout=1s",
            "--atlas.query-api.connection.answer-timeout=1s",
            "--atlas.query-api.connection.max-per-address=20",
            "--atlas.query-api.max-wait=5m",
            "--atlas.query-api.max-waiters=3",
            "--atlas.query-api.max-waiters-per-actor=2",
            "--atlas.query-api.stream.keep-alive=5m",
            "--atlas.query-api.stream.max-open=3",
            "--atlas.query-api.stream.max-open-per-actor=2");
  }

  @AfterAll
  void stop() {
    strict.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    database.putDocument(42, "kpi", 1, "2026-11-21T20:00:00Z", "{}");
    database.putDocument(42, "badge", 1, "2026-11-21T20:00:00Z", "{}");
    strict.refresh();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nX: ",
        "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n",
        "POST /livez HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: 1000\r\n\r\naccess_token=",
        "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      })
  void whoDripsIsEnded(String beginning) throws IOException {
    try (Socket caller = connect()) {
      caller.setSoTimeout(100);
      write(caller, beginning);
      while (!hasEnded(caller)) {
        Thread.onSpinWait();
      }
    }
  }

  /** Also when it has been told that there is no more, and goes on sending. */
  private static boolean hasEnded(Socket caller) {
    try {
      write(caller, "a");
      int next = caller.getInputStream().read();
      while (next >= 0) {
        next = caller.getInputStream().read();
      }
      return false;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void oneAddressHasSoManyConnections() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        open.add(connect());
      }
      assertThat(open).anyMatch(CallersIT::isRefused);
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
    awaitAnswer();
  }

  private static boolean isRefused(Socket caller) {
    try {
      caller.setSoTimeout(100);
      return caller.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void awaitAnswer() {
    await(
        () -> {
          try (Socket caller = connect()) {
            write(caller, "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            return new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .startsWith("HTTP/1.1 200");
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void whoHangsUpWaitsNoLongerAndOneHasAShareOfTheWaits() throws Exception {
    String one = token("one", 1);
    try (Socket first = ask(one, KPIS, "Atlas-Min-Lsn: " + FAR, "Prefer: wait=300");
        Socket second = ask(one, KPIS, "Atlas-Min-Lsn: " + FAR, "Prefer: wait=300")) {
      await(() -> waiting() == 2);
      HttpResponse<String> refused =
          strict.getBy(token("one", 2), KPIS, "Atlas-Min-Lsn", FAR, "Prefer", "wait=300");
      assertThatIsProblem(refused, 429, "waiting-share-used");
      assertThat(header(refused, "retry-after")).isEqualTo("1");
      assertThat(strict.getBy(one, KPIS).statusCode()).isEqualTo(200);
      try (Socket other =
          ask(token("other", 1), KPIS, "Atlas-Min-Lsn: " + FAR, "Prefer: wait=300")) {
        await(() -> waiting() == 3);
        hangUp(first);
        await(() -> waiting() == 2);
        second.shutdownOutput();
        await(() -> waiting() == 1);
        other.setSoLinger(true, 0); // a reset
      }
      await(() -> waiting() == 0);
    }
  }

  @Test
  void whoHangsUpFollowsNoLongerAndOneHasAShareOfTheStreams() throws Exception {
    String one = token("one", 1);
    try (Socket first = ask(one, STREAM);
        Socket second = ask(one, STREAM)) {
      await(() -> following() == 2);
      HttpResponse<String> refused = strict.getBy(token("one", 2), STREAM);
      assertThatIsProblem(refused, 429, "stream-share-used");
      assertThat(header(refused, "retry-after")).isEqualTo("1");
      try (Socket other = ask(token("other", 1), STREAM)) {
        await(() -> following() == 3);
        assertThatIsProblem(strict.getBy(token("third", 1), STREAM), 503, "too-many-streams");
        hangUp(first);
        await(() -> following() == 2);
        hangUp(second);
        await(() -> following() == 1);
        assertThat(other.getInputStream().read()).isEqualTo('H');
      }
      await(() -> following() == 0);
    }
  }

  /** All that read the table of links hang; the reads of another document do not. */
  @Test
  void readsThatHangLeaveConnectionsForOthers() throws Exception {
    String one = token("one", 1);
    List<Socket> hanging = new ArrayList<>();
    try (AutoCloseable locked = database.hold("lock table link in access exclusive mode")) {
      for (int i = 0; i < 15; i++) {
        hanging.add(ask(one, "/api/v1/tenants/42/inventory/item" + i + "/links"));
      }
      await(() -> database.countWaitingForLocks() >= 5);
      database.putDocument(43, "kpi", 1, "2026-11-21T20:00:00Z", "{}");
      assertThat(strict.getBy(one, "/api/v1/tenants/43/kpis").statusCode()).isEqualTo(200);
      assertThat(database.countWaitingForLocks()).isEqualTo(5);
      assertThat(locked).isNotNull();
    } finally {
      for (Socket each : hanging) {
        each.close();
      }
    }
  }

  private String token(String subject, int serial) {
    return strict
        .issuer()
        .signed(
            strict
                .issuer()
                .claims()
                .subject(subject)
                .jwtID(Integer.toString(serial))
                .claim("scope", "kpi:read")
                .claim("tenants", "*")
                .build());
  }

  private Socket ask(String token, String path, String... headers) throws IOException {
    Socket caller = connect();
    String all = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    write(
        caller,
        "GET "
            + path
            + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            + token
            + "\r\n"
            + all
            + "\r\n");
    return caller;
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), strict.port());
  }

  private static void hangUp(Socket caller) throws IOException {
    caller.close();
  }

  private static void write(Socket caller, String text) throws IOException {
    caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private int waiting() {
    return strict.context().getBean(ProgressPoller.class).waiting();
  }

  private int following() {
    return strict.context().getBean(Streams.class).open();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("it takes too long").isFalse();
      Thread.onSpinWait();
    }
  }
}
