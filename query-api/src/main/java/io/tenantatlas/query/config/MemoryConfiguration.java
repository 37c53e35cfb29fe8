package io.tenantatlas.query.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.cache.TopicListener;
import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.http.AnswerCache;
import io.tenantatlas.query.http.DocumentAnswers;
import io.tenantatlas.query.http.EventWriter;
import io.tenantatlas.query.http.FreshnessHeaders;
import io.tenantatlas.query.http.StreamController;
import io.tenantatlas.query.http.WarmReads;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.security.VerifiedTokens;
import io.tenantatlas.query.store.DocumentStore;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.stream.Streams;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that keep documents in memory, keep them fresh, and push them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MemoryProperties.class, StreamProperties.class})
public class MemoryConfiguration {

  private static final String KPI = "kpi";
  private static final String BADGE = "badge";

  @Bean
  DocumentCache queryApiDocumentCache(DocumentStore store, MemoryProperties settings) {
    return new DocumentCache(store, settings.documentsMaxSize().toBytes());
  }

  @Bean
  AnswerCache queryApiAnswerCache(MemoryProperties settings) {
    return new AnswerCache(settings.answersMaxSize().toBytes());
  }

  @Bean
  MeterBinder queryApiCacheMeters(DocumentCache documents, AnswerCache answers) {
    return registry -> {
      CaffeineCacheMetrics.monitor(registry, documents.metered(), "query-api.documents");
      CaffeineCacheMetrics.monitor(registry, answers.metered(), "query-api.answers");
    };
  }

  /** Ended by the workers' life cycle, as are the poller and the listener. */
  @Bean(destroyMethod = "")
  Streams queryApiStreams(DocumentCache documents, StreamProperties settings) {
    return new Streams(documents, Set.of(KPI, BADGE), settings.limits());
  }

  @Bean
  MeterBinder queryApiStreamsMeter(Streams streams) {
    return registry ->
        Gauge.builder("atlas.query.streams", streams, Streams::open)
            .description("Open streams of server-sent events")
            .register(registry);
  }

  /** A look refreshes the memory, and what changed is pushed. */
  @Bean(destroyMethod = "")
  ProgressPoller queryApiProgressPoller(
      DocumentCache documents,
      Streams streams,
      QueryApiProperties settings,
      MemoryProperties memory) {
    return new ProgressPoller(
        () -> {
          Observation observation = documents.refresh();
          streams.changed(observation.changes());
          return observation.status();
        },
        new ProgressPoller.Intervals(settings.pollInterval(), memory.idleInterval()),
        settings.waits());
  }

  @Bean(destroyMethod = "")
  TopicListener queryApiTopicListener(
      DocumentCache documents, ProgressPoller poller, MemoryProperties settings) {
    String prefix = settings.kafka().topicPrefix();
    return new TopicListener(
        () -> consumer(settings.kafka()),
        Map.of(prefix + "kpi.v1", KPI, prefix + "badge.v1", BADGE),
        documents,
        poller::wake,
        settings.kafka().retryDelay());
  }

  /** Of no group: every process reads everything. */
  private static Consumer<byte[], byte[]> consumer(MemoryProperties.Kafka kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Bean
  SmartLifecycle queryApiWorkers(ProgressPoller poller, TopicListener listener, Streams streams) {
    return new Workers(poller, listener, streams);
  }

  @Bean
  FreshnessHeaders queryApiFreshnessHeaders(@Qualifier("queryApiClock") Clock clock) {
    return new FreshnessHeaders(clock);
  }

  @Bean
  StreamController queryApiStreamController(
      Streams streams,
      DocumentAnswers answers,
      AnswerCache made,
      StreamProperties settings,
      Actors actors,
      @Qualifier("queryApiClock") Clock clock) {
    return new StreamController(
        streams, answers, new EventWriter(made, settings.keepAlive(), clock), actors);
  }

  @Bean
  WarmReads queryApiWarmReads(
      VerifiedTokens tokens,
      DocumentCache documents,
      AnswerCache answers,
      FreshnessHeaders freshness,
      MeterRegistry meters) {
    return new WarmReads(tokens, documents, answers, freshness, meters);
  }
}
