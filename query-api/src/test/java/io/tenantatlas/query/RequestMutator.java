package io.tenantatlas.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Makes requests that are nearly right, as the bytes that go over the wire (one {@code char} is one
 * byte). The same random numbers make the same request.
 */
final class RequestMutator {

  private static final List<String> PATHS =
      List.of(
          "/api/v1/tenants",
          "/api/v1/tenants/42/kpis",
          "/api/v1/tenants/43/kpis",
          "/api/v1/tenants/42/kpis/dashboard",
          "/api/v1/tenants/43/badges",
          "/api/v1/tenants/42/badges",
          "/api/v1/tenants/42/surfaces/verification",
          "/api/v1/tenants/43/surfaces/recent-operations",
          "/api/v1/tenants/42/inventory/policy/links?limit=3&direction=both",
          "/api/v1/tenants/43/inventory/policy/links",
          "/api/v1/tenants/42/foundation/aad_group/group/links?limit=5",
          "/api/v1/workspaces/3/onboarding/5/surfaces/verification",
          "/api/v1/workspaces/4/onboarding/6/surfaces/verification",
          "/api/v1/badges",
          "/api/v1/surfaces",
          "/api/v1/status",
          "/v3/api-docs",
          "/swagger-ui.html",
          "/livez",
          "/error",
          "/");

  private static final List<String> FRAGMENTS =
      List.of(
          "/",
          "//",
          "/./",
          "/../",
          "..",
          "%2e%2e",
          "%2F",
          "%2f..%2f",
          "%5c",
          "\\",
          ";",
          ";a=b",
          "%3b",
          "%00",
          "%0d%0a",
          "%0a",
          "%25",
          "%2543",
          "%",
          "%zz",
          "%u0034",
          "%c0%af",
          "%ff",
          "\u00ff",
          "\u0000",
          " ",
          "\t",
          "#",
          "?",
          "??",
          "&",
          "'",
          "\"",
          "<script>",
          "[]",
          "{}",
          "{tenantId}",
          "*",
          "**",
          "|",
          "^",
          "43",
          "42",
          "-1",
          "0",
          "9223372036854775807",
          "9223372036854775808",
          "1e3",
          "0x2a",
          "~",
          "@",
          ":",
          "%EF%BC%94%EF%BC%93",
          "kpis",
          "badges",
          ".json",
          ".html",
          "tenants/43/kpis",
          "/../43/kpis",
          "/%2e%2e/43/kpis",
          ";/../43/kpis",
          "' or '1'='1",
          "');drop table document;--",
          "${jndi:x}",
          "#{1}");

  private static final List<String> METHODS =
      List.of(
          "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO",
          "get", "G ET");

