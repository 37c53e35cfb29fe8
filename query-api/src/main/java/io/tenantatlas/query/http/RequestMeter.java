package io.tenantatlas.query.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * How long requests take, from their head to the end of their answer, whichever way they are
 * answered; and, if traces are wanted, a span of each. Streams are not counted: they last as long
 * as their followers want.
 *
 * <p>The route is the template that Spring MVC has chosen. What comes to no route, because it is
 * refused before or there is none, is {@value #NO_ROUTE}.
 *
 * <p>Threads: any; waits for nothing.
 */
public final class RequestMeter {

  static final String NAME = "atlas.query.request";
  static final String NO_ROUTE = "none";

  /**
   * Each costs a series for each route and status, so they are few: three for what memory answers,
   * which takes some 0.1 ms; three for a statement, of some ms, and one that is slow; and the rest
   * for reads that wait, 2 s by default, 30 s at most.
   */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2500),
    Duration.ofSeconds(10)
  };

  private static final String FROM_READ_MODEL = RequestMeter.class.getName() + ".fromReadModel";
  private static final String EVENTS = "text/event-stream";

  private record Labels(String route, int status, boolean fromReadModel) {}

  private final MeterRegistry meters;
  private final LongSupplier nanoTime;
  private final @Nullable RequestTraces traces;
  private final Map<TenantView, Timer> full = new EnumMap<>(TenantView.class);
  private final Map<TenantView, Timer> notModified = new EnumMap<>(TenantView.class);

  /** As many as there are routes and statuses. */
  private final Map<Labels, Timer> others = new ConcurrentHashMap<>();

  /**
   * @param nanoTime the monotonic clock by which the server says when a request's head had come
   * @param traces null when no traces are wanted
   */
  public RequestMeter(MeterRegistry meters, LongSupplier nanoTime, @Nullable RequestTraces traces) {
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.traces = traces;
    for (TenantView view : TenantView.values()) {
      full.put(view, timer(new Labels(view.route(), HttpStatus.OK_200, false)));
      notModified.put(view, timer(new Labels(view.route(), HttpStatus.NOT_MODIFIED_304, false)));
    }
  }

  private Timer timer(Labels labels) {
    return Timer.builder(NAME)
        .description("Time of a request, from its head to the end of its answer")
        .tag("route", labels.route.replaceAll(":[^}]*}", "}")) // {part:a|b} is {part}
        .tag("status", Integer.toString(labels.status))
        .tag("served", labels.fromReadModel ? "read_model" : "memory")
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }

  /** Says that the answer to the request that this thread serves, if any, needs the read model. */
  public static void readFromReadModel() {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null) {
      request.setAttribute(FROM_READ_MODEL, true, RequestAttributes.SCOPE_REQUEST);
    }
  }

  /** Measures a request that the short way answers; the callback is told when that has ended. */
  Callback shortWay(TenantView view, boolean hasIt, Request request, Callback callback) {
    Timer timer = Objects.requireNonNull((hasIt ? notModified : full).get(view));
    int status = hasIt ? HttpStatus.NOT_MODIFIED_304 : HttpStatus.OK_200;
    return new Measured(request, callback) {
      @Override
      void end() {
        endTrace(view.route(), status);
        timer.record(nanos(), TimeUnit.NANOSECONDS);
      }
    };
  }

  /** Measures a request that is answered in another way. */
  Measured usualWay(Request request, Response response, Callback callback) {
    return new Measured(request, callback) {
      @Override
      void end() {
        Labels labels = labels(request, response);
        endTrace(labels.route, labels.status);
        if (labels.status != 0 && !isStream(response)) {
          others
              .computeIfAbsent(labels, RequestMeter.this::timer)
              .record(nanos(), TimeUnit.NANOSECONDS);
        }
      }
    };
  }

  private static Labels labels(Request request, Response response) {
    Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return new Labels(
        route == null || route.equals("/error") ? NO_ROUTE : route.toString(),
        response.getStatus(),
        request.getAttribute(FROM_READ_MODEL) != null);
  }

  private static boolean isStream(Response response) {
    String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null && type.startsWith(EVENTS);
  }

  /** A request that is being answered. */
  abstract class Measured extends Callback.Nested {

    private final Request request;
    private final long begin;
    private final Observation trace;

    private Measured(Request request, Callback callback) {
      super(callback);
      this.request = request;
      this.begin = request.getHeadersNanoTime();
      this.trace = traces == null ? Observation.NOOP : traces.begin(request);
    }

    /** Answers in this thread, of which the log says then to which trace it belongs. */
    void answer(Runnable answer) {
      trace.scoped(answer);
    }

    @Override
    public void succeeded() {
      end();
      super.succeeded();
    }

    @Override
    public void failed(Throwable reason) {
      trace.error(reason);
      end();
      super.failed(reason);
    }

    /** The answer has ended; what is known of the request is forgotten after this. */
    abstract void end();

    long nanos() {
      return nanoTime.getAsLong() - begin;
    }

    void endTrace(String route, int status) {
      if (!trace.isNoop()) {
        RequestTraces.end(trace, request.getMethod(), route, status);
      }
    }
  }
}
