package io.tenantatlas.query.http;

import io.tenantatlas.query.security.SecurityHeaders;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Answers what Jetty refuses before any servlet, such as a malformed URL, with a problem. */
public final class ProblemErrorHandler extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean connect = HttpMethod.CONNECT.is(request.getMethod());
    HttpStatus status = connect ? HttpStatus.METHOD_NOT_ALLOWED : status(response.getStatus());
    response.setStatus(status.value());
    if (connect) { // its target is no path, whatever else is wrong with it
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    for (SecurityHeaders.Header header : SecurityHeaders.API) {
      response.getHeaders().put(header.name(), header.value());
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    Content.Sink.write(response, true, Problem.plain(status), callback);
    return true;
  }

  /** A version or a coding that this server never had: nothing has failed but the request. */
  private static HttpStatus status(int code) {
    HttpStatus known = HttpStatus.resolve(code);
    return known == null
            || !known.isError()
            || known == HttpStatus.NOT_IMPLEMENTED
            || known == HttpStatus.HTTP_VERSION_NOT_SUPPORTED
        ? HttpStatus.BAD_REQUEST
        : known;
  }
}
