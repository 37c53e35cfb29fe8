package io.tenantatlas.query.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
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

/** Requests that come again on a connection, answered with all that was read of them. */
@Timeout(120)
class KnownHeadTest {

  private static final int HISTORIES = Integer.getInteger("heads.count", 2_000);
  private static final long SEED = Long.getLong("heads.seed", new Random().nextInt(1_000_000));
  private static final int REQUESTS_MAX = 12;
  private static final int PIECE_BYTES_MAX = 1_000;

  private static final String TOKEN = "Authorization: Bearer a.b.c\r\n";

  /** Some are the beginning of others, some have bodies, some are refused or are the last. */
  private static final List<String> REQUESTS =
      List.of(
          get("/a", TOKEN),
          get("/a", TOKEN + "If-None-Match: \"1\"\r\n"),
          get("/a?b=%41", TOKEN + "Accept: x\r\nAccept: y\r\n"),
          get("/b", ""),
          "\r\n" + get("/b", ""),
          get("/b", "X: " + "x".repeat(KnownHead.BYTES_MAX) + "\r\n"),
          get("/c", "Content-Length: 3\r\n") + "abc",
          get("/c", "Content-Length: 0\r\n"),
          get("/c", "Transfer-Encoding: chunked\r\n") + "2\r\nab\r\n0\r\n\r\n",
          get("/d", "Expect: 100-continue\r\n"),
          get("/e", "Connection: close\r\n"),
          get("/f", "Content-Length: x\r\n"),
          get("/%zz", ""),
          get("http://b/g", TOKEN),
          "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab",
          "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "GET /a HTTP/1.1\r\n\r\n");

  private final Server server = new Server();
  private final ConcurrentLinkedQueue<HttpField> tokens = new ConcurrentLinkedQueue<>();

  private static String get(String target, String fields) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  @BeforeEach
  void start() throws Exception {
    var settings = new HttpConfiguration();
    settings.setSendDateHeader(false);
    settings.setHeaderCacheSize(0);
    settings.setInputBufferSize(1 << 16);
    var connector =
        new ServerConnector(server, 1, 1, new SerialConnections(settings, System::nanoTime));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Echo());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void oneThatComesAgainIsReadAsAnyOther() throws IOException {
    List<String> answers = new ArrayList<>();
    for (String request : REQUESTS) {
      answers.add(answers(request));
    }
    for (int history = 0; history < HISTORIES; history++) {
      var random = new Random(SEED * HISTORIES + history);
      var requests = new StringBuilder();
      var expected = new StringBuilder();
      int few = 1 + random.nextInt(4);
      int first = random.nextInt(REQUESTS.size());
      boolean open = true;
      for (int i = random.nextInt(REQUESTS_MAX); i >= 0 && open; i--) {
        int chosen = (first + random.nextInt(few)) % REQUESTS.size();
        requests.append(REQUESTS.get(chosen));
        expected.append(answers.get(chosen));
        open = !answers.get(chosen).matches("(?s)HTTP/1.1 400 .*|.*Connection: close\r\n.*");
      }
      // The last may be refused before all of it is sent.
      IntSupplier pieces = open ? () -> 1 + random.nextInt(PIECE_BYTES_MAX) : requests::length;
      assertThat(answers(requests.toString(), pieces))
          .as("-Dheads.seed=%d -Dheads.count=%d, history %d", SEED, HISTORIES, history)
          .isEqualTo(expected.toString());
    }
  }

  @Test
  void itIsParsedTwiceAndNotAgain() throws IOException {
    answers(get("/a", TOKEN).repeat(4));
    List<HttpField> seen = List.copyOf(tokens);
    assertThat(seen).hasSize(4);
    assertThat(seen.get(1)).isNotSameAs(seen.get(0));
    assertThat(seen.get(2)).isSameAs(seen.get(1));
    assertThat(seen.get(3)).isSameAs(seen.get(1));
  }

  @Test
  void aLongOneIsNotKept() throws IOException {
    answers(get("/" + "a".repeat(KnownHead.BYTES_MAX), TOKEN).repeat(3));
    List<HttpField> seen = List.copyOf(tokens);
    assertThat(seen).hasSize(3);
    assertThat(seen.get(2)).isNotSameAs(seen.get(1));
  }

  private String answers(String requests) throws IOException {
    return answers(requests, requests::length);
  }

  /** In pieces of so many bytes; all that comes back until the server ends the connection. */
  private String answers(String requests, IntSupplier pieces) throws IOException {
    var connector = (ServerConnector) server.getConnectors()[0];
    try (var socket = new Socket(connector.getHost(), connector.getLocalPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      byte[] bytes = requests.getBytes(StandardCharsets.ISO_8859_1);
      for (int from = 0, length; from < bytes.length; from += length) {
        length = Math.min(bytes.length - from, pieces.getAsInt());
        out.write(bytes, from, length);
      }
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private final class Echo extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      HttpField token = request.getHeaders().getField(HttpHeader.AUTHORIZATION);
      if (token != null) {
        tokens.add(token);
      }
      Content.Sink.write(
          response,
          true,
          String.format(
              Locale.ROOT,
              "%s %s %s %s\n%s%d %s\n",
              request.getConnectionMetaData().getHttpVersion(),
              request.getMethod(),
              request.getHttpURI(),
              Request.getServerName(request),
              request.getHeaders(),
              request.getLength(),
              Content.Source.asString(request)),
          callback);
      return true;
    }
  }
}
