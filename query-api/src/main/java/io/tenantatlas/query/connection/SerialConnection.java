package io.tenantatlas.query.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpChannelState;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
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
 *
 * <p>It can be looked at while it is used, see {@link ConnectionWatch}: how long it has been
 * reading a request or writing an answer, and whether its caller has hung up.
 */
final class SerialConnection extends HttpConnection {

  private static final ByteBuffer SHORT_HEAD =
      ByteBuffer.wrap("GET / HTTP/1.1\r\nHost:a\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
          .asReadOnlyBuffer();

  /** No instant, where there could be one. */
  private static final long NEVER = Long.MIN_VALUE;

  private final LongSupplier nanoTime;
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicReference<@Nullable Runnable> onHangUp = new AtomicReference<>();

  /** Since when it has been reading a request that is not complete. */
  private volatile long requestSince;

  /** Whether what is answered are events, which have no end. */
  private volatile boolean endless;

  /** Of the watch: the answer that was under way when it looked last, and since when. */
  private long answerSeen = NEVER;

  private long answerSince;

  /** Set while Jetty's constructor runs, so before the fields that are set here. */
  @SuppressWarnings("NullAway.Init")
  private Requests requests;

  SerialConnection(
      HttpConfiguration settings, Connector connector, EndPoint endPoint, LongSupplier nanoTime) {
    super(settings, connector, endPoint);
    this.nanoTime = nanoTime;
    this.requestSince = nanoTime.getAsLong(); // who connects means to ask something
  }

  @Override
  public void onFillable() {
    if (visits.getAndIncrement() == 0) {
      readFor(1);
    }
  }

  /** Reads until nobody has come meanwhile. */
  private void readFor(int visitors) {
    int seen = visitors;
    do {
      super.onFillable();
      seen = visits.addAndGet(-seen);
    } while (seen != 0);
  }

  /**
   * Ends it if its caller takes too long, and tells if its caller has hung up. Of one thread.
   *
   * @param spare an empty buffer
   */
  void look(ConnectionWatch.Limits limits, ByteBuffer spare) {
    long now = nanoTime.getAsLong();
    if (requestTakes(now) > limits.request().toNanos()) {
      getEndPoint().close(new TimeoutException("The request takes too long to come"));
    } else if (answerTakes(now) > limits.answer().toNanos()) {
      getEndPoint().close(new TimeoutException("The answer takes too long to be read"));
    } else if (onHangUp.get() != null && hasHungUp(spare)) {
      hungUp();
    }
  }

  /** A body that has come, and that nobody has read yet, is not the caller's fault. */
  private long requestTakes(long now) {
    long since = requestSince;
    return since == NEVER || !isRequestBufferEmpty() ? 0 : now - since;
  }

  private long answerTakes(long now) {
    long answer = getGenerator().isCommitted() && !endless ? getMessagesOut() : NEVER;
    if (answer != answerSeen) {
      answerSeen = answer;
      answerSince = now;
    }
    return answer == NEVER ? 0 : now - answerSince;
  }

  /** Reads in the reader's place, who has nothing to do until the request is answered. */
  private boolean hasHungUp(ByteBuffer spare) {
    if (!visits.compareAndSet(0, 1)) {
      return false;
    }
    try {
      return getParser().isState(HttpParser.State.END)
          && isRequestBufferEmpty()
          && !isFillInterested()
          && isAtEnd(spare);
    } finally {
      int others = visits.decrementAndGet();
      if (others != 0) {
        getExecutor().execute(() -> readFor(others));
      }
    }
  }

  private boolean isAtEnd(ByteBuffer spare) {
    try {
      int filled = getEndPoint().fill(spare);
      if (filled > 0) {
        onUpgradeTo(spare); // the next request: the reader goes on with it
      }
      return filled < 0;
    } catch (IOException e) {
      return true;
    } finally {
      BufferUtil.clear(spare);
    }
  }

  /** Has an action run if the caller goes before the request under way is answered. */
  void onHangUp(Runnable action) {
    onHangUp.set(action);
    if (!getEndPoint().isOpen()) {
      hungUp();
    }
  }

  private void hungUp() {
    Runnable action = onHangUp.getAndSet(null);
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    hungUp();
  }

  @Override
  protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
    onHangUp.set(null);
    endless = false;
    return new HttpStreamOverHTTP1(method, uri, version) {
      @Override
      public void send(
          MetaData.Request request,
          MetaData.@Nullable Response response,
          boolean last,
          @Nullable ByteBuffer content,
          Callback callback) {
        if (response != null && !last) {
          endless = areEvents(response.getHttpFields());
        }
        super.send(request, response, last, content, callback);
      }
    };
  }

  private static boolean areEvents(HttpFields headers) {
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    return type != null && type.startsWith("text/event-stream");
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
      boolean bytes = buffer.hasRemaining();
      boolean handle = parse(buffer);
      boolean waiting = requestSince != NEVER;
      if (waiting && isState(State.END)) {
        requestSince = NEVER;
      } else if (!waiting && bytes && !isState(State.END)) {
        requestSince = nanoTime.getAsLong();
      }
      return handle;
    }

    private boolean parse(ByteBuffer buffer) {
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
