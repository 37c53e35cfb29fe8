package io.tenantatlas.query.config;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.freshness.WaitingReader;
import io.tenantatlas.query.http.DocumentAnswers;
import io.tenantatlas.query.http.LinkController;
import io.tenantatlas.query.http.ProblemAdvice;
import io.tenantatlas.query.http.ProblemErrorController;
import io.tenantatlas.query.http.ProblemValve;
import io.tenantatlas.query.http.ReferenceController;
import io.tenantatlas.query.http.StatusController;
import io.tenantatlas.query.http.SurfaceController;
import io.tenantatlas.query.http.TenantDocumentController;
import io.tenantatlas.query.http.WaitLimits;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.store.DocumentStore;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * All the beans of the query API. Made to stand beside other services in one context: its names
 * begin with {@code queryApi}, and its DataSource and Clock are injected only by name.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueryApiProperties.class)
public class QueryApiConfiguration {

  @Bean(defaultCandidate = false)
  Clock queryApiClock() {
    return Clock.systemUTC();
  }

  @Bean(defaultCandidate = false)
  HikariDataSource queryApiDataSource(QueryApiProperties settings, MeterRegistry meters) {
    return ReadModelPool.open(settings.readModel(), meters);
  }

  @Bean
  DocumentStore queryApiDocumentStore(@Qualifier("queryApiDataSource") DataSource dataSource) {
    return new DocumentStore(dataSource);
  }

  /** The life cycle below ends it. */
  @Bean(destroyMethod = "")
  ProgressPoller queryApiProgressPoller(DocumentStore store, QueryApiProperties settings) {
    return new ProgressPoller(store, settings.pollInterval(), settings.maxWaiters());
  }

  @Bean
  SmartLifecycle queryApiPollerLifecycle(ProgressPoller poller) {
    return new PollerLifecycle(poller);
  }

  @Bean
  MeterBinder queryApiWaitersMeter(ProgressPoller poller) {
    return registry ->
        Gauge.builder("atlas.query.waiters", poller, ProgressPoller::waiting)
            .description("Requests that wait for the projection to pass a position")
            .register(registry);
  }

  @Bean
  ReadModelHealth queryApiReadModelHealthIndicator(DocumentStore store) {
    return new ReadModelHealth(store);
  }

  /** Callers bring no tokens yet, so nobody holds a scope. */
  @Bean
  Actors queryApiActors() {
    return request -> Actor.WITHOUT_SCOPES;
  }

  @Bean
  DocumentAnswers queryApiDocumentAnswers(
      DocumentStore store,
      ProgressPoller poller,
      QueryApiProperties settings,
      @Qualifier("queryApiClock") Clock clock) {
    return new DocumentAnswers(
        new WaitingReader(store, poller, System::nanoTime),
        new WaitLimits(settings.defaultWait(), settings.maxWait()),
        clock);
  }

  @Bean
  TenantDocumentController queryApiTenantDocumentController(DocumentAnswers answers) {
    return new TenantDocumentController(answers);
  }

  @Bean
  SurfaceController queryApiSurfaceController(DocumentAnswers answers, Actors actors) {
    return new SurfaceController(answers, actors);
  }

  @Bean
  LinkController queryApiLinkController(DocumentAnswers answers) {
    return new LinkController(answers);
  }

  @Bean
  ReferenceController queryApiReferenceController(DocumentStore store) {
    return new ReferenceController(store);
  }

  @Bean
  StatusController queryApiStatusController(
      DocumentStore store, @Qualifier("queryApiClock") Clock clock) {
    return new StatusController(store, clock);
  }

  @Bean
  ProblemAdvice queryApiProblemAdvice() {
    return new ProblemAdvice();
  }

  @Bean
  ProblemErrorController queryApiErrorController() {
    return new ProblemErrorController();
  }

  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> queryApiProblemValve() {
    return server ->
        server.addContextCustomizers(
            context -> context.getParent().getPipeline().addValve(new ProblemValve()));
  }

  /** Ids in paths may have slashes, encoded: Spring takes the path apart before it decodes. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> queryApiEncodedSlashes() {
    String passThrough = EncodedSolidusHandling.PASS_THROUGH.getValue();
    return server ->
        server.addConnectorCustomizers(
            connector -> {
              connector.setEncodedSolidusHandling(passThrough);
              connector.setEncodedReverseSolidusHandling(passThrough);
            });
  }
}
