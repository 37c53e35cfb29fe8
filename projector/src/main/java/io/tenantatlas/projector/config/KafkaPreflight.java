package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.Topics;
import io.tenantatlas.projector.capture.Topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/** Makes sure at the start that Kafka is there, with our topics. */
final class KafkaPreflight {

  private KafkaPreflight() {}

  /** Returns the topics' ids by name. */
  static Map<String, String> run(ProjectorProperties properties, Topics topics) {
    ProjectorProperties.Kafka kafka = properties.kafka();
    short replicas = kafka.replicationFactor();
    String servers = kafka.bootstrapServers();
    try {
      int partitions = kafka.partitions();
      List<Topic> wanted = new ArrayList<>();
      wanted.add(new Topic(KafkaSettings.changes(properties), partitions, replicas, true));
      wanted.add(new Topic(KafkaSettings.deadLetters(properties), partitions, replicas, false));
      wanted.add(new Topic(KafkaSettings.captureState(properties), 1, replicas, true));
      for (String topic : KafkaSettings.published(properties).topics()) {
        wanted.add(new Topic(topic, partitions, replicas, true));
      }
      return topics.ensure(wanted);
    } catch (IllegalStateException e) {
      throw new StartupFailure(String.valueOf(e.getMessage()), e);
    } catch (KafkaException | TimeoutException e) {
      throw new StartupFailure(
          "cannot reach Kafka at %s; start it or set atlas.kafka.bootstrap-servers"
              .formatted(servers),
          e);
    } catch (ExecutionException e) {
      throw new StartupFailure(
          "Kafka at %s refuses to make our topics: %s; see atlas.kafka.replication-factor and atlas.kafka.topic-prefix"
              .formatted(servers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupFailure("interrupted while starting", e);
    }
  }
}
