package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the query API with a token for everything. Safe for many threads. */
public final class Api {

  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

  private static final Pattern STREAMS = Pattern.compile("(?m)^atlas_query_streams ([0-9]+)");

  private final URI address;
  private final HttpClient http;
  private final String token;

  private Api(URI address, HttpClient http, String token) {
    this.address = address;
    this.http = http;
    this.token = token;
  }

  /** Takes a token that is good for some hours. */
  public static Api connect(URI address) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/dev/token"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"ttl_seconds\":14400}"))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    Matcher token = TOKEN.matcher(response.body());
    if (response.statusCode() != 200 || !token.find()) {
      throw new BenchException("no token: " + response.statusCode() + " " + response.body());
    }
    return new Api(address, http, token.group(1));
  }

  /** With a token that somebody gave. */
  public static Api with(URI address, String token) {
    return new Api(
        address, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), token);
  }

  /** What an {@code Authorization} header says. */
  public String authorization() {
    return "Bearer " + token;
  }

  public String url(String path) {
    return address + path;
  }

  public HttpResponse<byte[]> get(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path)).header("Authorization", authorization());
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** How many event streams the server counts. */
  public static int streams(URI management) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(management.resolve("/actuator/prometheus")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Matcher streams = STREAMS.matcher(http.send(request, BodyHandlers.ofString()).body());
      if (!streams.find()) {
        throw new BenchException("no atlas_query_streams among the metrics at " + management);
      }
      return Integer.parseInt(streams.group(1));
    }
  }

  /** The answer, which must be 200. */
  public HttpResponse<byte[]> ok(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = get(path, headers);
    if (response.statusCode() != 200) {
      throw new BenchException(path + " is answered by " + response.statusCode());
    }
    return response;
  }
}
