package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.Topics;
import io.tenantatlas.projector.capture.Topics.Topic;
import io.tenantatlas.projector.config.ProjectorProperties.Role;
import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.kafka.KafkaErrors;
import io.tenantatlas.service.startup.Causes;
import io.tenantatlas.service.startup.StartupFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Makes sure at the start that Kafka is there, with our topics, and permits what this process will
 * do.
 */
final class KafkaPreflight {

  private final ProjectorProperties properties;
  private final KafkaClients clients;

  KafkaPreflight(ProjectorProperties properties, KafkaClients clients) {
    this.properties = properties;
    this.clients = clients;
  }

  /** Returns the topics' ids by name. */
  Map<String, String> run() {
    int timeoutMillis = Math.toIntExact(properties.kafka().timeout().toMillis());
    try (Admin admin =
        clients.admin(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMillis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeoutMillis))) {
      Map<String, TopicDescription> found =
          new Topics(admin, properties.kafka().timeout()).ensure(topics());
      requirePermissions(admin, found);
      return found.values().stream()
          .collect(Collectors.toMap(TopicDescription::name, topic -> topic.topicId().toString()));
    } catch (IllegalStateException e) {
      throw new StartupFailure(String.valueOf(e.getMessage()), e);
    } catch (KafkaException | TimeoutException e) {
      throw new StartupFailure(KafkaErrors.line(e, clients.brokers()), e);
    } catch (ExecutionException e) {
      throw new StartupFailure(line(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupFailure("interrupted while starting", e);
    }
  }

  private String line(ExecutionException failure) {
    boolean ofOurTopics =
        failure.getCause() instanceof ApiException refused
            && !(refused instanceof AuthenticationException)
            && !(refused instanceof AuthorizationException)
            && !(refused instanceof org.apache.kafka.common.errors.TimeoutException);
    return ofOurTopics
        ? "Kafka at %s refuses to make our topics: %s; see atlas.kafka.replication-factor and atlas.kafka.topic-prefix"
            .formatted(clients.brokers(), Causes.text(Causes.root(failure)))
        : KafkaErrors.line(failure, clients.brokers());
  }

  private List<Topic> topics() {
    int partitions = properties.kafka().partitions();
    short replicas = properties.kafka().replicationFactor();
    List<Topic> wanted = new ArrayList<>();
    wanted.add(new Topic(KafkaSettings.changes(properties), partitions, replicas, true));
    wanted.add(new Topic(KafkaSettings.deadLetters(properties), partitions, replicas, false));
    wanted.add(new Topic(KafkaSettings.captureState(properties), 1, replicas, true));
    for (String topic : KafkaSettings.published(properties).topics()) {
      wanted.add(new Topic(topic, partitions, replicas, true));
    }
    return wanted;
  }

  private void requirePermissions(Admin admin, Map<String, TopicDescription> found)
      throws ExecutionException, TimeoutException, InterruptedException {
    KafkaPermissions permissions = new KafkaPermissions(admin, properties.kafka().timeout());
    Set<Role> roles = properties.projector().roles();
    if (roles.contains(Role.CAPTURE)) {
      permissions.topic(
          found.get(KafkaSettings.changes(properties)), AclOperation.READ, AclOperation.WRITE);
      permissions.topic(
          found.get(KafkaSettings.captureState(properties)), AclOperation.READ, AclOperation.WRITE);
      permissions.group(KafkaSettings.captureGroup(clients));
      permissions.transactionalIds(List.of(KafkaSettings.captureTransactionalId(properties)));
    }
    if (roles.contains(Role.PROJECT)) {
      permissions.topic(found.get(KafkaSettings.changes(properties)), AclOperation.READ);
      permissions.topic(found.get(KafkaSettings.deadLetters(properties)), AclOperation.WRITE);
      for (String topic : KafkaSettings.published(properties).topics()) {
        permissions.topic(found.get(topic), AclOperation.WRITE);
      }
      permissions.group(KafkaSettings.group(clients));
      permissions.transactionalIds(
          IntStream.range(0, properties.kafka().partitions())
              .mapToObj(partition -> KafkaSettings.transactionalId(properties, partition))
              .toList());
    }
    List<String> missing = permissions.missing();
    if (!missing.isEmpty()) {
      throw new StartupFailure(
          "Kafka at %s does not permit its user to %s; deploy/README.md lists the permissions"
              .formatted(clients.brokers(), String.join(", to ", missing)));
    }
  }
}
