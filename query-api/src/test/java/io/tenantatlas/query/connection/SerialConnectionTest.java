package io.tenantatlas.query.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be parsed, when whatever the parser starts is done before it goes on. */
@Timeout(60)
class SerialConnectionTest {

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** While the parser waits for another thread. */
  private final AtomicBoolean parserWaits = new AtomicBoolean();

  private final AtomicBoolean readMeanwhile = new AtomicBoolean();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHos"
      })
  void theyAreAnsweredWhileNobodyElseReads(String request) throws Exception {
    assertThat(answer(new SerialConnections(new HttpConfiguration(), System::nanoTime), request))
        .contains("HTTP/1.1 400 ");
    assertThat(readMeanwhile).isFalse();
  }

  /** When it has not, {@link SerialConnections} may go. */
  @Test
  void jettyHasTheDefectYet() throws Exception {
    answer(new HttpConnectionFactory(), "CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(readMeanwhile).isTrue();
  }

  private String answer(ConnectionFactory connections, String request) throws Exception {
    var server = new Server(new Hasty());
    var connector =
        new ServerConnector(server, 1, 1, connections) {
          @Override
          protected SocketChannelEndPoint newEndPoint(
              SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            return new Watched(channel, selector, key, this);
          }
        };
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    try (var socket = new Socket(connector.getHost(), connector.getLocalPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } finally {
      server.stop();
    }
  }

  private static boolean isParser(Stream<StackWalker.StackFrame> frames) {
    return frames.anyMatch(frame -> frame.getDeclaringClass() == HttpParser.class);
  }

  /** Does at once, in another thread, what the parser asks for. */
  private final class Hasty extends QueuedThreadPool {
    @Override
    public void execute(Runnable task) {
      if (!STACK.walk(SerialConnectionTest::isParser) && !parserWaits.get()) {
        super.execute(task);
        return;
      }
      parserWaits.set(true);
      CompletableFuture.runAsync(task, thread -> new Thread(thread).start()).join();
      parserWaits.set(false);
    }

    @Override
    public boolean tryExecute(Runnable task) {
      if (!STACK.walk(SerialConnectionTest::isParser)) {
        return super.tryExecute(task);
      }
      execute(task);
      return true;
    }
  }

  private final class Watched extends SocketChannelEndPoint {

    Watched(
        SocketChannel channel,
        ManagedSelector selector,
        SelectionKey key,
        ServerConnector connector) {
      super(channel, selector, key, connector.getScheduler());
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
      readMeanwhile.compareAndSet(false, parserWaits.get());
      return super.fill(buffer);
    }
  }
}
