package io.tenantatlas.standalone.token;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests of programs and pages of this machine from all others. A request must come from
 * the loopback address, straight, to a name of the loopback address (a page that moves its own name
 * there by DNS does not know such a name), and not from another site's page.
 */
final class LocalRequests {

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?:localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1])(?::[0-9]{1,5})?",
          Pattern.CASE_INSENSITIVE);

  /** What proxies add. */
  private static final List<String> PASSED_ON = List.of("forwarded", "x-real-ip", "via");

  private static final List<String> OWN_SITE = List.of("same-origin", "none");

  static boolean accepts(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return isLoopback(request.getRemoteAddr())
        && host != null
        && LOOPBACK.matcher(host).matches()
        && Collections.list(request.getHeaderNames()).stream().noneMatch(LocalRequests::isProxys)
        && isSameOrigin(request.getHeader("Origin"), host)
        && isOwnSite(request.getHeader("Sec-Fetch-Site"));
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isProxys(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith("x-forwarded-") || PASSED_ON.contains(name);
  }

  /** Programs send no origin. */
  private static boolean isSameOrigin(@Nullable String origin, String host) {
    return origin == null || origin.equalsIgnoreCase("http://" + host);
  }

  private static boolean isOwnSite(@Nullable String site) {
    return site == null || OWN_SITE.contains(site);
  }

  private LocalRequests() {}
}
