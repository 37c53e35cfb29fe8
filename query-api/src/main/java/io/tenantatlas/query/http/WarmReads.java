package io.tenantatlas.query.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.SecurityHeaders;
import io.tenantatlas.query.security.VerifiedTokens;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Progress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The short way: answers a plain GET of a tenant's document when the caller's token is verified,
 * the document is in memory and its answer has been made. It answers as the usual way would, and
 * leaves to that whatever is not so, refusals included. No SQL, no JSON, no cryptography.
 *
 * <p>Threads: the server's, which reads requests and must not wait for anything. The usual way is
 * gone in a virtual thread for each request.
 */
public final class WarmReads extends Handler.Wrapper {

  private static final String TENANTS = "/api/v1/tenants/";
  private static final int TENANT_DIGITS_MAX = 18;

  /** More than there are partitions. */
  private static final int PROGRESSES_MAX = 256;

  private static final List<HttpField> ALWAYS =
      SecurityHeaders.API.stream()
          .<HttpField>map(each -> new PreEncodedHttpField(each.name(), each.value()))
          .toList();

  private static final HttpField CACHE_CONTROL =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, JsonAnswer.CACHE_CONTROL);
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
  private static final HttpField GZIP =
      new PreEncodedHttpField(HttpHeader.CONTENT_ENCODING, "gzip");

  private final VerifiedTokens tokens;
  private final DocumentCache documents;
  private final AnswerCache answers;
  private final FreshnessHeaders freshness;
  private final Cache<Progress, List<HttpField>> linesOfProgress =
      Caffeine.newBuilder().maximumSize(PROGRESSES_MAX).build();
  private final RequestMeter meter;

  public WarmReads(
      VerifiedTokens tokens,
      DocumentCache documents,
      AnswerCache answers,
      FreshnessHeaders freshness,
      RequestMeter meter) {
    this.tokens = tokens;
    this.documents = documents;
    this.answers = answers;
    this.freshness = freshness;
    this.meter = meter;
  }

  /** Whatever may wait does not do so in the thread that calls. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!isPlain(request) || !answered(request, response, callback)) {
      RequestMeter.Measured measured = meter.usualWay(request, response, callback);
      request
          .getContext()
          .execute(() -> measured.answer(() -> handleUsually(request, response, measured)));
    }
    return true;
  }

  private void handleUsually(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Throwable e) { // as the server does
      Response.writeError(request, response, callback, e);
    }
  }

  /** Nothing that would be refused, waited for, or answered in another way. */
  private static boolean isPlain(Request request) {
    HttpFields headers = request.getHeaders();
    return request.getMethod().equals("GET")
        && request.getHttpURI().getQuery() == null
        && !headers.contains(Freshness.MIN_LSN)
        && !headers.contains(FreshnessHeaders.SOURCE_HISTORY)
        && !headers.contains(Freshness.PREFER)
        && !headers.contains(HttpHeader.TRANSFER_ENCODING)
        && request.getLength() <= 0;
  }

  private boolean answered(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    long tenant = tenant(path);
    TenantView shown =
        tenant == 0 ? null : TenantView.at(path.substring(path.indexOf('/', TENANTS.length())));
    Actor actor =
        shown == null ? null : tokens.find(request.getHeaders().get(HttpHeader.AUTHORIZATION));
    if (shown == null || actor == null || !actor.mayReadTenant(tenant)) {
      return false;
    }
    DocumentKey.OfTenant key = shown.of(tenant);
    DocumentRead read = documents.peek(key);
    if (!(read instanceof DocumentRead.Present(Progress progress, Document.Rendered document))) {
      return false;
    }
    Representation answer =
        answers.find(key, shown.view(), actor, wantsGzip(request.getHeaders()), document);
    if (answer == null) {
      return false;
    }
    putHeaders(answer, shown.view(), progress, response.getHeaders());
    boolean hasIt = hasIt(request.getHeaders(), answer);
    write(answer, hasIt, response, meter.shortWay(shown, hasIt, request, callback));
    return true;
  }

  /** The id behind {@code /api/v1/tenants/}, if it is written as ids are and more follows; or 0. */
  private static long tenant(@Nullable String path) {
    if (path == null || !path.startsWith(TENANTS)) {
      return 0;
    }
    long id = 0;
    for (int i = TENANTS.length(); i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        return id;
      }
      if (c < '0'
          || c > '9'
          || (c == '0' && id == 0)
          || i == TENANTS.length() + TENANT_DIGITS_MAX) {
        return 0;
      }
      id = 10 * id + (c - '0');
    }
    return 0;
  }

  private void putHeaders(
      Representation answer, View view, Progress progress, HttpFields.Mutable headers) {
    ALWAYS.forEach(headers::add);
    linesOfProgress.get(progress, WarmReads::lines).forEach(headers::add);
    freshness.ofLag(progress, headers::add);
    headers.add(HttpHeader.ETAG, answer.etag());
    headers.add(CACHE_CONTROL);
    headers.add(HttpHeader.VARY, JsonAnswer.vary(view));
  }

  /** The same for all answers until there is progress. */
  private static List<HttpField> lines(Progress progress) {
    List<HttpField> lines = new ArrayList<>();
    FreshnessHeaders.ofProgress(
        progress, (name, value) -> lines.add(new PreEncodedHttpField(name, value)));
    return List.copyOf(lines);
  }

  private static void write(
      Representation answer, boolean hasIt, Response response, Callback callback) {
    if (hasIt) {
      response.setStatus(HttpStatus.NOT_MODIFIED_304);
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
      return;
    }
    if (answer.compressed()) {
      response.getHeaders().add(GZIP);
    }
    response.getHeaders().add(JSON);
    response.getHeaders().add(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  private static boolean hasIt(HttpFields headers, Representation answer) {
    String first = headers.get(HttpHeader.IF_NONE_MATCH);
    return first != null
        && (first.equals(answer.etag())
            || IfNoneMatch.matches(headers.getValuesList(HttpHeader.IF_NONE_MATCH), answer.etag()));
  }

  private static boolean wantsGzip(HttpFields headers) {
    return headers.contains(HttpHeader.ACCEPT_ENCODING)
        && Representation.wantsGzip(headers.getValuesList(HttpHeader.ACCEPT_ENCODING));
  }
}
