package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.DocumentStore;
import io.tenantatlas.query.store.TenantFilter;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The list of the caller's tenants. */
class TenantListIT extends OneServer {

  private static final String LIST = "/api/v1/tenants";
  private static final String MONDAY = "2026-11-16T08:00:00.123456Z";
  private static final String NOON = "2026-11-21T12:00:00Z";

  @BeforeEach
  void fill() throws SQLException {
    database.putPartition(0, "0/16B3748", NOON, true);
    database.putPartition(1, "0/20", "2026-11-21T20:00:00Z", true);
  }

  private void putTenants(long... ids) throws SQLException {
    for (long id : ids) {
      database.putDocument(id, "headline", 7, MONDAY, "{\"name\":\"Tenant " + id + "\"}");
      database.putDocument(id, "kpi", 1, MONDAY, "{}");
    }
  }

  private HttpResponse<String> by(List<Integer> tenants, String path, String... headers) {
    return api.getBy(api.issuer().token(tenants, "*", "kpi:read"), path, headers);
  }

  private static List<Integer> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonPath.read(answer.body(), "$.tenants[*].tenant_id");
  }

  private static @Nullable Integer next(HttpResponse<String> answer) {
    return JsonPath.read(answer.body(), "$.next");
  }

  @Test
  void aTenantIsItsHeadlineBehindItsIdVersionAndInstant() throws SQLException {
    putTenants(42);
    HttpResponse<String> answer = api.get(LIST);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"tenants":[{"tenant_id":42,"version":7,"changed_at":"2026-11-16T08:00:00.123Z",\
            "name":"Tenant 42"}],"next":null}\
            """);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
  }

  @Test
  void withoutTenantsItIsEmpty() {
    assertThat(api.get(LIST).body()).isEqualTo("{\"tenants\":[],\"next\":null}");
  }

  @Test
  void aTenantThatWentIsNotListed() throws SQLException {
    putTenants(1, 2, 3);
    database.execute("update document set content = null where tenant_id = 2");
    assertThat(ids(api.get(LIST))).containsExactly(1, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 7, 200})
  void pagesTogetherAreAllTenantsInOrder(int limit) throws SQLException {
    putTenants(9, 2, 300, 4, 11, 1000);
    List<Integer> seen = new ArrayList<>();
    String after = "";
    while (true) {
      HttpResponse<String> page = api.get(LIST + "?limit=" + limit + after);
      assertThat(ids(page)).hasSizeBetween(1, limit);
      seen.addAll(ids(page));
      Integer next = next(page);
      if (next == null) {
        break;
      }
      assertThat(next).isEqualTo(seen.getLast());
      after = "&after=" + next;
    }
    assertThat(seen).containsExactly(2, 4, 9, 11, 300, 1000);
  }

  @Test
  void aPageHas50TenantsUnlessAskedOtherwise() throws SQLException {
    putTenants(LongStream.rangeClosed(1, 51).toArray());
    HttpResponse<String> page = api.get(LIST);
    assertThat(ids(page)).hasSize(50).startsWith(1).endsWith(50);
    assertThat(next(page)).isEqualTo(50);
  }

  @Test
  void onlyTheCallersTenantsAreListed() throws SQLException {
    putTenants(1, 2, 3, 4);
    assertThat(ids(by(List.of(4, 2, 77), LIST))).containsExactly(2, 4);
    assertThat(ids(by(List.of(), LIST))).isEmpty();
    HttpResponse<String> page = by(List.of(4, 2), LIST + "?limit=1");
    assertThat(ids(page)).containsExactly(2);
    assertThat(next(page)).isEqualTo(2);
    HttpResponse<String> last = by(List.of(4, 2), LIST + "?limit=1&after=2");
    assertThat(ids(last)).containsExactly(4);
    assertThat(next(last)).isNull();
  }

  @Test
  void itIsAsRightAsTheSlowestPartition() throws SQLException {
    HttpResponse<String> answer = api.get(LIST);
    assertThat(header(answer, "atlas-source-lsn")).isEqualTo("0/20");
    assertThat(header(answer, "atlas-as-of")).isEqualTo("2026-11-21T12:00:00.000Z");
    assertThat(header(answer, "atlas-lag-ms")).matches("[0-9]+");
    assertThat(header(answer, "cache-control")).isEqualTo("private, no-cache");
    assertThat(header(answer, "vary")).contains("Authorization");

    database.execute("update partition_progress set source_at = null where partition = 1");
    assertThat(header(api.get(LIST), "atlas-lag-ms")).isEmpty();
  }

  @Test
  void itIsSentAgainOnlyWhenItsContentIsAnother() throws SQLException {
    putTenants(1, 2);
    HttpResponse<String> first = api.get(LIST);
    String etag = header(first, "etag");
    assertThat(etag).matches("\"tenants-[0-9a-f]{32}\"");
    HttpResponse<String> again = api.get(LIST, "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "atlas-source-lsn")).isEqualTo("0/20");
    assertThat(by(List.of(1), LIST, "If-None-Match", etag).statusCode()).isEqualTo(200);

    database.putDocument(2, "headline", 8, MONDAY, "{\"name\":\"Other\"}");
    assertThat(api.get(LIST, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void itWaitsForAllPartitions() throws SQLException {
    HttpResponse<String> late = api.get(LIST, "Atlas-Min-Lsn", "0/16B3748", "Prefer", "wait=0");
    assertThatIsProblem(late, 503, "not-caught-up");
    assertThat(late.body()).contains("\"source_lsn\":\"0/20\"");

    var waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(LIST, "Atlas-Min-Lsn", "0/16B3748", "Prefer", "wait=30"));
    api.awaitOneWaiter();
    database.putPartition(1, "0/16B3748", NOON, true);
    assertThat(header(waiting.join(), "atlas-source-lsn")).isEqualTo("0/16B3748");
  }

  @Test
  void itIsNotServedBeforeAllPartitionsAreReady() throws SQLException {
    putTenants(1);
    database.putPartition(1, "0/20", NOON, false);
    assertThatIsProblem(api.get(LIST), 503, "not-ready");
    database.execute("truncate partition_progress");
    assertThatIsProblem(api.get(LIST), 503, "not-ready");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=",
        "limit",
        "limit=1.0",
        "limit=%2B1",
        "limit=%D9%A1",
        "limit=99999999999999999999",
        "limit=1&limit=1"
      })
  void aLimitThatIsNoneIsRefused(String query) {
    HttpResponse<String> refused = api.get(LIST + "?" + query);
    assertThatIsProblem(refused, 400, "invalid-parameter");
    assertThat(refused.body())
        .contains("\"parameter\":\"limit\"")
        .contains("\"expected\":\"an integer from 1 to 200, given at most once\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"after=-1", "after=", "after=a", "after=9223372036854775808", "after=1&after=1"})
  void anAfterThatIsNoneIsRefused(String query) {
    HttpResponse<String> refused = api.get(LIST + "?" + query);
    assertThatIsProblem(refused, 400, "invalid-parameter");
    assertThat(refused.body())
        .contains("\"parameter\":\"after\"")
        .contains("an integer from 0 to 9223372036854775807, given at most once");
  }

  @Test
  void behindTheGreatestIdThereIsNothing() throws SQLException {
    putTenants(1);
    assertThat(ids(api.get(LIST + "?after=9223372036854775807&color=red"))).isEmpty();
  }

  /** With 20,000 tenants of five documents each; measured, not read off a plan. */
  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void onlyTheTenantsShownAreRead(String planning) throws SQLException {
    putTenants(1);
    database.execute(
        """
        insert into document
        select (jsonb_populate_record(
                  one, jsonb_build_object('tenant_id', tenant, 'kind', other))).*
          from document one, generate_series(2, 20000) tenant,
               unnest(array['kpi', 'badge', 'headline', 'surface.verification',
                            'surface.recent-operations']) other
         where one.kind = 'headline';
        analyze document
        """);
    Set<Long> mine = LongStream.range(0, 2000).map(i -> i * 7).boxed().collect(Collectors.toSet());
    try (Connection connection = DriverManager.getConnection(database.url(), "postgres", "")) {
      connection.setAutoCommit(false);
      execute(connection, "set plan_cache_mode = " + planning);
      assertReads(connection, new DocumentKey.OfCaller(new TenantFilter.Everyone(), 5000, 50));
      assertReads(connection, new DocumentKey.OfCaller(new TenantFilter.Only(mine), 5000, 50));
    }
  }

  /** One more than is shown, in the index and the table; ten times, so that it is prepared. */
  private static void assertReads(Connection connection, DocumentKey.OfCaller key)
      throws SQLException {
    var store =
        new DocumentStore(
            new SingleConnectionDataSource(connection, true), 1, Duration.ofSeconds(1), () -> {});
    for (int i = 0; i < 10; i++) {
      long before = documentsRead(connection);
      DocumentRead read = store.read(key);
      assertThat(documentsRead(connection) - before).isLessThanOrEqualTo(2L * (key.limit() + 1));
      assertThat(read).isInstanceOf(DocumentRead.Present.class);
      String content = ((DocumentRead.Present) read).document().content();
      assertThat(JsonPath.<List<?>>read(content, "$.tenants")).hasSize(key.limit());
    }
  }

  /** Rows and index entries of documents that the transaction has gone through so far. */
  private static long documentsRead(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select sum(pg_stat_get_xact_tuples_returned(scanned.oid))
                  from (select 'document'::regclass::oid as oid
                        union all
                        select indexrelid from pg_index
                         where indrelid = 'document'::regclass) scanned
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
