package io.tenantatlas.query.http;

import io.tenantatlas.query.security.SecurityHeaders;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;

/**
 * Keeps Jetty from reading more of a request than anybody needs. The path stays as it was written:
 * decoded, an id could look like other segments. What cannot be read, and no answer depends on,
 * would fail a request as soon as anybody looks, so it is hidden: the caller's languages, a {@code
 * Content-Type} that is none, and what the page of the API's description would make its own address
 * of. A path that cannot be read is refused.
 */
public final class RequestAsWritten implements Filter {

  /** Its target is no path, and the server would keep the connection. */
  private static final String CONNECT = "CONNECT";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (http.getMethod().equals(CONNECT)) {
      ((HttpServletResponse) response).setHeader(HttpHeaders.ALLOW, "GET, HEAD");
      ((HttpServletResponse) response).setHeader(HttpHeaders.CONNECTION, "close");
      refuse(HttpStatus.METHOD_NOT_ALLOWED, (HttpServletResponse) response);
    } else if (isPath(http.getRequestURI())) {
      chain.doFilter(new Wrapped(http), response);
    } else {
      refuse(HttpStatus.BAD_REQUEST, (HttpServletResponse) response);
    }
  }

  private static boolean isPath(String text) {
    try {
      PathContainer.parsePath(text);
      return text.startsWith("/");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Here, since whoever looked at the path would fail, also on the way to a page of errors. */
  private static void refuse(HttpStatus status, HttpServletResponse response) throws IOException {
    SecurityHeaders.API.forEach(each -> response.setHeader(each.name(), each.value()));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setStatus(status.value());
    response.getWriter().write(Problem.plain(status));
  }

  private static final class Wrapped extends HttpServletRequestWrapper {

    private static final String FORWARDED = "X-Forwarded-";

    Wrapped(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getServletPath() {
      return getRequestURI();
    }

    @Override
    public @Nullable String getPathInfo() {
      return null;
    }

    @Override
    public @Nullable String getContentType() {
      String type = super.getContentType();
      return isReadable(type) ? type : null;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private boolean isHidden(String name) {
      return (name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) && !isReadable(super.getHeader(name)))
          || (name.regionMatches(true, 0, FORWARDED, 0, FORWARDED.length()) && isOfApiDocs());
    }

    private boolean isOfApiDocs() {
      String path = getRequestURI();
      return path.startsWith("/swagger-ui") || path.startsWith("/v3/api-docs");
    }

    private static boolean isReadable(@Nullable String contentType) {
      try {
        return contentType != null && MediaType.parseMediaType(contentType).isConcrete();
      } catch (InvalidMediaTypeException e) {
        return false;
      }
    }

    @Override
    public Locale getLocale() {
      return Locale.ENGLISH;
    }

    @Override
    public Enumeration<Locale> getLocales() {
      return Collections.enumeration(List.of(Locale.ENGLISH));
    }
  }
}
