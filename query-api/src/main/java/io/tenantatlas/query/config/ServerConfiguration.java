package io.tenantatlas.query.config;

import io.tenantatlas.query.connection.AddressLimit;
import io.tenantatlas.query.connection.ConnectionWatch;
import io.tenantatlas.query.connection.SerialConnections;
import io.tenantatlas.query.http.ProblemErrorHandler;
import io.tenantatlas.query.http.RequestAsWritten;
import io.tenantatlas.query.http.WarmReads;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What the web server is told beside its settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
public class ServerConfiguration {

  /**
   * Ids in paths may have any character, encoded. Spring takes a path apart before it decodes, and
   * refuses by itself what could be read in two ways.
   */
  private static final UriCompliance PATHS =
      UriCompliance.RFC3986.with(
          "encoded-ids",
          Violation.AMBIGUOUS_PATH_SEPARATOR,
          Violation.AMBIGUOUS_EMPTY_SEGMENT,
          Violation.AMBIGUOUS_PATH_ENCODING,
          Violation.AMBIGUOUS_PATH_PARAMETER,
          Violation.AMBIGUOUS_PATH_SEGMENT,
          Violation.SUSPICIOUS_PATH_CHARACTERS);

  /** A redirection repeats the request's query, of which each character may become six. */
  private static final int RESPONSE_HEADERS_BYTES_MAX = 128 << 10;

  @Bean
  WebServerFactoryCustomizer<JettyWebServerFactory> queryApiServer(
      WarmReads warmReads, JettyServerProperties settings, ConnectionProperties connections) {
    return factory -> {
      factory.setThreadPool(withSelectorsApart(factory.getThreadPool()));
      if (settings.getThreads().getSelectors() < 0) {
        factory.setSelectors(Runtime.getRuntime().availableProcessors());
      }
      factory.addServerCustomizers(
          server -> customize(server, connections),
          server -> server.addEventListener(new FirstHandler(server, warmReads)));
    };
  }

  /**
   * Requests that may wait stay in virtual threads. The threads that look for requests, and answer
   * from memory, get nothing from being virtual but what that costs.
   */
  private static @Nullable ThreadPool withSelectorsApart(@Nullable ThreadPool pool) {
    if (!(pool instanceof VirtualThreadPool requests)) {
      return pool;
    }
    var platform = new QueuedThreadPool();
    platform.setName("http");
    platform.setVirtualThreadsExecutor(requests);
    platform.addBean(requests);
    return platform;
  }

  /** Puts a handler before all others as the server starts: then Spring Boot's are there. */
  private record FirstHandler(Server server, Handler.Wrapper handler)
      implements LifeCycle.Listener {

    @Override
    public void lifeCycleStarting(LifeCycle event) {
      if (server.getHandler() != handler) {
        handler.setHandler(server.getHandler());
        server.setHandler(handler);
      }
    }
  }

  @Bean
  FilterRegistrationBean<RequestAsWritten> queryApiRequestAsWritten() {
    var filter = new FilterRegistrationBean<>(new RequestAsWritten());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    return filter;
  }

  private static void customize(Server server, ConnectionProperties settings) {
    server.setErrorHandler(new ProblemErrorHandler());
    for (Connector connector : server.getConnectors()) {
      var plain = connector.getConnectionFactory(HttpConnectionFactory.class);
      if (plain != null && connector instanceof ServerConnector ours) {
        ours.addConnectionFactory(
            new SerialConnections(plain.getHttpConfiguration(), System::nanoTime));
        ours.addBean(new ConnectionWatch(ours, settings.limits()));
        ours.addBean(new AddressLimit(settings.maxPerAddress()));
      }
      for (var protocol : connector.getConnectionFactories()) {
        if (protocol instanceof HttpConfiguration.ConnectionFactory http) {
          http.getHttpConfiguration().setUriCompliance(PATHS);
          http.getHttpConfiguration().setMaxResponseHeaderSize(RESPONSE_HEADERS_BYTES_MAX);
          // To find a long token among the connection's last headers takes longer than to read it.
          http.getHttpConfiguration().setHeaderCacheSize(0);
        }
      }
    }
    server // else an empty path is redirected
        .getDescendants(ContextHandler.class)
        .forEach(context -> context.setAllowNullPathInContext(true));
    server
        .getDescendants(ServletHandler.class)
        .forEach(servlets -> servlets.setDecodeAmbiguousURIs(true));
    server // there are no sessions, so no cookie is even read
        .getDescendants(SessionHandler.class)
        .forEach(sessions -> sessions.setUsingCookies(false));
    server
        .getDescendants(ServletContextHandler.class)
        .forEach(context -> tellNothing(context.getErrorHandler()));
  }

  private static void tellNothing(Request.@Nullable Handler errors) {
    if (errors instanceof ErrorHandler pages) {
      pages.setShowStacks(false);
      pages.setShowCauses(false);
      pages.setShowMessageInTitle(false);
    }
  }
}
