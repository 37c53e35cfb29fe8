package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.tenantatlas.query.http.RequestTraces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans as a collector gets them. */
@Timeout(120)
class TracesIT extends OneServer {

  private static final String KPIS = "/api/v1/tenants/42/kpis";
  private static final String WARM_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String USUAL_TRACE = "1bf7651916cd43dd8448eb211c80319d";
  private static final String DENIED_TRACE = "2cf7651916cd43dd8448eb211c80319e";

  /** What comes, each byte a character. */
  private final BlockingQueue<String> exports = new LinkedBlockingQueue<>();

  private final StringBuilder received = new StringBuilder();

  @Test
  void eachRequestContinuesItsCallersTrace() throws Exception {
    database.putDocument(42, "kpi", 7, "2026-11-21T20:00:00Z", "{\"dashboard\":{}}");
    HttpServer collector = collector();
    try (var traced =
        new RunningQueryApi(
            database.url(),
            "--management.opentelemetry.enabled=true",
            "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                + collector.getAddress().getPort()
                + "/v1/traces",
            "--management.opentelemetry.tracing.export.schedule-delay=10ms")) {
      traced.refresh();
      traced.get(KPIS);
      long usual = traced.usualRequests();
      traced.get(KPIS, "traceparent", parent(WARM_TRACE));
      assertThat(traced.usualRequests()).isEqualTo(usual); // a trace does not make it longer
      traced.get(KPIS + "?usual", "traceparent", parent(USUAL_TRACE));
      traced.get("/no/such/" + "path".repeat(9), "traceparent", parent(DENIED_TRACE));
      awaitSpan(WARM_TRACE, "GET /api/v1/tenants/{tenantId}/kpis");
      awaitSpan(USUAL_TRACE, "GET /api/v1/tenants/{tenantId}/kpis");
      awaitSpan(DENIED_TRACE, "GET none");
      assertThat(received).doesNotContain("pathpath").doesNotContain("tenants/42");
      assertThat(traced.getManagement("/actuator/prometheus").body())
          .doesNotContain("http_server_requests");
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void whenTheyAreOffNothingIsThere() {
    for (Class<?> type : List.of(RequestTraces.class, SdkTracerProvider.class)) {
      assertThat(api.context().getBeansOfType(type)).isEmpty();
    }
  }

  private static String parent(String trace) {
    return "00-" + trace + "-b7ad6b7169203331-01";
  }

  /** In protobuf ids are bytes, and names are text, as they are. */
  private void awaitSpan(String trace, String name) throws InterruptedException {
    String id = new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
    while (received.indexOf(id) < 0 || received.indexOf(name) < 0) {
      received.append(exports.take());
    }
  }

  private HttpServer collector() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exports.add(new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
