package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction.DueRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises of the rows it keeps. */
abstract class RowsContract extends ReadModelContract {

  @Test
  void aRowComesBackWithEveryTypeOfColumn() {
    RowImage run =
        row(
            SourceTable.ENTRA_GROUP_SYNC_RUNS,
            Long.MAX_VALUE,
            "tenant_id",
            4L,
            "status",
            "läuft \"so\" \\ \n 😀",
            "safety_stop_triggered",
            true,
            "started_at",
            Instant.parse("2026-03-01T12:00:00.123456Z"),
            "created_at",
            Instant.parse("1969-12-31T23:59:59.999999Z"));
    RowImage tenant =
        row(SourceTable.TENANTS, 4, "workspace_id", -7L, "name", "", "is_current", false);
    in(0, t -> t.write(List.of(put(run, null), put(tenant, null))));
    in(
        0,
        t -> {
          assertThat(t.rows(List.of(run.key(), tenant.key())))
              .isEqualTo(Map.of(run.key(), run, tenant.key(), tenant));
          assertThat(t.rowsOf(SourceTable.ENTRA_GROUP_SYNC_RUNS, 10)).containsExactly(run);
        });
  }

  @Test
  void keptJsonComesBackAsTheTextItWas() {
    String report = "{ \"b\":1.0,\"a\" : [\"\\u0000\\ud800\", 1e400, \"ä😀\"],\"b\":null}";
    RowImage run =
        row(SourceTable.OPERATION_RUNS, 7, "tenant_id", 4L, "context.verification_report", report);
    RowImage session =
        row(
            SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS,
            7,
            "state.verification_operation_run_id",
            Long.MAX_VALUE);
    in(0, t -> t.write(List.of(put(run, null), put(session, null))));
    in(
        0,
        t ->
            assertThat(t.rows(List.of(run.key(), session.key())))
                .isEqualTo(Map.of(run.key(), run, session.key(), session)));
  }

  @Test
  void aRowWithoutAnyValueComesBackWithNulls() {
    List<RowWrite> puts = new ArrayList<>();
    List<RowKey> keys = new ArrayList<>();
    for (SourceTable table : SourceTable.values()) {
      puts.add(put(row(table, 8), null));
      keys.add(new RowKey(table, 8));
    }
    in(0, t -> t.write(puts));
    in(
        0,
        t -> {
          assertThat(t.rows(keys)).hasSize(SourceTable.values().length);
          t.rows(keys).forEach((key, row) -> assertThat(row).isEqualTo(row(key.table(), key.id())));
        });
  }

