package io.tenantatlas.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaBrokerIT {
  private static final String TOPIC = "kept";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final Path directory;

  EmbeddedKafkaBrokerIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /** What the killed run is, in its own process. */
  static final class Host {
    public static void main(String[] arguments) throws InterruptedException {
      EmbeddedKafkaBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), List.of());
      System.out.println("UP");
      Thread.currentThread().join();
    }
  }

  @Test
  void recordsOfCommittedTransactionsSurviveARestartOnAnotherPort() throws Exception {
    try (var broker = EmbeddedKafkaBroker.start(directory, TestPorts.free(), List.of())) {
      createTopic(broker.bootstrapServers());
      produce(broker.bootstrapServers(), "first");
    }
    try (var broker = EmbeddedKafkaBroker.start(directory, TestPorts.free(), List.of())) {
      produce(broker.bootstrapServers(), "second");
      assertThat(consume(broker.bootstrapServers(), 2)).containsExactly("first", "second");
    }
  }

  @Test
  void recordsOfCommittedTransactionsSurviveAKill() throws Exception {
    int port = TestPorts.free();
    String address = "127.0.0.1:" + port;
    try (ChildJvm child = ChildJvm.start(Host.class, directory, port)) {
      createTopic(address);
      produce(address, "first");
      child.kill();
    }
    try (var broker = EmbeddedKafkaBroker.start(directory, port, List.of())) {
      produce(broker.bootstrapServers(), "second");
      assertThat(consume(broker.bootstrapServers(), 2)).containsExactly("first", "second");
    }
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      var topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void produce(String address, String value) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", address, "transactional.id", "writer");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused = producer.send(new ProducerRecord<>(TOPIC, "key", value));
      producer.commitTransaction();
      producer.beginTransaction();
      unused = producer.send(new ProducerRecord<>(TOPIC, "key", value + " taken back"));
      producer.abortTransaction();
    }
  }

  private static List<String> consume(String address, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            address,
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
