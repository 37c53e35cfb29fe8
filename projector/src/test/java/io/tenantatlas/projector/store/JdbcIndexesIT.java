package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankPlace;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import io.tenantatlas.projector.store.TableReads.Read;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With many rows in PostgreSQL the lookups of a step go through what they find and nothing else:
 * neither a table nor a tenant's ranking is searched. That is measured, not read off a plan.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcIndexesIT {

  private static final int SESSIONS = 20_000;
  private static final int TENANTS = 5000;
  private static final int DIRTY = 1000;
  private static final int RANKED = 20_000;
  private static final long TENANT = 4;
  private static final long TENANT_WITHOUT_INSTANTS = 8;
  private static final String RANKING = "verification";
  private static final List<Long> NONE = List.of();
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final ReadModelDatabase database = ReadModelDatabase.start();
  private final TableReads reads = new TableReads(database);

  @AfterAll
  void stop() throws IOException {
    database.close();
  }

  /**
   * Session i of each partition names run i, is of tenant i mod {@link #TENANTS}, and dirty when i
   * mod {@link #DIRTY} is 0.
   */
  @BeforeAll
  void fillSessions() {
    database
        .jdbc()
        .update(
            """
            insert into onboarding_document (session_id, partition, workspace_id, tenant_id, run_id, dirty, version,
                changed_at, since_lsn, content)
            select i, p, 1, i % ?, i, i % ? = 0, 1, 'epoch', '0/0', '{}'
            from generate_series(1, ?) i, generate_series(0, ?) p
            """,
            TENANTS, DIRTY, SESSIONS, TableReads.PARTITIONS - 1);
    database.jdbc().execute("analyze onboarding_document");
  }

  /**
   * Run i of the one tenant was created i seconds after the start; the other's have no instant. The
   * rows get no statistics, as right after the first load: the planner must not begin with them.
   */
  @BeforeAll
  void fillRankings() {
    database
        .jdbc()
        .update(
            """
            insert into row_state (partition, table_name, id, tenant_id, generation, image)
            select 0, 'operation_runs', i, case when i <= ? then ? else ? end, 1, '{}'
            from generate_series(1, ?) i
            """,
            RANKED,
            TENANT,
            TENANT_WITHOUT_INSTANTS,
            2 * RANKED);
    database
        .jdbc()
        .update(
            """
            insert into ranking (partition, name, id, tenant_id, at)
            select partition, ?, id, tenant_id,
                   case when tenant_id = ? then ? + id * interval '1 second' end
            from row_state
            """,
            RANKING,
            TENANT,
            START.atOffset(ZoneOffset.UTC));
    database.jdbc().execute("analyze ranking");
  }

  @Test
  void sessionsAreReadByTheirIds() {
    Read<Set<Long>> read = read("onboarding_document", t -> t.sessions(ids(101, 200)).keySet());
    assertThat(read.found()).hasSize(100);
    assertThat(read.entries()).isEqualTo(100);
  }

  @Test
  void sessionsOfRunsAreReadByTheRuns() {
    Read<Set<Long>> read = read("onboarding_document", t -> t.sessionsOf(ids(101, 200), NONE));
    assertThat(read.found()).hasSize(100);
    assertThat(read.entries()).isEqualTo(100);
  }

  @Test
  void sessionsOfEveryReferenceAreReadByAnIndexEach() {
    Read<Set<Long>> read =
        read("onboarding_document", t -> t.sessionsOf(ids(101, 200), List.of(7L, 8L)));
    int some = 100 + 2 * SESSIONS / TENANTS;
    assertThat(read.found()).hasSize(some);
    assertThat(read.entries()).isEqualTo(some);
  }

  @Test
  void dirtySessionsAreReadByAnIndexOfTheirOwn() {
    Read<List<Long>> read = read("onboarding_document", Transaction::dirtySessions);
    assertThat(read.found()).hasSize(SESSIONS / DIRTY);
    assertThat(read.entries()).isEqualTo(SESSIONS / DIRTY);
  }

  @Test
  void theFirstRowsOfARankingAreReadWithoutThoseBehindThem() {
    RankingHead head = new RankingHead(RANKING, SourceTable.OPERATION_RUNS, 10);
    List<Long> tenants = List.of(TENANT, TENANT_WITHOUT_INSTANTS);
    for (String table : List.of("ranking", "row_state")) {
      Read<Map<Long, Map<String, List<RowImage>>>> read =
          read(table, t -> t.ranked(tenants, List.of(head)));
      assertThat(read.found()).containsOnlyKeys(tenants);
      assertThat(read.entries()).isEqualTo(20);
    }
  }

  @Test
  void theNextRowOfARankingIsReadWithoutThoseBeforeIt() {
    assertReadsOneEach(
        ids(2, 101).stream().map(id -> new RankPlace(TENANT, START.plusSeconds(id), id)).toList());
  }

  @Test
  void theNextRowWithoutAnInstantIsReadWithoutThoseBeforeIt() {
    assertReadsOneEach(
        ids(RANKED + 2, RANKED + 101).stream()
            .map(id -> new RankPlace(TENANT_WITHOUT_INSTANTS, null, id))
            .toList());
  }

  /** Behind each place comes the row whose id is one less. */
  private void assertReadsOneEach(List<RankPlace> places) {
    for (String table : List.of("ranking", "row_state")) {
      Read<Map<Long, RowImage>> read =
          read(table, t -> t.rankedBehind(RANKING, SourceTable.OPERATION_RUNS, places));
      assertThat(read.found()).hasSize(places.size());
      read.found().forEach((place, row) -> assertThat(row.key().id()).isEqualTo(place - 1));
      assertThat(read.entries()).isEqualTo(places.size());
    }
  }

  private <T> Read<T> read(String table, Function<Transaction, T> lookup) {
    return reads.read(table, lookup);
  }

  private static List<Long> ids(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
