package io.tenantatlas.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.service.ServiceConfiguration;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.core.MicrometerProducerListener;

/** Clients are made as {@code spring.kafka.*} says, but for what correctness depends on. */
class KafkaClientsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
          .withUserConfiguration(ServiceConfiguration.class)
          .withBean(
              DefaultKafkaConsumerFactoryCustomizer.class,
              () -> factory -> factory.addListener(new MicrometerConsumerListener<>(meters)))
          .withBean(
              DefaultKafkaProducerFactoryCustomizer.class,
              () -> factory -> factory.addListener(new MicrometerProducerListener<>(meters)))
          .withPropertyValues(
              "spring.kafka.bootstrap-servers=127.0.0.1:1,127.0.0.1:2",
              "spring.kafka.consumer.client-id=reader",
              "spring.kafka.producer.client-id=writer");

  @Test
  void whatTheUserSetsHoldsUnlessItIsRequired() {
    context
        .withPropertyValues(
            "spring.kafka.consumer.max-poll-records=7",
            "spring.kafka.consumer.isolation-level=read_uncommitted")
        .run(
            running -> {
              KafkaClients clients = running.getBean(KafkaClients.class);
              assertThat(clients.brokers()).isEqualTo("127.0.0.1:1,127.0.0.1:2");
              try (Consumer<byte[], byte[]> consumer =
                  clients.consumer(
                      Map.of("max.poll.records", "wrong", "client.id", "ours"),
                      Map.of("isolation.level", "read_committed"))) {
                assertThat(consumer.metrics().keySet())
                    .anyMatch(metric -> "reader".equals(metric.tags().get("client-id")));
              }
            });
  }

  @Test
  void theMetricsOfAClientLiveAsLongAsIt() {
    context.run(
        running -> {
          KafkaClients clients = running.getBean(KafkaClients.class);
          Producer<byte[], byte[]> producer = clients.producer(Map.of(), Map.of());
          Consumer<byte[], byte[]> consumer = clients.consumer(Map.of(), Map.of());
          assertThat(meters.getMeters()).extracting(KafkaClientsTest::name).contains("writer");
          assertThat(meters.getMeters())
              .extracting(KafkaClientsTest::name)
              .anyMatch(name -> name.contains("reader"));
          producer.close(Duration.ZERO);
          consumer.close();
          assertThat(meters.getMeters()).isEmpty();
        });
  }

  private static String name(Meter meter) {
    return String.valueOf(meter.getId().getTag("client.id"));
  }

  @Test
  void secureConnectionsAreMadeAsSpringBootDocumentsThem() {
    context
        .withPropertyValues(
            "spring.kafka.security.protocol=SASL_SSL",
            "spring.kafka.properties.sasl.mechanism=SCRAM-SHA-512")
        .run(
            running ->
                assertThat(running.getBean(KafkaClients.class))
                    .satisfies(
                        clients ->
                            // No credentials are given, so no client can be made; in the clear it
                            // would be.
                            assertThatThrownBy(() -> clients.producer(Map.of(), Map.of()))
                                .hasStackTraceContaining("KafkaClient")));
  }
}