  @Test
  void aPutRowReplacesTheEarlierImageGenerationAndEdge() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON))));
    RowImage moved = finding(1, 8);
    in(0, t -> t.write(List.of(new RowWrite.Put(moved, 3, null))));
    in(
        0,
        t -> {
          assertThat(t.rows(List.of(moved.key()))).containsExactly(Map.entry(moved.key(), moved));
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).isEmpty();
          assertThat(t.rowsBefore(3, 10)).isEmpty();
          assertThat(t.rowsBefore(4, 10)).containsExactly(moved);
        });
  }

  @Test
  void aRemovedRowIsGoneAndTheOthersStay() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON), put(finding(2, 4), NOON))));
    RowKey absent = new RowKey(SourceTable.FINDINGS, 99);
    in(
        0,
        t ->
            t.write(
                List.of(new RowWrite.Remove(finding(1, 4).key()), new RowWrite.Remove(absent))));
    in(
        0,
        t -> {
          assertThat(t.rows(List.of(finding(1, 4).key(), finding(2, 4).key(), absent)))
              .containsOnlyKeys(finding(2, 4).key());
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).hasSize(1);
        });
  }

  @Test
  void equalIdsOfDifferentTablesAreDifferentRows() {
    RowImage item = row(SourceTable.INVENTORY_ITEMS, 1, "tenant_id", 4L);
    in(0, t -> t.write(List.of(put(finding(1, 4), null), put(item, null))));
    in(0, t -> t.write(List.of(new RowWrite.Remove(item.key()))));
    in(
        0,
        t ->
            assertThat(t.rows(List.of(finding(1, 4).key(), item.key())))
                .containsOnlyKeys(finding(1, 4).key()));
  }

  @Test
  void rowsOfATableAreLimited() {
    in(0, t -> t.write(findings(1, 5)));
    in(
        0,
        t -> {
          assertThat(t.rowsOf(SourceTable.FINDINGS, 3)).hasSize(3).doesNotHaveDuplicates();
          assertThat(t.rowsOf(SourceTable.FINDINGS, 9)).hasSize(5);
          assertThat(t.rowsOf(SourceTable.TENANTS, 9)).isEmpty();
        });
  }

  @Test
  void rowsBeforeAGenerationAreThoseLastSeenInAnEarlierOne() {
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Put(finding(1, 4), 1, null),
                    new RowWrite.Put(finding(2, 4), 2, null),
                    new RowWrite.Put(finding(3, 4), 1, null),
                    new RowWrite.Put(finding(4, 4), 3, null))));
    in(
        0,
        t -> {
          assertThat(t.rowsBefore(2, 10)).containsExactlyInAnyOrder(finding(1, 4), finding(3, 4));
          assertThat(t.rowsBefore(2, 1)).hasSize(1);
          assertThat(t.rowsBefore(1, 10)).isEmpty();
        });
  }

  @Test
  void dueRowsComeInTheOrderOfTheirEdgesAndAreLimited() {
    Instant first = Instant.parse("2026-03-01T11:59:59.999998Z");
    Instant second = Instant.parse("2026-03-01T11:59:59.999999Z");
    in(
        0,
        t ->
            t.write(
                List.of(
                    new RowWrite.Put(finding(1, 4), 5, second),
                    new RowWrite.Put(finding(2, 4), 6, first),
                    put(finding(3, 4), null))));
    in(
        0,
        t -> {
          assertThat(t.dueRows(NOON, 10))
              .containsExactly(
                  new DueRow(finding(2, 4), 6, first), new DueRow(finding(1, 4), 5, second));
          assertThat(t.dueRows(NOON, 1)).containsExactly(new DueRow(finding(2, 4), 6, first));
          assertThat(t.dueRows(NOON, Integer.MAX_VALUE)).hasSize(2);
        });
  }

  @Test
  void aRowIsNotDueAtItsEdgeButAMicrosecondLater() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON))));
    in(
        0,
        t -> {
          assertThat(t.dueRows(NOON, 10)).isEmpty();
          assertThat(t.dueRows(NOON.plusNanos(1000), 10)).hasSize(1);
        });
  }

  @Test
  void theFirstEdgeIsTheEarliestOfThePartitionsRows() {
    in(0, t -> assertThat(t.firstEdge()).isNull());
    Instant first = Instant.parse("2026-03-01T11:59:59.999998Z");
    in(
        0,
        t ->
            t.write(
                List.of(
                    put(finding(1, 4), null),
                    put(finding(2, 4), NOON),
                    put(finding(3, 4), first))));
    in(1, t -> t.write(List.of(put(finding(4, 5), first.minusSeconds(1)))));
    in(0, t -> assertThat(t.firstEdge()).isEqualTo(first));
  }

  @Test
  void equalRowsOfDifferentPartitionsDoNotMix() {
    in(0, t -> t.write(List.of(put(finding(1, 4), NOON), put(finding(2, 4), null))));
    in(1, t -> t.write(List.of(put(finding(1, 5), null))));
    in(1, t -> t.write(List.of(new RowWrite.Remove(finding(2, 5).key()))));
    in(
        1,
        t -> {
          assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).containsExactly(finding(1, 5));
          assertThat(t.rowsBefore(9, 10)).containsExactly(finding(1, 5));
          assertThat(t.dueRows(NOON.plusSeconds(1), 10)).isEmpty();
        });
    in(0, t -> assertThat(t.rowsOf(SourceTable.FINDINGS, 10)).hasSize(2));
  }
}
