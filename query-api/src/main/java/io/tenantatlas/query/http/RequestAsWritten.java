package io.tenantatlas.query.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Keeps Jetty from reading more of a request than anybody needs. The path stays as it was written:
 * decoded, an id could look like other segments. What cannot be read, and no answer depends on,
 * would fail a request as soon as anybody looks, so it is hidden: the caller's languages, and a
 * {@code Content-Type} that is none.
 */
public final class RequestAsWritten implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Wrapped((HttpServletRequest) request), response);
  }

  private static final class Wrapped extends HttpServletRequestWrapper {
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
      return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) && !isReadable(super.getHeader(name));
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
      return Locale.ROOT;
    }

    @Override
    public Enumeration<Locale> getLocales() {
      return Collections.enumeration(List.of(Locale.ROOT));
    }
  }
}
