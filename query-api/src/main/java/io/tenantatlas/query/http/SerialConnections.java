package io.tenantatlas.query.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpChannelState;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 connections of which one thread at a time reads.
 *
 * <p>Jetty's own (12.1.13 and before) has a request that it cannot parse answered in another
 * thread, while the first is still in the parser. When that answer is done, the other goes on to
 * read into a buffer that the first gives back to the pool: it may be another connection's by then,
 * whose request is lost. Here a request that cannot be parsed is answered by the thread that parses
 * it, and who comes to a connection that is being read leaves it to who reads.
 */
public final class SerialConnections extends HttpConnectionFactory {

  public SerialConnections(HttpConfiguration settings) {
    super(settings);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new SerialConnection(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  private static final class SerialConnection extends HttpConnection {

    private final AtomicInteger visits = new AtomicInteger();

    /** Only of the thread that reads. */
    private boolean refusing;

    SerialConnection(HttpConfiguration settings, Connector connector, EndPoint endPoint) {
      super(settings, connector, endPoint);
    }

    @Override
    public void onFillable() {
      if (visits.getAndIncrement() != 0) {
        return;
      }
      int seen = 1;
      do {
        super.onFillable();
        seen = visits.addAndGet(-seen);
      } while (seen != 0);
    }

    @Override
    protected RequestHandler newRequestHandler() {
      return new RequestHandler() {
        @Override
        public void badMessage(HttpException failure) {
          refusing = true;
          try {
            super.badMessage(failure);
          } finally {
            refusing = false;
          }
        }
      };
    }

    @Override
    protected HttpChannel newHttpChannel(Server server, HttpConfiguration settings) {
      return new HttpChannelState(this) {
        @Override
        public @Nullable Runnable onFailure(Throwable failure) {
          Runnable answer = super.onFailure(failure);
          return answer != null && refusing
              ? Invocable.from(InvocationType.NON_BLOCKING, answer)
              : answer;
        }
      };
    }
  }
}
