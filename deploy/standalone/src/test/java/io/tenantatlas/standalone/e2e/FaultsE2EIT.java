package io.tenantatlas.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tenantatlas.standalone.ProjectorProcess;
import io.tenantatlas.standalone.StandaloneProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What befalls the packaged jars: a capture that freezes, little memory, a change log that is
 * deleted, JVMs of other languages. Replay with {@code -Dfaults.seed=…}.
 */
@Timeout(300)
class FaultsE2EIT {

  private static final long SEED =
      Long.getLong("faults.seed", new Random().nextLong(1_000_000_000));
  private static final Tenants TENANTS = Tenants.of(8);
  private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(60);

  @Test
  void aFrozenCaptureIsTakenOverAndWritesNothingMoreWhenItWakes(@TempDir Path directory)
      throws Exception {
    try (StandaloneProcess servers = projecting(directory);
        ProjectorProcess first = capturing(directory, "first", servers)) {
      servers.awaitReady();
      insertTenants(servers);
      await().atMost(TAKEN_OVER_WITHIN).until(() -> captures(first));
      try (ProjectorProcess second = capturing(directory, "second", servers)) {
        Exactness exactness = new Exactness(servers);
        exactness.change(SEED, 2, 200, TENANTS, 100);
        assertThat(exactness.differences(TENANTS)).as("before, seed %d", SEED).isEmpty();
        await().atMost(TAKEN_OVER_WITHIN).until(() -> second.health().contains("standby"));
        first.freeze();
        exactness.change(SEED + 1, 2, 200, TENANTS, 100);
        await().atMost(TAKEN_OVER_WITHIN).until(() -> captures(second));
        assertThat(exactness.differences(TENANTS)).as("frozen, seed %d", SEED).isEmpty();
        first.wake();
        exactness.change(SEED + 2, 2, 200, TENANTS, 100);
        assertThat(exactness.differences(TENANTS)).as("awake, seed %d", SEED).isEmpty();
        await().atMost(TAKEN_OVER_WITHIN).until(() -> first.health().contains("standby"));
        exactness.change(SEED + 3, 2, 200, TENANTS, 100);
        assertThat(exactness.differences(TENANTS)).as("later, seed %d", SEED).isEmpty();
        assertThat(captures(second)).isTrue();
        assertThat(second.stop()).as("stops").isLessThan(Duration.ofSeconds(10));
        await().atMost(TAKEN_OVER_WITHIN).until(() -> captures(first));
        exactness.change(SEED + 4, 2, 200, TENANTS, 100);
        assertThat(exactness.differences(TENANTS)).as("given back, seed %d", SEED).isEmpty();
        servers.stop(); // Kafka and both databases
        assertThat(first.stop()).as("stops without servers").isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  private static boolean captures(ProjectorProcess process) throws InterruptedException {
    return process.health().contains("following");
  }

  @Test
  void manyLargeRowsNeedLittleMemory(@TempDir Path directory) throws Exception {
    try (StandaloneProcess servers = projecting(directory)) {
      await().atMost(TAKEN_OVER_WITHIN).ignoreExceptions().until(() -> insertTenants(servers));
      insertItems(servers, 1, 300);
      try (ProjectorProcess projector =
          new ProjectorProcess(
              directory, "small", servers, "-Xmx512m", "-XX:+ExitOnOutOfMemoryError")) {
        servers.awaitReady();
        assertThat(items(servers)).as("by the snapshot").isEqualTo(300);
        insertItems(servers, 301, 300);
        assertThat(items(servers)).as("by the stream").isEqualTo(600);
        assertThat(projector.output()).doesNotContain("OutOfMemoryError", "Everything is read");
      }
    }
  }

  /** Of all tenants, after everything committed by now. */
  private static long items(StandaloneProcess servers) throws Exception {
    ApiClient client = new ApiClient(servers.address());
    long items = 0;
    try (Connection source = servers.source()) {
      String position = ApiClient.position(source);
      for (long tenant : TENANTS.known()) {
        items += client.kpis(tenant, position).content().at("/inventory/total_items").asLong();
      }
    }
    return items;
  }

  /** 1.5 MB each. */
  private static void insertItems(StandaloneProcess servers, int from, int count)
      throws SQLException {
    execute(
        servers,
        """
        insert into inventory_items (tenant_id, policy_type, external_id, display_name, meta_jsonb, created_at, updated_at)
        select 1 + n %% 8, 'deviceConfiguration', 'large-' || n, 'Large', jsonb_build_object('payload',
          repeat(md5(n::text), 48000)), now(), now()
        from generate_series(%1$s, %1$s + %2$s - 1) n
        """
            .formatted(Integer.toString(from), Integer.toString(count)));
  }

  @Test
  void itStopsInTimeWhenTheChangeLogWasDeleted(@TempDir Path directory) throws Exception {
    try (StandaloneProcess standalone =
        new StandaloneProcess(directory, "--atlas.kafka.timeout=5s")) {
      standalone.start();
      insertTenants(standalone);
      try (Admin admin =
          Admin.create(Map.of("bootstrap.servers", standalone.kafkaBootstrapServers()))) {
        admin.deleteTopics(List.of("atlas.changes")).all().get();
      }
      execute(standalone, "update tenants set name = 'changed'");
      await()
          .atMost(TAKEN_OVER_WITHIN)
          .until(
              () ->
                  standalone.output().stream()
                      .anyMatch(line -> line.contains("Capture cannot follow")));
      assertThat(standalone.stop()).as("stops").isLessThan(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @CsvSource({"tr,TR,latn", "ar,EG,arab"})
  void theLanguageOfTheJvmDoesNotMatter(
      String language, String country, String digits, @TempDir Path directory) throws Exception {
    try (StandaloneProcess standalone =
        new StandaloneProcess(
            directory,
            "-Duser.language=" + language,
            "-Duser.country=" + country,
            "-Duser.extensions=u-nu-" + digits)) {
      assertThat(standalone.start()).isPositive();
      assertThat(standalone.awaitReady()).matches("[ -~]+");
      insertTenants(standalone);
      Exactness exactness = new Exactness(standalone);
      exactness.change(SEED, 2, 200, TENANTS, 100);
      assertThat(exactness.differences(TENANTS)).as("seed %d", SEED).isEmpty();
      assertThat(exactness.topicDifferences()).as("seed %d", SEED).isEmpty();
      assertThat(new DocumentTopics(standalone).differences(TENANTS)).as("seed %d", SEED).isEmpty();
      ApiClient.Answer answer = new ApiClient(standalone.address()).kpis(1);
      assertThat(UTF_8.newEncoder().canEncode(answer.body())).isTrue();
      assertThat(answer.body()).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
    }
  }

  /** The servers, the query API and a projector that does not capture. */
  private static StandaloneProcess projecting(Path directory) throws IOException {
    StandaloneProcess servers = new StandaloneProcess(directory, "--atlas.projector.roles=project");
    servers.launch();
    return servers;
  }

  private static ProjectorProcess capturing(Path directory, String name, StandaloneProcess servers)
      throws Exception {
    await()
        .atMost(TAKEN_OVER_WITHIN)
        .ignoreExceptions()
        .until(
            () -> {
              execute(servers, "select count(*) from findings");
              return true;
            });
    return new ProjectorProcess(
        directory,
        name,
        servers,
        "--atlas.projector.roles=capture",
        "--atlas.projector.session-timeout=6s");
  }

  private static boolean insertTenants(StandaloneProcess standalone) throws SQLException {
    try (Connection source = standalone.source()) {
      TENANTS.insert(source);
      return true;
    }
  }

  private static void execute(StandaloneProcess standalone, String sql) throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(sql);
    }
  }
}
