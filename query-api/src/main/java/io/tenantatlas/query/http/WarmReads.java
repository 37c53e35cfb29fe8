package io.tenantatlas.query.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.SecurityHeaders;
import io.tenantatlas.query.security.VerifiedTokens;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Progress;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The short way: answers a plain GET of a tenant's document when the caller's token is verified,
 * the document is in memory and its answer has been made. It answers as the usual way would, and
 * leaves to that whatever is not so, refusals included. No SQL, no JSON, no cryptography.
 */
public final class WarmReads implements Filter {

  private static final Pattern PATH = Pattern.compile("/api/v1/tenants/([1-9][0-9]{0,17})(/.+)");

  private final VerifiedTokens tokens;
  private final DocumentCache documents;
  private final AnswerCache answers;
  private final FreshnessHeaders freshness;
  private final Counter full;
  private final Counter notModified;

  public WarmReads(
      VerifiedTokens tokens,
      DocumentCache documents,
      AnswerCache answers,
      FreshnessHeaders freshness,
      MeterRegistry meters) {
    this.tokens = tokens;
    this.documents = documents;
    this.answers = answers;
    this.freshness = freshness;
    this.full = counter(meters, "200");
    this.notModified = counter(meters, "304");
  }

  private static Counter counter(MeterRegistry meters, String status) {
    return Counter.builder("atlas.query.warm.reads")
        .description("Requests answered from memory the short way; not in http.server.requests")
        .tag("status", status)
        .register(meters);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean answered =
        request instanceof HttpServletRequest http
            && response instanceof HttpServletResponse answer
            && isPlain(http)
            && answered(http, answer);
    if (!answered) {
      chain.doFilter(request, response);
    }
  }

  /** Nothing that would be refused, waited for, or answered in another way. */
  private static boolean isPlain(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getQueryString() == null
        && request.getHeader(Freshness.MIN_LSN) == null
        && request.getHeader(Freshness.PREFER) == null
        && request.getContentLengthLong() <= 0
        && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
  }

  private boolean answered(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Matcher path = PATH.matcher(request.getRequestURI());
    TenantView shown = path.matches() ? TenantView.at(path.group(2)) : null;
    String token = request.getHeader(HttpHeaders.AUTHORIZATION);
    Actor actor = shown == null || token == null ? null : tokens.find(token);
    if (shown == null || actor == null) {
      return false;
    }
    long tenant = Long.parseLong(path.group(1));
    if (!actor.mayReadTenant(tenant)) {
      return false;
    }
    DocumentKey.OfTenant key = shown.of(tenant);
    DocumentRead read = documents.peek(key);
    if (!(read instanceof DocumentRead.Present(Progress progress, Document.Rendered document))) {
      return false;
    }
    Representation answer = answers.find(key, shown.view(), actor, wantsGzip(request), document);
    if (answer == null) {
      return false;
    }
    write(answer, shown.view(), progress, request, response);
    return true;
  }

  private void write(
      Representation answer,
      View view,
      Progress progress,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    SecurityHeaders.API.forEach(each -> response.setHeader(each.name(), each.value()));
    freshness.forEach(progress, response::setHeader);
    response.setHeader(HttpHeaders.ETAG, answer.etag());
    response.setHeader(HttpHeaders.CACHE_CONTROL, JsonAnswer.CACHE_CONTROL);
    response.setHeader(HttpHeaders.VARY, JsonAnswer.vary(view));
    if (hasIt(request, answer)) {
      notModified.increment();
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (answer.compressed()) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response.setContentType("application/json");
    response.setContentLength(answer.body().length);
    full.increment();
    response.getOutputStream().write(answer.body());
  }

  private static boolean hasIt(HttpServletRequest request, Representation answer) {
    String first = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    return first != null
        && (first.equals(answer.etag())
            || IfNoneMatch.matches(
                Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH)), answer.etag()));
  }

  private static boolean wantsGzip(HttpServletRequest request) {
    @Nullable String first = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    return first != null
        && Representation.wantsGzip(
            List.copyOf(Collections.list(request.getHeaders(HttpHeaders.ACCEPT_ENCODING))));
  }
}
