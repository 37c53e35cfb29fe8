package io.tenantatlas.query;

import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.DocumentStore;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The real application on free ports, the issuer that it trusts, and a client of it. Requests that
 * bring no {@code Authorization} of their own have a token that reads everything.
 */
final class RunningQueryApi implements AutoCloseable {

  private static final String AUTHORIZATION = "Authorization";

  private final HttpClient client = HttpClient.newHttpClient();
  private final TestIssuer issuer = new TestIssuer();
  private final String reader = issuer.token("kpi:read");
  private final ConfigurableApplicationContext context;

  /**
   * @param settings win over the ones this class gives
   */
  RunningQueryApi(String readModelUrl, String... settings) {
    String[] ours = {
      "--server.port=0",
      "--management.server.port=0",
      "--spring.datasource.url=" + readModelUrl,
      "--spring.datasource.hikari.connection-timeout=500"
    };
    context =
        SpringApplication.run(
            new Class<?>[] {QueryApiApplication.class, UsualRequests.class},
            Stream.concat(
                    Stream.of(ours, issuer.settings())
                        .flatMap(Stream::of)
                        .filter(our -> Stream.of(settings).noneMatch(isOf(our))),
                    Stream.of(settings))
                .toArray(String[]::new));
  }

  /** Spring joins the values of an option that comes twice. */
  private static Predicate<String> isOf(String option) {
    return other -> other.startsWith(option.substring(0, option.indexOf('=') + 1));
  }

  TestIssuer issuer() {
    return issuer;
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
  }

  int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", int.class);
  }

  /** How many requests have come past the short way so far. */
  long usualRequests() {
    return context.getBean(UsualRequests.class).count.sum();
  }

  /** Sees what Spring sees of the requests. */
  static final class UsualRequests implements Filter {

    private final LongAdder count = new LongAdder();

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      count.increment();
      chain.doFilter(request, response);
    }
  }

  /** What the application has of a type and name. */
  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** A GET with headers given as names and values in turn. */
  HttpResponse<String> get(String path, String... headers) {
    return send("GET", port(), path, headers);
  }

  /** A GET by a caller who may read everything and has these scopes besides. */
  HttpResponse<String> getWith(String scopes, String path, String... headers) {
    String token = issuer.token("kpi:read " + scopes);
    return get(path, withToken(token, headers));
  }

  /** A GET by whoever holds the token. */
  HttpResponse<String> getBy(String token, String path, String... headers) {
    return get(path, withToken(token, headers));
  }

  /** Returns as soon as one request waits for the projection. */
  void awaitOneWaiter() {
    while (!getManagement("/actuator/prometheus").body().contains("atlas_query_waiters 1.0")) {
      Thread.onSpinWait();
    }
  }

  /** Without a token. */
  HttpResponse<String> getManagement(String path) {
    return send(request("GET", managementPort(), path));
  }

  /** Without a token. */
  HttpResponse<String> getOpenly(String path) {
    return openly("GET", path);
  }

  /** Without a token. */
  HttpResponse<String> openly(String method, String path) {
    return send(request(method, port(), path));
  }

  HttpResponse<String> send(String method, int port, String path, String... headers) {
    boolean authorized = List.of(headers).contains(AUTHORIZATION);
    String[] all = authorized ? headers : withToken(reader, headers);
    return send(request(method, port, path).headers(all));
  }

  private static String[] withToken(String token, String... headers) {
    return Stream.concat(Stream.of(AUTHORIZATION, "Bearer " + token), Stream.of(headers))
        .toArray(String[]::new);
  }

  private static HttpRequest.Builder request(String method, int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .method(method, HttpRequest.BodyPublishers.noBody());
  }

  /** The body as text; of a stream, which ends with this client, nothing. */
  private static BodySubscriber<String> body(ResponseInfo answer) {
    boolean stream =
        answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
    return stream
        ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), unread -> "")
        : BodySubscribers.ofString(StandardCharsets.UTF_8);
  }

  /** What the read model has of the tenant's documents, by one statement. */
  Map<DocumentKey.OfTenant, DocumentRead.Present> readAll(Collection<DocumentKey.OfTenant> keys) {
    return context.getBean(DocumentStore.class).readAll(keys);
  }

  /** The same of one, by the usual statement. */
  DocumentRead read(DocumentKey key) {
    return context.getBean(DocumentStore.class).read(key);
  }

  /** Has it look at once at what the test has written, not only some milliseconds later. */
  void refresh() {
    context.getBean(DocumentCache.class).refresh();
  }

  /** What a stream sends; whoever closes it hangs up. */
  InputStream stream(String path) {
    return send(
            request("GET", port(), path).headers(withToken(reader)), BodyHandlers.ofInputStream())
        .body();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, RunningQueryApi::body);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    client.shutdownNow();
    issuer.close();
  }
}
