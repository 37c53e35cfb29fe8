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
import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.kafka.KafkaErrors;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
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

  /** Little at once: nothing in the records is looked at. */
  private static final Map<String, Object> PREFERRED =
      Map.of(
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
          FETCH_BYTES_MAX,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          FETCH_BYTES_MAX);

  /**
   * Every process reads everything, from now on, and commits nothing. Uncommitted records too: what
   * they are about is in the read model before they are written, and nobody can hold them back by a
   * transaction that does not end.
   */
  private static final Map<String, Object> REQUIRED =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_uncommitted",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          "false",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          "false",
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "latest");

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
      KafkaClients clients,
      QueryApiProperties settings,
      MemoryProperties memory,
      @Qualifier("queryApiClock") Clock clock) {
    MemoryProperties.Kafka kafka = memory.kafka();
    Map<String, Object> required = new HashMap<>(REQUIRED);
    required.put(CommonClientConfigs.CLIENT_ID_CONFIG, clients.clientId("tenantatlas-query-api"));
    return new TopicListener(
        () -> clients.reader(PREFERRED, required),
        Set.of(kafka.topicPrefix() + "kpi.v1", kafka.topicPrefix() + "badge.v1"),
        told(
            poller,
            new Outage(
                LoggerFactory.getLogger(TopicListener.class),
                "The topics of Kafka at " + clients.brokers(),
                clock),
            clients.brokers()),
        new TopicListener.Pauses(settings.pollInterval(), kafka.retryDelay()));
  }

  private static TopicListener.Told told(ProgressPoller poller, Outage outage, String brokers) {
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
      public void fails(Throwable failure) {
        outage.fails(reason(failure, brokers));
      }
    };
  }

  /** What a client says of settings that it cannot use might quote them: KafkaErrors does not. */
  private static @Nullable String reason(Throwable failure, String brokers) {
    return failure instanceof UnknownTopicOrPartitionException || failure instanceof Error
        ? failure.getMessage()
        : KafkaErrors.line(failure, brokers);
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
