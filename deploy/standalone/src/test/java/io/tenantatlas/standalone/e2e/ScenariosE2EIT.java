package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What users are promised, one case at a time, each on a tenant of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class ScenariosE2EIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** Laravel's clock: seconds, UTC. */
  private static final String NOW = "date_trunc('second', now() at time zone 'UTC')";

  private final AtomicLong lastTenant = new AtomicLong(1000);
  private final StandaloneProcess standalone;
  private final ApiClient client;

  ScenariosE2EIT(@TempDir Path directory) {
    standalone = new StandaloneProcess(directory);
    client = new ApiClient(standalone.address());
  }

  @BeforeAll
  void start() throws Exception {
    standalone.start();
  }

  @AfterAll
  void stop() throws Exception {
    standalone.close();
  }

  @Test
  void aTenantWithoutRowsHasTheZeroDocumentAndDeletingItRemovesIt() throws Exception {
    long tenant = newTenant();
    assertThat(caughtUp(tenant).content().toString())
        .isEqualTo(
            """
            {"dashboard":{"drift":{"open_findings":{"high":0,"medium":0,"low":0,"other":0,"total":0},\
            "last_scan_at":null,"stale":true},"operations":{"active":0,"failed_7d":0,"partial_7d":0,\
            "failed_or_partial_7d":0},"recent_findings":[],"recent_operations":[],\
            "needs_attention":[{"code":"drift_stale","severity":"warning"}]},\
            "inventory":{"total_items":0,"restorable":0,"partial":0,"risk":0,"dependencies":0,\
            "coverage_percent":null,"last_sync":null,"active_operations":{"all":0,"inventory_sync":0}},\
            "operations":{"total_30d":0,"active":0,"failed_7d":0,"partial_7d":0,"failed_or_partial_7d":0,\
            "avg_duration_ms_7d":null}}""");
    execute("delete from tenants where id = " + tenant);
    assertThat(caughtUp(tenant).status()).isEqualTo(404);
  }

  @Test
  void rowsOfATenantThatIsNotThereYetMakeADocument() throws Exception {
    long tenant = lastTenant.incrementAndGet();
    insertFindings(tenant, 3);
    assertThat(openFindings(caughtUp(tenant))).isEqualTo(3);
  }

  @Test
  void aRunLeavesTheSevenDayWindowWithoutAnyEvent() throws Exception {
    long tenant = newTenant();
    execute(
        String.format(
            Locale.ROOT,
            ("insert into operation_runs (tenant_id, type, status, outcome, created_at) values"
                + " (%d, 'policy.sync', 'completed', 'failed', %s - interval '7 days' + interval '5 s')"),
            tenant,
            NOW));
    ApiClient.Answer counted = caughtUp(tenant);
    assertThat(failed(counted)).isEqualTo(1);
    ApiClient.Answer gone = until(tenant, answer -> failed(answer) == 0, Duration.ofSeconds(7));
    assertThat(gone.version()).isEqualTo(counted.version() + 1);
    assertThat(gone.content().at("/operations/total_30d").asLong()).isEqualTo(1);
  }

  @Test
  void aTransactionIsNeverSeenInPart() throws Exception {
    long tenant = newTenant();
    insertFindings(tenant, 50);
    caughtUp(tenant);
    List<Long> seen =
        seenWhile(
            tenant,
            () -> {
              execute("update findings set status = 'closed' where tenant_id = " + tenant);
              return caughtUp(tenant);
            });
    assertThat(seen).isSubsetOf(50L, 0L).contains(0L);
  }

  @Test
  void aHugeTransactionIsSeenWhollyOrNotAtAll() throws Exception {
    long tenant = newTenant();
    caughtUp(tenant);
    List<Long> seen =
        seenWhile(
            tenant,
            () -> {
              insertFindings(tenant, 100_000);
              return until(
                  tenant, answer -> openFindings(answer) == 100_000, Duration.ofMinutes(2));
            });
    assertThat(seen).isSubsetOf(0L, 100_000L).contains(100_000L);
    execute("delete from findings where tenant_id = " + tenant);
    until(tenant, answer -> openFindings(answer) == 0, Duration.ofMinutes(2));
  }

  @Test
  void aLargeValueThatDidNotChangeStaysInTheChangeLog() throws Exception {
    long tenant = newTenant();
    String large = large();
    long id = newItem(tenant, large);
    execute("update inventory_items set policy_type = 'mobileApp' where id = " + id);
    assertThat(caughtUp(tenant).content().at("/inventory/partial").asLong()).isEqualTo(1);
    Map<String, String> log = compacted(tenant);
    String key = String.format(Locale.ROOT, "{\"table\":\"inventory_items\",\"id\":%d", id);
    assertThat(log.get(key + "}")).contains(large);
    assertThat(log.get(key + ",\"partial\":true}"))
        .contains("mobileApp", "__debezium_unavailable_value");
  }

  @Test
  void aRowWithALargeValueMovesToAnotherTenantWhole() throws Exception {
    long from = newTenant();
    long to = newTenant();
    String large = large();
    long id = newItem(from, large);
    caughtUp(from);
    execute(
        String.format(
            Locale.ROOT, "update inventory_items set tenant_id = %d where id = %d", to, id));
    assertThat(caughtUp(to).content().at("/inventory/total_items").asLong()).isEqualTo(1);
    assertThat(caughtUp(from).content().at("/inventory/total_items").asLong()).isZero();
    String key = String.format(Locale.ROOT, "{\"table\":\"inventory_items\",\"id\":%d}", id);
    assertThat(compacted(to).get(key)).contains(large);
    assertThat(compacted(from)).doesNotContainKey(key);
  }

  @Test
  void theSourceTellsOnlyTheUsedColumns() throws Exception {
    long tenant = newTenant();
    insertFindings(tenant, 1);
    caughtUp(tenant);
    assertThat(compacted(tenant).values())
        .noneMatch(value -> value.contains("fingerprint") || value.contains("evidence_jsonb"));
  }

  @Test
  void aRowThatCannotBeAppliedIsMissingOpenlyUntilItIsMended() throws Exception {
    long tenant = newTenant();
    long other = newTenant();
    insertFindings(tenant, 2);
    assertThat(caughtUp(tenant).degraded()).isNull();
    String first = "where id = (select min(id) from findings where tenant_id = " + tenant + ")";
    execute("update findings set status = 'closed', created_at = 'infinity' " + first);
    ApiClient.Answer lacking = caughtUp(tenant);
    assertThat(openFindings(lacking)).isEqualTo(2);
    assertThat(lacking.degraded()).isEqualTo("parked-records");
    assertThat(caughtUp(other).degraded()).isNull();
    execute("update findings set created_at = " + NOW + " " + first);
    ApiClient.Answer mended = caughtUp(tenant);
    assertThat(openFindings(mended)).isEqualTo(1);
    assertThat(mended.degraded()).isNull();
  }

  private long newTenant() throws SQLException {
    long tenant = lastTenant.incrementAndGet();
    execute(Tenants.insert(tenant));
    return tenant;
  }

  private void insertFindings(long tenant, int count) throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            ("insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at)"
                + " select %d, 'scope', 'low', 'new', %s, %s from generate_series(1, %d)"),
            tenant,
            NOW,
            NOW,
            count));
  }

  private long newItem(long tenant, String payload) throws SQLException {
    long id = lastTenant.incrementAndGet() + 1_000_000;
    execute(
        String.format(
            Locale.ROOT,
            ("insert into inventory_items (id, tenant_id, external_id, policy_type, meta_jsonb, created_at, updated_at)"
                + " values (%d, %d, 'e', 'deviceConfiguration', '{\"large\":\"%s\"}', %s, %s)"),
            id,
            tenant,
            payload,
            NOW,
            NOW));
    return id;
  }

  /** Too random to be compressed below the size at which PostgreSQL stores it out of line. */
  private static String large() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(42);
    while (text.length() < 12_000) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }

  private void execute(String sql) throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(sql);
    }
  }

  private ApiClient.Answer caughtUp(long tenant) throws Exception {
    try (Connection source = standalone.source()) {
      return client.kpis(tenant, ApiClient.position(source));
    }
  }

  private ApiClient.Answer until(
      long tenant, Predicate<ApiClient.Answer> condition, Duration within) throws Exception {
    long deadline = System.nanoTime() + within.plus(SOON).toNanos();
    ApiClient.Answer answer = client.kpis(tenant);
    while (!condition.test(answer)) {
      assertThat(System.nanoTime()).as("in time: %s", answer.body()).isLessThan(deadline);
      answer = client.kpis(tenant);
    }
    return answer;
  }

  /** The distinct numbers of open findings a client sees that polls as fast as it can. */
  private List<Long> seenWhile(long tenant, Callable<ApiClient.Answer> action) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<List<Long>> seen =
        CompletableFuture.supplyAsync(
            () -> {
              List<Long> numbers = new ArrayList<>();
              while (!done.get()) {
                try {
                  numbers.add(openFindings(client.kpis(tenant)));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
              return numbers.stream().distinct().toList();
            });
    try {
      List<Long> last = List.of(openFindings(action.call()));
      done.set(true);
      return LongStream.concat(
              seen.get().stream().mapToLong(Long::longValue),
              last.stream().mapToLong(Long::longValue))
          .distinct()
          .boxed()
          .toList();
    } finally {
      done.set(true);
    }
  }

  private static long openFindings(ApiClient.Answer answer) {
    return answer.present().at("/dashboard/drift/open_findings/total").asLong();
  }

  private static long failed(ApiClient.Answer answer) {
    return answer.present().at("/operations/failed_7d").asLong();
  }

  /**
   * The change log of the tenant's partition as compaction leaves it: the last value of each key.
   */
  private Map<String, String> compacted(long tenant) {
    TopicPartition partition = new TopicPartition("atlas.changes", (int) (tenant % 4));
    try (CompactedTopic topic =
        new CompactedTopic(standalone.kafkaBootstrapServers(), List.of(partition))) {
      return topic.read();
    }
  }
}
