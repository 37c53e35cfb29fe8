package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.security.VerifiedTokens;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.SourceStatus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

/** What is left to the usual way, on a server with one thread that reads requests. */
@Timeout(60)
class WarmReadsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Server server = server();
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    var warmReads =
        new WarmReads(
            new VerifiedTokens(WarmReadsTest::refuse, Clock.systemUTC(), 1, Duration.ofMinutes(1)),
            new DocumentCache(new Unreadable(), 1, 1),
            new AnswerCache(1),
            new FreshnessHeaders(Clock.systemUTC()),
            new RequestMeter(meters, System::nanoTime, null));
    warmReads.setHandler(new UsualWay());
    server.setHandler(warmReads);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    released.countDown();
    server.stop();
    http.close();
  }

  @Test
  void itWaitsInAThreadOfItsOwn() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(request("/wait"), BodyHandlers.ofString());
    assertThat(get("/api/v1/tenants/1/kpis").statusCode()).isEqualTo(200);
    assertThat(get("/release").statusCode()).isEqualTo(200);
    assertThat(waiting.get().statusCode()).isEqualTo(200);
  }

  @Test
  void itMayFailOrHaveNoAnswer() throws Exception {
    assertThat(get("/fail").statusCode()).isEqualTo(500);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/tenants/1/kpis").statusCode()).isEqualTo(200);
  }

  @Test
  void whatItLeavesIsMeasuredHoweverItEnds() throws Exception {
    assertThat(get("/fail").statusCode()).isEqualTo(500);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/" + RequestMeter.NO_ROUTE).statusCode()).isEqualTo(200);
    for (String status : List.of("500", "404", "200")) {
      assertThat(measured(status).totalTime(TimeUnit.SECONDS)).isBetween(1e-6, 60.0);
    }
  }

  /** Waits for it: the caller may know of the end of an answer a moment earlier. */
  private Timer measured(String status) {
    while (true) {
      Timer timer = meters.find(RequestMeter.NAME).tags("route", "none", "status", status).timer();
      if (timer != null && timer.count() == 1) {
        return timer;
      }
      Thread.onSpinWait();
    }
  }

  /** Nobody knows a request's series before the first one, but for those of the short way. */
  @Test
  void theShortWayMakesNoMeters() {
    assertThat(meters.find(RequestMeter.NAME).timers())
        .hasSize(2 * 4) // routes, by status
        .allSatisfy(timer -> assertThat(timer.getId().getTag("served")).isEqualTo("memory"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(server.getURI().resolve(path)).build();
  }

  private static Server server() {
    var threads = new QueuedThreadPool();
    var requests = new VirtualThreadPool();
    threads.setVirtualThreadsExecutor(requests);
    threads.addBean(requests);
    var server = new Server(threads);
    var connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    return server;
  }

  private static Jwt refuse(String token) {
    throw new BadJwtException("no token is right");
  }

  /** Waits, fails, has no answer, or has one. */
  private final class UsualWay extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws InterruptedException {
      switch (request.getHttpURI().getPath()) {
        case "/wait" -> released.await();
        case "/release" -> released.countDown();
        case "/fail" -> throw new IllegalStateException("as it was asked to");
        case "/nothing" -> {
          return false;
        }
        default -> {}
      }
      response.setStatus(200);
      callback.succeeded();
      return true;
    }
  }

  private static final class Unreadable implements ReadModel {
    @Override
    public DocumentRead read(DocumentKey key) {
      throw new AssertionError("not asked");
    }

    @Override
    public Map<DocumentKey.OfTenant, DocumentRead.Present> readAll(
        Collection<DocumentKey.OfTenant> keys) {
      throw new AssertionError("not asked");
    }

    @Override
    public Optional<String> reference(String name) {
      throw new AssertionError("not asked");
    }

    @Override
    public SourceStatus source() {
      throw new AssertionError("not asked");
    }

    @Override
    public Observation observe(Map<Integer, Long> steps) {
      throw new AssertionError("not asked");
    }
  }
}
