package io.tenantatlas.query.security;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.stream.Stream;

/**
 * The headers with which every answer tells browsers what not to do with it. Other sites get no
 * leave to read anything (CORS): there is no such header at all.
 */
public final class SecurityHeaders {

  private static final List<Header> ALWAYS =
      List.of(
          new Header("X-Content-Type-Options", "nosniff"),
          new Header("Referrer-Policy", "no-referrer"),
          new Header("Cross-Origin-Resource-Policy", "same-origin"),
          new Header("X-Frame-Options", "DENY"));

  /** Of the API and of whatever is nothing else: no answer is a page. */
  public static final List<Header> API = with("default-src 'none'; frame-ancestors 'none'");

  /** Of the live page. */
  public static final List<Header> PAGE =
      with(
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; form-action 'none'; base-uri 'none';"
              + " frame-ancestors 'none'");

  /** Of the page of the API's description, which writes styles of its own. */
  public static final List<Header> API_DOCS =
      with(
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
              + " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
              + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'");

  /** One header. */
  public record Header(String name, String value) {}

  /** Those of the answers at a path, as the request wrote it. */
  public static List<Header> of(String path) {
    if (path.equals("/")
        || path.equals("/index.html")
        || path.startsWith("/assets/")
        || path.startsWith("/favicon.")) {
      return PAGE;
    }
    return path.equals("/swagger-ui.html") || path.startsWith("/swagger-ui/") ? API_DOCS : API;
  }

  /** Puts the headers into an answer, in the place of any that are there. */
  public static void write(String path, HttpServletResponse response) {
    of(path).forEach(header -> response.setHeader(header.name, header.value));
  }

  private static List<Header> with(String contentSecurityPolicy) {
    return Stream.concat(
            ALWAYS.stream(),
            Stream.of(new Header("Content-Security-Policy", contentSecurityPolicy)))
        .toList();
  }

  private SecurityHeaders() {}
}
