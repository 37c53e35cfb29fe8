package io.tenantatlas.query.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.tenantatlas.query.cache.DocumentCache;
import io.tenantatlas.query.cache.TopicListener;
import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.http.AnswerCache;
import io.tenantatlas.query.http.DocumentAnswers;
import io.tenantatlas.query.http.EventWriter;
import io.tenantatlas.query.http.FreshnessHeaders;
import io.tenantatlas.query.http.RequestMeter;
import io.tenantatlas.query.http.StreamController;
import io.tenantatlas.query.http.WarmReads;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.security.VerifiedTokens;
import io.tenantatlas.query.store.DocumentStore;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import io.tenantatlas.query.stream.Streams;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that keep documents in memory, keep them fresh, and push them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MemoryProperties.class, StreamProperties.class})
public class MemoryConfiguration {

  private static final int FETCH_BYTES_MAX = 1 << 20;

  private static final String KPI = "kpi";
  private static final String BADGE = "badge";

  @Bean
  DocumentCache queryApiDocumentCache(DocumentStore store, MemoryProperties settings) {
    return new DocumentCache(store, settings.documentsMaxSize().toBytes(), settings.maxRenewed());
  }

  @Bean
  AnswerCache queryApiAnswerCache(MemoryProperties settings) {
    return new AnswerCache(settings.answersMaxSize().toBytes());
  }

  /** Ended by the workers' life cycle, as are the poller and the listener. */
  @Bean(destroyMethod = "")
  Streams queryApiStreams(DocumentCache documents, StreamProperties settings) {
    return new Streams(documents, Set.of(KPI, BADGE), settings.limits());
  }

  /** A look refreshes the memory, and what changed is pushed. */
  @Bean(destroyMethod = "")
  ProgressPoller queryApiProgressPoller(
      DocumentCache documents,
      Streams streams,
      QueryApiProperties settings,
      MemoryProperties memory,
      Looks looks,
      Outage outage) {
    return new ProgressPoller(
        () -> {
          Observation observation = observed(documents, looks, outage);
          if (observation.anew()) {
            streams.endAll();
          }
          streams.changed(observation.changes());
          return observation.status();
        },
        new ProgressPoller.Intervals(settings.pollInterval(), memory.idleInterval()),
        settings.waits());
  }

  private static Observation observed(DocumentCache documents, Looks looks, Outage outage) {
    try {
      Observation observation = documents.refresh();
      looks.saw(observation.status());
      outage.works();
      return observation;
    } catch (ReadModelUnavailableException e) {
      outage.fails(e.reason());
      looks.failed();
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      looks.failed();
      throw e;
    }
  }

  @Bean(destroyMethod = "")
  TopicListener queryApiTopicListener(
      ProgressPoller poller,
      QueryApiProperties settings,
      MemoryProperties memory,
      @Qualifier("queryApiClock") Clock clock) {
    MemoryProperties.Kafka kafka = memory.kafka();
    return new TopicListener(
        () -> consumer(kafka),
        Set.of(kafka.topicPrefix() + "kpi.v1", kafka.topicPrefix() + "badge.v1"),
        told(
            poller,
            new Outage(
                LoggerFactory.getLogger(TopicListener.class),
                "The topics of Kafka at " + kafka.bootstrapServers(),
                clock)),
        new TopicListener.Pauses(settings.pollInterval(), kafka.retryDelay()));
  }

  private static TopicListener.Told told(ProgressPoller poller, Outage outage) {
    return new TopicListener.Told() {
      @Override
      public void changed() {
        poller.wake();
      }

      @Override
      public void works() {
        outage.works();
      }

      @Override
      public void fails(String reason) {
        outage.fails(reason);
      }
    };
  }

  /**
   * Of no group: every process reads everything. Uncommitted records too: what they are about is in
   * the read model before they are written, and nobody can hold them back by a transaction that
   * does not end. Little at once: nothing in them is looked at.
   */
  private static Consumer<byte[], byte[]> consumer(MemoryProperties.Kafka kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES_MAX);
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(kafka.timeout().toMillis()));
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
      MeterRegistry meters,
      @Qualifier("queryApiClock") Clock clock) {
    var events = new EventWriter(made, settings.keepAlive(), clock, Meters.events(meters));
    return new StreamController(streams, answers, events, actors, clock);
  }

  @Bean
  WarmReads queryApiWarmReads(
      VerifiedTokens tokens,
      DocumentCache documents,
      AnswerCache answers,
      FreshnessHeaders freshness,
      RequestMeter meter) {
    return new WarmReads(tokens, documents, answers, freshness, meter);
  }
}
