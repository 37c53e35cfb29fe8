package io.tenantatlas.query.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpChannelState;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection that one thread at a time reads, and that does not parse the same head
 * again.
 *
 * <p>Jetty's own (12.1.13 and before) has a request that it cannot parse answered in another
 * thread, while the first is still in the parser. When that answer is done, the other goes on to
 * read into a buffer that the first gives back to the pool: it may be another connection's by then,
 * whose request is lost. Here a request that cannot be parsed is answered by the thread that parses
 * it, and who comes to a connection that is being read leaves it to who reads.
 *
 * <p>Who polls sends the same head again and again, most of it a token, and the parser looks at
 * each byte. So a head equal to the connection's last is taken for what that was: the parser is
 * given a short one instead, and what it makes of that is replaced.
 */
final class SerialConnection extends HttpConnection {

  private static final ByteBuffer SHORT_HEAD =
      ByteBuffer.wrap("GET / HTTP/1.1\r\nHost:a\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
          .asReadOnlyBuffer();

  private final AtomicInteger visits = new AtomicInteger();

  /** Set while Jetty's constructor runs, so before the fields that are set here. */
  @SuppressWarnings("NullAway.Init")
  private Requests requests;

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
    requests = new Requests();
    return requests;
  }

  @Override
  protected HttpParser newHttpParser(HttpCompliance compliance) {
    var parser = new Parser(requests, getHttpConfiguration().getRequestHeaderSize(), compliance);
    parser.setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
    parser.setHeaderCacheCaseSensitive(getHttpConfiguration().isHeaderCacheCaseSensitive());
    return parser;
  }

  @Override
  protected HttpChannel newHttpChannel(Server server, HttpConfiguration settings) {
    return new HttpChannelState(this) {
      @Override
      public @Nullable Runnable onFailure(Throwable failure) {
        Runnable answer = super.onFailure(failure);
        return answer != null && requests.refusing
            ? Invocable.from(InvocationType.NON_BLOCKING, answer)
            : answer;
      }
    };
  }

  /** Gives what has been parsed to Jetty. Only of the thread that reads. */
  private final class Requests extends RequestHandler {

    private final List<HttpField> fields = new ArrayList<>();
    private @Nullable KnownHead last;
    private @Nullable KnownHead again;
    private boolean refusing;
    private boolean complete;
    private boolean violating;
    private String method = "";
    private String uri = "";
    private HttpVersion version = HttpVersion.HTTP_0_9;

    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
      this.method = method;
      this.uri = again == null ? uri : again.uri();
      this.version = version;
      fields.clear();
      super.startRequest(method, this.uri, version);
    }

    @Override
    public void parsedHeader(HttpField field) {
      if (again == null) {
        fields.add(field);
        super.parsedHeader(field);
      }
    }

    @Override
    public boolean headerComplete() {
      if (again != null) {
        again.fields().forEach(super::parsedHeader);
      }
      complete = true;
      return super.headerComplete();
    }

    @Override
    public void onViolation(ComplianceViolation.Event event) {
      violating = true; // which is told each time
      super.onViolation(event);
    }

    @Override
    public void badMessage(HttpException failure) {
      refusing = true;
      try {
        super.badMessage(failure);
      } finally {
        refusing = false;
      }
    }
  }

  private final class Parser extends HttpParser {

    Parser(Requests requests, int headBytesMax, HttpCompliance compliance) {
      super(requests, headBytesMax, compliance);
    }

    @Override
    public boolean parseNext(ByteBuffer buffer) {
      if (!isStart()) {
        return super.parseNext(buffer);
      }
      KnownHead last = requests.last;
      if (last != null && last.begins(buffer)) {
        return parseAgain(last, buffer);
      }
      return parseFirst(buffer);
    }

    private boolean parseAgain(KnownHead head, ByteBuffer buffer) {
      buffer.position(buffer.position() + head.bytes().remaining());
      requests.again = head;
      try {
        return super.parseNext(SHORT_HEAD.duplicate());
      } finally {
        requests.again = null;
      }
    }

    private boolean parseFirst(ByteBuffer buffer) {
      int start = buffer.position();
      requests.complete = false;
      requests.violating = false;
      boolean handle = super.parseNext(buffer);
      // The first request may be the only one, so it is not kept.
      if (requests.complete && !requests.violating && getMessagesIn() > 1) {
        requests.last =
            KnownHead.of(
                buffer.slice(start, buffer.position() - start),
                requests.method,
                requests.uri,
                requests.version,
                requests.fields);
      }
      return handle;
    }
  }
}