  private static final List<String> HEADERS =
      List.of(
          "Atlas-Min-Lsn",
          "Prefer",
          "If-None-Match",
          "If-Match",
          "If-Modified-Since",
          "Accept",
          "Accept-Language",
          "Accept-Charset",
          "Range",
          "Content-Type",
          "Content-Length",
          "Expect",
          "Host",
          "Origin",
          "Referer",
          "Cookie",
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Prefix",
          "X-Original-URL",
          "X-Rewrite-URL",
          "X-HTTP-Method-Override",
          "Upgrade",
          "Last-Event-ID",
          "DPoP",
          "Authorization",
          "Access-Control-Request-Method",
          "X-\u00e9",
          "",
          "a b");

  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "*",
          "*/*",
          "text/html",
          "application/json",
          "text/event-stream",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "multipart/form-data",
          "0/1",
          "0/0",
          "FFFFFFFF/FFFFFFFF",
          "1/G",
          "latest",
          "wait=0",
          "wait=-1",
          "wait=99",
          "wait",
          "wait=\"0\", wait=1",
          "respond-async",
          "\"kpi\"",
          "W/\"x\"",
          "\"",
          "bytes=0-1",
          "bytes=9-",
          "-1",
          "3",
          "100-continue",
          "/api/v1/tenants/43/kpis",
          "DELETE",
          "websocket",
          "h2c",
          "de;q=2",
          "x;q=\"",
          "utf-\u00ff",
          "\u0000",
          "\u0001",
          "\u007f",
          "\u00e9",
          "Basic Og==",
          "Bearer",
          "Bearer ",
          "DPoP x",
          "http://evil.invalid",
          "evil.invalid:0",
          "127.0.0.1",
          "Sat, 21 Nov 2026 20:00:00 GMT",
          "JSESSIONID=1",
          "for=127.0.0.1");

  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "after",
          "direction",
          "access_token",
          "_method",
          "%6cimit",
          "limit[]",
          "a%zz",
          "a%00",
          "%ff",
          "\u00e9",
          "",
          "tenantId",
          "format");

  private final Random random;
  private final List<String> tokens;

  /**
   * @param tokens that requests begin with
   */
  RequestMutator(Random random, List<String> tokens) {
    this.random = random;
    this.tokens = tokens;
  }

  /** A whole request. */
  String next() {
    String method = "GET";
    String target = pick(PATHS);
    String token = pick(tokens);
    String body = "";
    List<String> headers = new ArrayList<>(List.of("Host: 127.0.0.1", "Connection: close"));
    int mutations = 1 + random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> target = mutated(target);
        case 3 -> target = withParameter(target);
        case 4, 5 -> headers.add(pick(HEADERS) + ": " + value());
        case 6 -> method = pick(METHODS);
        case 7, 8 -> token = mutated(token);
        default -> body = body(headers);
      }
    }
    if (!token.isEmpty()) {
      headers.add("Authorization: Bearer " + token);
    }
    return method
        + " "
        + target
        + " HTTP/1.1\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n"
        + body;
  }

  private String body(List<String> headers) {
    String body =
        random.nextBoolean() ? "limit=1&a=b" : "{\"a\":" + "[".repeat(random.nextInt(5000));
    switch (random.nextInt(4)) {
      case 0 -> headers.add("Content-Length: " + (body.length() + random.nextInt(3) - 1));
      case 1 -> headers.add("Transfer-Encoding: chunked");
      case 2 -> headers.add("Content-Type: application/x-www-form-urlencoded");
      default -> headers.add("Content-Length: " + pick(VALUES));
    }
    return body;
  }

  private String value() {
    return switch (random.nextInt(8)) {
      case 0 -> mutated(pick(VALUES) + pick(VALUES));
      case 1 -> pick(VALUES).repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 20));
      default -> pick(VALUES);
    };
  }

  private String withParameter(String target) {
    int times = random.nextInt(20) == 0 ? 200 : 1 + random.nextInt(2);
    String parameter = pick(PARAMETERS) + (random.nextInt(8) == 0 ? "" : "=" + pick(FRAGMENTS));
    return target + (target.contains("?") ? "&" : "?") + (parameter + "&").repeat(times);
  }

  /** A text with something inserted, cut out, doubled, exchanged or written in another way. */
  private String mutated(String text) {
    int at = random.nextInt(text.length() + 1);
    int end = at + random.nextInt(Math.min(8, text.length() - at) + 1);
    String before = text.substring(0, at);
    String piece = text.substring(at, end);
    String after = text.substring(end);
    return switch (random.nextInt(8)) {
      case 0, 1 -> before + pick(FRAGMENTS) + piece + after;
      case 2 -> before + pick(FRAGMENTS) + after;
      case 3 -> before + after;
      case 4 -> before + piece.repeat(random.nextInt(50) == 0 ? 3000 : 3) + after;
      case 5 -> before + encoded(piece) + after;
      case 6 -> before + (char) random.nextInt(256) + after;
      default -> before + swapped(piece) + after;
    };
  }

  private String encoded(String piece) {
    return piece
        .chars()
        .mapToObj(
            each ->
                (random.nextInt(10) == 0 ? "%25" : "%")
                    + String.format(Locale.ROOT, "%02x", each & 0xff))
        .collect(Collectors.joining());
  }

  private static String swapped(String piece) {
    String upper = piece.toUpperCase(Locale.ROOT);
    return upper.equals(piece) ? piece.toLowerCase(Locale.ROOT) : upper;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
