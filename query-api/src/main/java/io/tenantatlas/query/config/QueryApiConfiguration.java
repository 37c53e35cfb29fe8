package io.tenantatlas.query.config;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.freshness.WaitingReader;
import io.tenantatlas.query.http.AnswerCache;
import io.tenantatlas.query.http.DocumentAnswers;
import io.tenantatlas.query.http.FreshnessHeaders;
import io.tenantatlas.query.http.LinkController;
import io.tenantatlas.query.http.ProblemAdvice;
import io.tenantatlas.query.http.ProblemErrorController;
import io.tenantatlas.query.http.ReferenceController;
import io.tenantatlas.query.http.RequestMeter;
import io.tenantatlas.query.http.StatusController;
import io.tenantatlas.query.http.SurfaceController;
import io.tenantatlas.query.http.TenantDocumentController;
import io.tenantatlas.query.http.TenantListController;
import io.tenantatlas.query.http.WaitLimits;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.store.DocumentStore;
import io.tenantatlas.service.ServiceConfiguration;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * All the beans of the query API, beside those that Spring Boot makes of {@code spring.datasource}
 * and {@code spring.kafka}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueryApiProperties.class)
@Import({
  ServiceConfiguration.class,
  ServerConfiguration.class,
  SecurityConfiguration.class,
  MemoryConfiguration.class,
  MeterConfiguration.class,
  ApiDocsConfiguration.class,
  PageConfiguration.class
})
public class QueryApiConfiguration {

  @Bean(defaultCandidate = false)
  Clock queryApiClock() {
    return Clock.systemUTC();
  }

  /** Nothing else may connect before the pool is prepared: then it takes no more settings. */
  @Bean
  DocumentStore queryApiDocumentStore(HikariDataSource pool, QueryApiProperties settings) {
    QueryApiProperties.ReadModel readModel = settings.readModel();
    ReadModelPool.prepare(pool, readModel);
    return new DocumentStore(
        pool,
        readModel.largeReads(pool.getMaximumPoolSize()),
        Duration.ofMillis(pool.getConnectionTimeout()),
        RequestMeter::readFromReadModel);
  }

  @Bean
  ReadModelHealth queryApiReadModelHealthIndicator(DocumentStore store, Looks looks) {
    return new ReadModelHealth(store, looks);
  }

  @Bean
  SourceHealth queryApiSourceHealthIndicator(DocumentStore store, Looks looks) {
    return new SourceHealth(store, looks);
  }

  @Bean
  DocumentAnswers queryApiDocumentAnswers(
      DocumentCache documents,
      ProgressPoller poller,
      AnswerCache made,
      FreshnessHeaders freshness,
      QueryApiProperties settings,
      MeterRegistry meters) {
    return new DocumentAnswers(
        new WaitingReader(documents, poller, System::nanoTime, Meters.waits(meters)),
        made,
        new WaitLimits(settings.defaultWait(), settings.maxWait()),
        freshness);
  }

  @Bean
  TenantListController queryApiTenantListController(DocumentAnswers answers, Actors actors) {
    return new TenantListController(answers, actors);
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

  /** Told of by whoever reads it: the poller, and requests. */
  @Bean
  Outage queryApiReadModelOutage(@Qualifier("queryApiClock") Clock clock) {
    return new Outage(LoggerFactory.getLogger(ReadModelPool.class), "The read model", clock);
  }

  @Bean
  ProblemAdvice queryApiProblemAdvice(@Qualifier("queryApiReadModelOutage") Outage outage) {
    return new ProblemAdvice(unavailable -> outage.fails(unavailable.reason()));
  }

  @Bean
  ProblemErrorController queryApiErrorController() {
    return new ProblemErrorController();
  }
}
