package io.tenantatlas.query.config;

import io.tenantatlas.query.http.ProblemErrorHandler;
import io.tenantatlas.query.http.RequestAsWritten;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What the web server is told beside its settings. */
@Configuration(proxyBeanMethods = false)
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

  @Bean
  WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> queryApiServer() {
    return factory -> factory.addServerCustomizers(ServerConfiguration::customize);
  }

  /** Behind the warm reads, which do not look at languages. */
  @Bean
  FilterRegistrationBean<RequestAsWritten> queryApiRequestAsWritten() {
    var filter = new FilterRegistrationBean<>(new RequestAsWritten());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    return filter;
  }

  private static void customize(Server server) {
    server.setErrorHandler(new ProblemErrorHandler());
    for (Connector connector : server.getConnectors()) {
      for (var protocol : connector.getConnectionFactories()) {
        if (protocol instanceof HttpConfiguration.ConnectionFactory http) {
          http.getHttpConfiguration().setUriCompliance(PATHS);
        }
      }
    }
    server // else an empty path is redirected
        .getDescendants(ContextHandler.class)
        .forEach(context -> context.setAllowNullPathInContext(true));
    server
        .getDescendants(ServletHandler.class)
        .forEach(servlets -> servlets.setDecodeAmbiguousURIs(true));
  }
}
