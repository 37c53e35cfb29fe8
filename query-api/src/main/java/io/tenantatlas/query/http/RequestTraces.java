package io.tenantatlas.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * A server span of each request, which continues the trace that the caller's {@code traceparent}
 * names. Of observations only the spans are made: how long requests take is measured by {@link
 * RequestMeter}. Names are those of OpenTelemetry's semantic conventions.
 */
public final class RequestTraces {

  private final ObservationRegistry observations = ObservationRegistry.create();

  /**
   * @param spans makes them
   */
  public RequestTraces(ObservationHandler<?> spans) {
    observations.observationConfig().observationHandler(spans);
  }

  Observation begin(Request request) {
    var context =
        new RequestReplyReceiverContext<Request, Response>(
            (from, name) -> from.getHeaders().get(name));
    context.setCarrier(request);
    return Observation.start("http.server.requests", () -> context, observations);
  }

  /** What a caller has made up, a method or a path, is in no name. */
  static void end(Observation trace, String method, String route, int status) {
    String known = HttpMethod.fromString(method) == null ? "_OTHER" : method;
    trace
        .contextualName(known + " " + route)
        .lowCardinalityKeyValue("http.request.method", known)
        .lowCardinalityKeyValue("http.route", route)
        .lowCardinalityKeyValue("http.response.status_code", Integer.toString(status))
        .stop();
  }
}
