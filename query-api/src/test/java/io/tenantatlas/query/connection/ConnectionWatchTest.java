package io.tenantatlas.query.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who take their time. The time is the test's, and it looks at connections itself. */
@Timeout(20)
class ConnectionWatchTest {

  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final String NEXT = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";

  /** More than a socket takes that nobody reads. */
  private static final int MUCH = 64 << 20;

  private final AtomicLong now = new AtomicLong();
  private final Server server = new Server();
  private final ServerConnector connector =
      new ServerConnector(server, 1, 1, new SerialConnections(new HttpConfiguration(), now::get));
  private final ConnectionWatch watch =
      new ConnectionWatch(connector, new ConnectionWatch.Limits(REQUEST, ANSWER));
  private final BlockingQueue<Callback> waiting = new LinkedBlockingQueue<>();
  private final CountDownLatch hungUp = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Answering());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: ",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab",
        NEXT + "G",
        NEXT + "\r\nG",
        NEXT + NEXT + NEXT + "GET /",
        NEXT + "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
      })
  void aRequestThatDripsIsEndedAtItsDeadlineWhateverComesMeanwhile(String beginning)
      throws Exception {
    try (var caller = new Caller()) {
      caller.sendPiece(beginning);
      pass(REQUEST.dividedBy(2));
      caller.sendPiece("x");
      pass(REQUEST.dividedBy(2));
      pass(Duration.ofMillis(1));
      awaitNoConnection();
    }
  }

  @Test
  void aRequestHasAllItsTime() throws Exception {
    try (var caller = new Caller()) {
      pass(REQUEST);
      caller.sendPiece(NEXT + "GET /now HTTP/1.1\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 200");
      pass(REQUEST);
      caller.send("Host: a\r\n\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void whatDripsBehindTheLastAnswerIsNotReadForEver() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(caller.rest()).contains("HTTP/1.1 200");
      caller.send("x");
      pass(REQUEST.plusMillis(1));
      awaitNoConnection();
    }
  }

  @Test
  void aConnectionThatRestsBetweenRequestsStays() throws Exception {
    try (var caller = new Caller()) {
      for (int i = 0; i < 3; i++) {
        caller.send(NEXT);
        assertThat(caller.head()).startsWith("HTTP/1.1 200");
        pass(REQUEST.multipliedBy(2));
      }
    }
  }

  @Test
  void anAnswerThatNobodyReadsIsEnded() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /much HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 200");
      pass(ANSWER);
      assertThat(caller.socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      pass(Duration.ZERO);
      assertThat(connector.getConnectedEndPoints()).hasSize(1);
      pass(Duration.ofMillis(1));
      awaitNoConnection();
    }
  }

  @Test
  void eventsMayTakeAsLongAsTheyLike() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 200");
      Callback end = waiting.take();
      pass(ANSWER.multipliedBy(100));
      assertThat(connector.getConnectedEndPoints()).hasSize(1);
      end.succeeded();
      caller.socket.shutdownOutput();
      assertThat(caller.rest()).endsWith("0\r\n\r\n");
    }
  }

  @Test
  void aWaitMayTakeAsLongAsItLikesAndItsBodyMayBeUnread() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
      Callback end = waiting.take();
      pass(ANSWER.multipliedBy(100));
      end.succeeded();
      assertThat(caller.head()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void whoWaitsIsToldThatTheCallerHasHungUp() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
      Callback end = waiting.take();
      watch.look();
      assertThat(hungUp.getCount()).isEqualTo(1);
      caller.socket.close();
      awaitHangUp();
      end.succeeded();
      awaitNoConnection();
    }
  }

  /** It is left alone until it is answered. */
  @Test
  void theNextRequestIsNotLostWhenItComesWhileOneWaits() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
      Callback end = waiting.take();
      String other = "GET /a%s HTTP/1.1\r\nHost: a\r\n\r\n".formatted("a".repeat(3000));
      caller.write(other + other);
      for (int i = 0; i < 100; i++) {
        watch.look();
      }
      end.succeeded();
      caller.socket.shutdownOutput();
      assertThat(caller.rest().split("HTTP/1.1 200", -1)).hasSize(4);
      assertThat(hungUp.getCount()).isEqualTo(1);
    }
  }

  @Test
  void whoWaitsIsToldThatTheConnectionWasEnded() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
      waiting.take();
      pass(REQUEST.plusMillis(1));
      hungUp.await();
    }
  }

  private void pass(Duration time) {
    watch.look(); // it must have been seen before
    now.addAndGet(time.toNanos());
    watch.look();
  }

  /** A test that takes too long is interrupted. */
  private static void spin() {
    assertThat(Thread.interrupted()).as("it takes too long").isFalse();
    Thread.onSpinWait();
  }

  private void awaitHangUp() {
    while (hungUp.getCount() > 0) {
      watch.look();
      spin();
    }
  }

  private void awaitNoConnection() {
    while (!connector.getConnectedEndPoints().isEmpty()) {
      spin();
    }
  }

  private final class Answering extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws InterruptedException {
      switch (request.getHttpURI().getPath()) {
        case "/wait" -> {
          SerialConnections.onHangUp(request, hungUp::countDown);
          waiting.add(callback);
        }
        case "/events" -> {
          response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
          response.write(false, ByteBuffer.allocate(1), Callback.NOOP);
          waiting.add(callback);
        }
        case "/much" -> response.write(true, ByteBuffer.allocate(MUCH), callback);
        default -> callback.succeeded();
      }
      return true;
    }
  }

  private final class Caller implements AutoCloseable {

    private final Socket socket = new Socket(connector.getHost(), connector.getLocalPort());

    Caller() throws IOException {
      socket.setTcpNoDelay(true);
      while (connector.getConnectedEndPoints().isEmpty()) {
        spin();
      }
    }

    /** Returns when the server has read it, or has ended the connection. */
    void send(String text) throws IOException {
      long before = read();
      write(text);
      while (!text.isEmpty() && before >= 0 && read() == before) {
        spin();
      }
    }

    /** Returns when the server waits for more. */
    void sendPiece(String text) throws IOException {
      send(text);
      while (connector.getConnectedEndPoints().stream()
          .anyMatch(each -> !((SerialConnection) each.getConnection()).isFillInterested())) {
        spin();
      }
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** So many bytes; -1 when the connection has ended. */
    private long read() {
      return connector.getConnectedEndPoints().stream()
          .mapToLong(endPoint -> endPoint.getConnection().getBytesIn())
          .findAny()
          .orElse(-1);
    }

    /** The head of the next answer. */
    String head() throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new IOException("the connection has ended");
        }
        head.append((char) next);
      }
      return head.toString();
    }

    String rest() throws IOException {
      try {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException reset) {
        return "";
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
