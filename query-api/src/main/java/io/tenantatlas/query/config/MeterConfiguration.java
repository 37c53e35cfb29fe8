package io.tenantatlas.query.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.http.AnswerCache;
import io.tenantatlas.query.http.RequestMeter;
import io.tenantatlas.query.http.RequestTraces;
import io.tenantatlas.query.stream.Streams;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.observation.SecurityObservationSettings;

/** What operators see: the metrics that deploy/observability/METRICS.md lists, and traces. */
@Configuration(proxyBeanMethods = false)
public class MeterConfiguration {

  @Bean
  RequestMeter queryApiRequestMeter(MeterRegistry meters, ObjectProvider<RequestTraces> traces) {
    return new RequestMeter(meters, System::nanoTime, traces.getIfAvailable());
  }

  /** Only when they are wanted: without them nothing is observed, and nothing is spent on it. */
  @Bean
  @ConditionalOnBooleanProperty("management.opentelemetry.enabled")
  RequestTraces queryApiRequestTraces(PropagatingReceiverTracingObservationHandler<?> spans) {
    return new RequestTraces(spans);
  }

  /** Requests are measured once, as a whole. */
  @Bean
  SecurityObservationSettings queryApiSecurityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  Looks queryApiLooks(@Qualifier("queryApiClock") Clock clock, MeterRegistry meters) {
    return new Looks(clock, meters);
  }

  @Bean
  MeterBinder queryApiUseMeters(ProgressPoller poller, Streams streams) {
    return meters -> {
      Gauge.builder("atlas.query.waiters", poller, ProgressPoller::waiting)
          .description("Requests that wait for the projection to pass a position")
          .register(meters);
      Gauge.builder("atlas.query.streams", streams, Streams::open)
          .description("Open streams of server-sent events")
          .register(meters);
    };
  }

  @Bean
  MeterBinder queryApiCacheMeters(DocumentCache documents, AnswerCache answers) {
    return meters -> {
      CaffeineCacheMetrics.monitor(meters, documents.metered(), "query-api.documents");
      CaffeineCacheMetrics.monitor(meters, answers.metered(), "query-api.answers");
    };
  }
}
