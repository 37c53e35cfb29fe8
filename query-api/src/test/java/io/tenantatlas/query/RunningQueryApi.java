package io.tenantatlas.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real application on free ports, and a client of it. */
final class RunningQueryApi implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  /** As in production. */
  RunningQueryApi(String readModelUrl, String... settings) {
    this(new Class<?>[] {QueryApiApplication.class}, readModelUrl, settings);
  }

  /** With callers who hold what they claim to hold, see {@link TestActors}. */
  static RunningQueryApi withTestActors(String readModelUrl, String... settings) {
    return new RunningQueryApi(
        new Class<?>[] {QueryApiApplication.class, TestActors.class}, readModelUrl, settings);
  }

  private RunningQueryApi(Class<?>[] sources, String readModelUrl, String... settings) {
    String[] ours = {
      "--server.port=0",
      "--management.server.port=0",
      "--atlas.query-api.read-model.url=" + readModelUrl,
      "--atlas.query-api.read-model.connection-timeout=500ms"
    };
    context =
        SpringApplication.run(
            sources, Stream.of(ours, settings).flatMap(Stream::of).toArray(String[]::new));
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
  }

  int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", int.class);
  }

  /** A GET with headers given as names and values in turn. */
  HttpResponse<String> get(String path, String... headers) {
    return send("GET", port(), path, headers);
  }

  /** Returns as soon as one request waits for the projection. */
  void awaitOneWaiter() {
    while (!getManagement("/actuator/prometheus").body().contains("atlas_query_waiters 1.0")) {
      Thread.onSpinWait();
    }
  }

  HttpResponse<String> getManagement(String path) {
    return send("GET", managementPort(), path);
  }

  HttpResponse<String> send(String method, int port, String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    client.close();
  }
}
