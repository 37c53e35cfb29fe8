package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import io.tenantatlas.standalone.subscriber.SubscriberPage;
import io.tenantatlas.standalone.subscriber.SubscriberProcess;
import io.tenantatlas.standalone.subscriber.SubscriberProcess.Handled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What subscribers are promised of the topics, after one history of random changes in which a
 * subscriber is killed twice and everything else once. Replay with {@code -Dsubscribers.seed=…}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SubscribersE2EIT {

  private static final long SEED =
      Long.getLong("subscribers.seed", new Random().nextLong(1_000_000_000));
  private static final Tenants TENANTS = Tenants.of(8);

  /** Not there any more when the history ends. */
  private static final List<String> GONE = List.of("7", "8");

  private static final int PARTITIONS = 4;
  private static final List<String> TOPICS = List.of("atlas.kpi.v1", "atlas.badge.v1");

  private static final String LINKS = "atlas.link.v1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final StandaloneProcess standalone;
  private final ServedDocuments served;
  private final ApiClient client;
  private final Map<String, SubscriberProcess> subscribers = new HashMap<>();
  private final Map<String, TopicHistory> histories = new HashMap<>();
  private final List<String> brokenPromises = new ArrayList<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final List<Handled> afterReturn = new ArrayList<>();

  SubscribersE2EIT(@TempDir Path directory) {
    this.directory = directory;
    standalone = new StandaloneProcess(directory);
    served = new ServedDocuments(standalone, TENANTS);
    client = new ApiClient(standalone.address());
  }

  @BeforeAll
  void live() throws Exception {
    standalone.start();
    // Behind the ids that random changes use.
    execute("alter sequence findings_id_seq restart with 1000000");
    try (Connection source = standalone.source()) {
      TENANTS.insert(source);
    }
    SubscriberProcess restless = subscriber("restless");
    // One document of each tenant in each topic, before any tenant goes.
    restless.awaitHandled(TENANTS.known().size() * TOPICS.size());
    change(0);
    committed.putAll(awaitCommitted("restless"));
    restless.kill();
    change(1);
    afterReturn.addAll(restless.start().awaitHandled(10));
    restless.kill();
    change(2);
    restless.start();
    change(3);
    standalone.kill();
    standalone.start();
    change(4);
    execute("delete from tenants where id in (%s)".formatted(String.join(", ", GONE)));
    subscriber("late");
    // Also waits until the topics have what the API serves.
    brokenPromises.addAll(new DocumentTopics(standalone).differences(TENANTS));
    for (String topic : List.of("atlas.kpi.v1", "atlas.badge.v1", LINKS)) {
      histories.put(topic, TopicHistory.read(standalone.kafkaBootstrapServers(), topic));
    }
  }

  @AfterAll
  void stop() {
    subscribers.values().forEach(SubscriberProcess::close);
    standalone.close();
  }

  @ParameterizedTest
  @FieldSource("TOPICS")
  void aSubscriberThatWasKilledAndCameBackHasWhatTheApiServes(String topic) throws Exception {
    assertHasWhatTheApiServes("restless", topic);
  }

  @Test
  void aSubscriberThatComesBackGoesOnWhereItHadCommitted() {
    assertThat(afterReturn)
        .as("seed %d", SEED)
        .allSatisfy(
            handled ->
                assertThat(handled.offset())
                    .isGreaterThanOrEqualTo(committed.getOrDefault(handled.partition(), 0L)));
  }

  @ParameterizedTest
  @FieldSource("TOPICS")
  void aSubscriberThatJoinsLateHasWhatTheApiServes(String topic) throws Exception {
    assertHasWhatTheApiServes("late", topic);
  }

  @Test
  void aSubscriberThatReadsOnlyWhatCompactionLeavesHasWhatTheApiServes() throws Exception {
    compact();
    subscriber("frugal");
    for (String topic : TOPICS) {
      assertHasWhatTheApiServes("frugal", topic);
    }
  }

  @ParameterizedTest
  @FieldSource("TOPICS")
  void aTenantThatWentHasATombstone(String topic) {
    for (String tenant : GONE) {
      List<ConsumerRecord<String, String>> records =
          Objects.requireNonNull(history(topic).byKey().get(tenant));
      assertThat(records).anyMatch(record -> record.value() != null);
      assertThat(records.getLast().value()).isNull();
    }
  }

  @Test
  void everyRecordOfTheWholeTopicsKeepsWhatIsPromised() {
    assertThat(brokenPromises).as("seed %d", SEED).isEmpty();
    for (String topic : TOPICS) {
      assertThat(history(topic).records())
          .as("%s says old and new values, seed %d", topic, SEED)
          .anyMatch(record -> String.valueOf(record.value()).contains("\"old\":"));
    }
  }

  @Test
  void everyRecordIsAsItIsDescribed() {
    MessagePromises.assertDescribed(history("atlas.kpi.v1"), "kpi", "kpi.v1.json");
    MessagePromises.assertDescribed(history("atlas.badge.v1"), "badge", "badge.v1.json");
    MessagePromises.assertDescribed(history(LINKS), "edge", "link.v1.json");
  }

  @Test
  void aRecordsHeadersSayWhatItIs() {
    TOPICS.forEach(topic -> MessagePromises.assertHeadersOfDocuments(history(topic)));
    MessagePromises.assertHeadersOfEdges(history(LINKS));
  }

  @Test
  void theCommandsOfThePageShowWhatTheTopicsHave() throws Exception {
    List<String> commands = SubscriberPage.commands();
    assertThat(commands).hasSize(2);
    assertShowsTheNewest(commands.get(0));
    assertThat(served.differences("atlas.badge.v1", topic -> newest(run(commands.get(1)))))
        .isEmpty();
  }

  private void assertShowsTheNewest(String command) throws Exception {
    List<String> expected;
    String printed;
    do {
      expected = shownNewest();
      printed = run(command);
    } while (!shownNewest().equals(expected));
    assertThat(printed).contains(expected);
  }

  /** The newest record of each tenant as the page's first command prints it. */
  private List<String> shownNewest() {
    return TopicHistory.read(standalone.kafkaBootstrapServers(), "atlas.kpi.v1").newest().stream()
        .map(
            record ->
                String.format(
                    Locale.ROOT,
                    "partition %d, offset %d, tenant %s: %s\n  %s\n",
                    record.partition(),
                    record.offset(),
                    record.key(),
                    record.value() == null ? "NULL" : record.value(),
                    headers(record)))
        .toList();
  }

  private static String headers(ConsumerRecord<String, String> record) {
    return TopicHistory.headers(record).entrySet().stream()
        .map(header -> header.getKey() + "=" + header.getValue())
        .collect(Collectors.joining(","));
  }

  private String run(String command) throws IOException, InterruptedException {
    return SubscriberPage.run(command, standalone.kafkaBootstrapServers());
  }

  /** The lines that the page's second command printed, by tenant. */
  private static Map<Long, String> newest(String printed) {
    return printed
        .lines()
        .collect(Collectors.toMap(line -> Json.read(line).get("tenant_id").asLong(), line -> line));
  }

  private SubscriberProcess subscriber(String group) throws IOException {
    Path own = Files.createDirectory(directory.resolve(group));
    SubscriberProcess subscriber =
        new SubscriberProcess(standalone.kafkaBootstrapServers(), group, own, TOPICS);
    subscribers.put(group, subscriber);
    return subscriber.start();
  }

  private void assertHasWhatTheApiServes(String group, String topic) throws Exception {
    SubscriberProcess subscriber = Objects.requireNonNull(subscribers.get(group));
    List<String> differences =
        served.differences(
            topic,
            of -> {
              subscriber.awaitNews(Duration.ofMillis(200));
              return subscriber.messages(of);
            });
    assertThat(differences).as("%s of %s, seed %d", topic, group, SEED).isEmpty();
  }

  private TopicHistory history(String topic) {
    return Objects.requireNonNull(histories.get(topic));
  }

  private Map<TopicPartition, Long> awaitCommitted(String group) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", standalone.kafkaBootstrapServers()))) {
      while (offsets.isEmpty()) {
        assertThat(System.nanoTime()).as("%s commits", group).isLessThan(deadline);
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
      }
    }
    return offsets;
  }

  /** Returns when little more than the newest record of each tenant is left. */
  private void compact() throws Exception {
    String brokers = standalone.kafkaBootstrapServers();
    Compaction.hurry(brokers, TOPICS);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (String topic : TOPICS) {
      TopicHistory left = history(topic);
      assertThat(left.records()).hasSizeGreaterThan(left.newest().size() + 6 * PARTITIONS);
      while (left.records().size() > left.newest().size() + 3 * PARTITIONS) {
        assertThat(System.nanoTime()).as("%s is compacted", topic).isLessThan(deadline);
        changeEveryPartition();
        left = TopicHistory.read(brokers, topic);
      }
    }
  }

  /** A new record ends the segment before it; the newest segment is never compacted. */
  private void changeEveryPartition() throws Exception {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at)
        select tenant, 's', 'high', 'open', now() at time zone 'UTC', now() at time zone 'UTC'
        from generate_series(1, %d) tenant
        """,
            PARTITIONS));
    for (long tenant = 1; tenant <= PARTITIONS; tenant++) {
      client.kpis(tenant, position());
    }
  }

  private void change(int number) throws Exception {
    new Exactness(standalone).change(SEED + number, 2, 200, TENANTS, 120);
  }

  private String position() throws SQLException {
    try (Connection source = standalone.source()) {
      return ApiClient.position(source);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(sql);
    }
  }
}
