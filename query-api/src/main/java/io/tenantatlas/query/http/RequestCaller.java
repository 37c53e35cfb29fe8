package io.tenantatlas.query.http;

import io.tenantatlas.query.connection.SerialConnections;
import io.tenantatlas.query.freshness.Caller;
import io.tenantatlas.query.security.ActorAuthentication;
import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The caller of a request, for as long as it is not answered.
 *
 * @param name that of the actor
 */
record RequestCaller(String name, ServletRequest request) implements Caller {

  /** Of the request that this thread serves. */
  static RequestCaller current() {
    var request = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
    return new RequestCaller(ActorAuthentication.current().name(), request.getRequest());
  }

  @Override
  public void ifGone(Runnable action) {
    ifGone(request, action);
  }

  /** Has an action run if the request's caller hangs up. */
  static void ifGone(ServletRequest request, Runnable action) {
    SerialConnections.onHangUp(ServletContextRequest.getServletContextRequest(request), action);
  }
}
