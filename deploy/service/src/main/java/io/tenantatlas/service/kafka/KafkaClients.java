package io.tenantatlas.service.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Makes every Kafka client of a program. Where the brokers are, how they are reached (TLS, SASL,
 * SSL bundles, any client property) and the clients' metrics come from {@code spring.kafka.*} and
 * its connection details, as Spring Boot documents them. Keys and values are bytes, so that no
 * record can fail inside of a client.
 *
 * <p>The caller gives two kinds of settings: {@code preferred} ones hold unless the user sets them,
 * {@code required} ones hold in any case, because correctness depends on them.
 *
 * <p>Threads: any. The clients belong to the caller, who closes them. Errors: {@link
 * org.apache.kafka.common.KafkaException} for settings that no client can be made of.
 */
public final class KafkaClients {

  /** Of a request of a producer of {@link #transactionalProducer}, and so of a record. */
  public static final int REQUEST_BYTES_MAX = 16 << 20;

  private static final Set<String> OF_A_GROUP = Set.of("group.id", "group.instance.id");

  private final DefaultKafkaConsumerFactory<?, ?> consumers;
  private final DefaultKafkaProducerFactory<?, ?> producers;
  private final KafkaAdmin admin;

  /** Makes clients as these factories would. */
  public KafkaClients(
      DefaultKafkaConsumerFactory<?, ?> consumers,
      DefaultKafkaProducerFactory<?, ?> producers,
      KafkaAdmin admin) {
    this.consumers = consumers;
    this.producers = producers;
    this.admin = admin;
  }

  /** The brokers, as they are shown to people. */
  public String brokers() {
    Object servers = admin.getConfigurationProperties().get("bootstrap.servers");
    return servers instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(servers);
  }

  /** The consumer group that the user names; {@code otherwise} when the user names none. */
  public String groupId(String otherwise) {
    return consumers.getConfigurationProperties().get("group.id") instanceof String group
        ? group
        : otherwise;
  }

  /**
   * A client's {@code client.id}, by which its metrics and quotas are told apart.
   *
   * @param name what it is for; behind what the user names all clients, if the user does
   */
  public String clientId(String name) {
    return consumers.getConfigurationProperties().get("client.id") instanceof String all
        ? all + "-" + name
        : name;
  }

  /** A consumer. */
  public Consumer<byte[], byte[]> consumer(
      Map<String, Object> preferred, Map<String, Object> required) {
    return consumer(merged(consumers.getConfigurationProperties(), preferred, required), Set.of());
  }

  /** A consumer that belongs to no group, whoever names one: it is assigned its partitions. */
  public Consumer<byte[], byte[]> reader(
      Map<String, Object> preferred, Map<String, Object> required) {
    return consumer(
        merged(consumers.getConfigurationProperties(), preferred, required), OF_A_GROUP);
  }

  private Consumer<byte[], byte[]> consumer(Map<String, Object> settings, Set<String> without) {
    settings.keySet().removeAll(without);
    var factory =
        new DefaultKafkaConsumerFactory<byte[], byte[]>(
            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumers.getListeners().forEach(listener -> addListener(factory, listener));
    return factory.createConsumer();
  }

  @SuppressWarnings("unchecked") // listeners do not look at keys and values
  private static void addListener(
      DefaultKafkaConsumerFactory<byte[], byte[]> factory, Object listener) {
    factory.addListener((ConsumerFactory.Listener<byte[], byte[]>) listener);
  }

  /**
   * A producer. Not one of the factory's own: those are shared, choose transactional ids and begin
   * transactions by themselves.
   */
  public Producer<byte[], byte[]> producer(
      Map<String, Object> preferred, Map<String, Object> required) {
    return new ListenedProducer(
        merged(producers.getConfigurationProperties(), preferred, required),
        producers.getListeners().stream().map(KafkaClients::listener).toList());
  }

  /**
   * A producer of transactions; a newer one with the same id fences it.
   *
   * @param name by which its client id is made
   * @param patience how long a call waits for Kafka
   * @param preferred further settings
   */
  public Producer<byte[], byte[]> transactionalProducer(
      String name, String id, Duration patience, Map<String, Object> preferred) {
    Map<String, Object> more = new HashMap<>(preferred);
    more.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // A transaction that begins while the last one is being finished is asked to come back in a
    // moment.
    more.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 5);
    return producer(
        more,
        Map.of(
            CommonClientConfigs.CLIENT_ID_CONFIG,
            clientId(name),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            REQUEST_BYTES_MAX,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            patience.toMillis()));
  }

  /**
   * A member of a group whose positions are not Kafka's: it commits none. Partitions move one by
   * one, without stopping all members.
   *
   * @param name by which its client id is made
   * @param instance a name that stays over restarts; empty for none
   * @param session after which a member that has gone silent loses its partitions
   * @param required further settings
   */
  public Consumer<byte[], byte[]> member(
      String group, String name, String instance, Duration session, Map<String, Object> required) {
    int sessionMillis = Math.toIntExact(session.toMillis());
    Map<String, Object> settings = new HashMap<>(required);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId(name));
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / 4);
    if (!instance.isEmpty()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
    }
    return consumer(Map.of(), settings);
  }

  @SuppressWarnings("unchecked") // listeners do not look at keys and values
  private static ProducerFactory.Listener<byte[], byte[]> listener(Object listener) {
    return (ProducerFactory.Listener<byte[], byte[]>) listener;
  }

  /** An administrator of topics. */
  public Admin admin(Map<String, Object> preferred) {
    return Admin.create(merged(admin.getConfigurationProperties(), preferred, Map.of()));
  }

  private static Map<String, Object> merged(
      Map<String, Object> users, Map<String, Object> preferred, Map<String, Object> required) {
    Map<String, Object> merged = new HashMap<>(preferred);
    merged.putAll(users);
    merged.putAll(required);
    return merged;
  }

  /** Tells the factory's listeners, which keep its metrics, when it begins and ends. */
  private static final class ListenedProducer extends KafkaProducer<byte[], byte[]> {

    private final List<ProducerFactory.Listener<byte[], byte[]>> listeners;
    private final String id;
    private final @Nullable Object transactionalId;

    ListenedProducer(
        Map<String, Object> settings, List<ProducerFactory.Listener<byte[], byte[]>> listeners) {
      super(settings, new ByteArraySerializer(), new ByteArraySerializer());
      this.listeners = listeners;
      this.id = String.valueOf(settings.getOrDefault("client.id", "producer"));
      this.transactionalId = settings.get("transactional.id");
      listeners.forEach(listener -> listener.producerAdded(id, this));
    }

    /** Kafka does not say which id it refuses. */
    @Override
    public void initTransactions() {
      try {
        super.initTransactions();
      } catch (TransactionalIdAuthorizationException e) {
        throw new TransactionalIdAuthorizationException(
            "Not authorized to use the transactional id " + transactionalId);
      }
    }

    @Override
    public void close(Duration timeout) {
      super.close(timeout);
      listeners.forEach(listener -> listener.producerRemoved(id, this));
    }
  }
}
