package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.image;
import static io.tenantatlas.projector.change.RowFixture.row;
import static io.tenantatlas.projector.change.RowFixture.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every KPI by hand-made cases. */
class KpisTest {

  private static final long TENANT = 42;
  private static final Instant AS_OF = Instant.parse("2026-11-21T20:00:00.000Z");
  private static final Instant EDGE_7D = AS_OF.minus(Duration.ofDays(7));
  private static final Instant EDGE_30D = AS_OF.minus(Duration.ofDays(30));
  private static final Instant LATELY = AS_OF.minusSeconds(60);
  private static final Duration MICRO = Duration.ofNanos(1000);

  @Test
  void aTenantWithoutRowsHasTheAllZeroDocument() {
    assertThat(ProjectedPartition.of(AS_OF, tenant()).content(TENANT))
        .isEqualTo(
            """
            {"dashboard":{"drift":{"open_findings":{"high":0,"medium":0,"low":0,"other":0,"total":0},\
            "last_scan_at":null,"stale":true},\
            "operations":{"active":0,"failed_7d":0,"partial_7d":0,"failed_or_partial_7d":0},\
            "recent_findings":[],"recent_operations":[],\
            "needs_attention":[{"code":"drift_stale","severity":"warning"}]},\
            "inventory":{"total_items":0,"restorable":0,"partial":0,"risk":0,"dependencies":0,\
            "coverage_percent":null,"last_sync":null,\
            "active_operations":{"all":0,"inventory_sync":0}},\
            "operations":{"total_30d":0,"active":0,"failed_7d":0,"partial_7d":0,\
            "failed_or_partial_7d":0,"avg_duration_ms_7d":null}}\
            """);
  }

  // --- drift

  @Test
  void findingsAreOpenWhenTheyAreNewOrOpenAndCountBySeverity() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            finding(1, "high", "new"),
            finding(2, "high", "open"),
            finding(3, "medium", "open"),
            finding(4, "low", "new"),
            finding(5, "critical", "open"),
            finding(6, null, "new"),
            finding(7, "HIGH", "open"),
            finding(8, "high", "acknowledged"),
            finding(9, "high", "closed"),
            finding(10, "high", null),
            finding(11, "high", "Open"));
    assertThat(partition.value(TENANT, "/dashboard/drift/open_findings"))
        .isEqualTo("{\"high\":2,\"medium\":1,\"low\":1,\"other\":3,\"total\":7}");
  }

  @Test
  void theLastScanIsTheGreatestCompletionOfAGoodDriftScan() {
    Instant last = AS_OF.minus(Duration.ofDays(2));
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            scan(1, "drift.scan", "completed", "succeeded", last.minusSeconds(9)),
            scan(2, "drift.generate", "completed", "partial", last),
            scan(3, "drift.scan", "completed", "failed", AS_OF),
            scan(4, "drift.scan", "running", "succeeded", AS_OF),
            scan(5, "inventory.sync", "completed", "succeeded", AS_OF),
            scan(6, "drift.scan", "completed", "succeeded", null));
    assertThat(partition.value(TENANT, "/dashboard/drift/last_scan_at"))
        .isEqualTo("\"2026-11-19T20:00:00.000Z\"");
    assertThat(partition.value(TENANT, "/dashboard/drift/stale")).isEqualTo("false");
  }

  @Test
  void driftIsNotStaleAtExactlySevenDaysButAMicrosecondLater() {
    assertThat(stale(EDGE_7D)).isEqualTo("false");
    assertThat(stale(EDGE_7D.plus(MICRO))).isEqualTo("false");
    assertThat(stale(EDGE_7D.minus(MICRO))).isEqualTo("true");
  }

  private static String stale(Instant lastScan) {
    return ProjectedPartition.of(AS_OF, scan(1, "drift.scan", "completed", "succeeded", lastScan))
        .value(TENANT, "/dashboard/drift/stale");
  }

  @Test
  void driftGetsStaleWithTimeAlone() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF, tenant(), scan(1, "drift.scan", "completed", "succeeded", EDGE_7D));
    long version = partition.document(TENANT).version();
    partition.tick(AS_OF.plusMillis(1));
    assertThat(partition.value(TENANT, "/dashboard/drift/stale")).isEqualTo("true");
    assertThat(partition.document(TENANT).version()).isEqualTo(version + 1);
    assertThat(partition.document(TENANT).changedAt()).isEqualTo(AS_OF.plusMillis(1));
  }

  // --- operations

  @Test
  void activeRunsAreQueuedOrRunningAtAnyAge() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            run(1, "queued", "pending", EDGE_30D.minusSeconds(1)),
            run(2, "running", "pending", LATELY),
            run(3, "completed", "succeeded", LATELY),
            run(4, null, null, LATELY),
            with(run(5, "running", "pending", LATELY), "type", "inventory.sync"));
    assertThat(partition.value(TENANT, "/dashboard/operations/active")).isEqualTo("3");
    assertThat(partition.value(TENANT, "/operations/active")).isEqualTo("3");
    assertThat(partition.value(TENANT, "/inventory/active_operations"))
        .isEqualTo("{\"all\":3,\"inventory_sync\":1}");
  }

  @Test
  void failedAndPartialRunsCountWhenTheyAreCompletedInsideSevenDays() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            run(1, "completed", "failed", EDGE_7D),
            run(2, "completed", "failed", EDGE_7D.minus(MICRO)),
            run(3, "completed", "partial", EDGE_7D.plus(MICRO)),
            run(4, "completed", "partial", LATELY),
            run(5, "running", "failed", LATELY),
            run(6, "completed", "blocked", LATELY),
            run(7, "completed", "failed", AS_OF.plusSeconds(60)),
            run(8, "completed", "failed", null));
    for (String at : List.of("/dashboard/operations", "/operations")) {
      assertThat(partition.value(TENANT, at + "/failed_7d")).isEqualTo("2");
      assertThat(partition.value(TENANT, at + "/partial_7d")).isEqualTo("2");
      assertThat(partition.value(TENANT, at + "/failed_or_partial_7d")).isEqualTo("4");
    }
  }

  @Test
  void aRunLeavesTheWindowWithTimeAlone() {
    ProjectedPartition partition =
        ProjectedPartition.of(AS_OF, run(1, "completed", "failed", EDGE_7D));
    assertThat(partition.value(TENANT, "/operations/failed_7d")).isEqualTo("1");
    partition.tick(AS_OF.plusMillis(1));
    assertThat(partition.value(TENANT, "/operations/failed_7d")).isEqualTo("0");
    assertThat(partition.value(TENANT, "/operations/total_30d")).isEqualTo("1");
    partition.tick(AS_OF.plus(Duration.ofDays(23)));
    assertThat(partition.value(TENANT, "/operations/total_30d")).isEqualTo("1");
    partition.tick(AS_OF.plus(Duration.ofDays(23)).plusMillis(1));
    assertThat(partition.value(TENANT, "/operations/total_30d")).isEqualTo("0");
  }

  @Test
  void allRunsInsideThirtyDaysAreTheTotal() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            run(1, "queued", null, EDGE_30D),
            run(2, "completed", "failed", EDGE_30D.minus(MICRO)),
            run(3, "running", null, AS_OF));
    assertThat(partition.value(TENANT, "/operations/total_30d")).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({
    "499, 0",
    "500, 1",
    "1000, 1",
    "1499, 1",
    "1500, 2",
    "48213499, 48213",
    "48213500, 48214",
  })
  void theMeanDurationIsRoundedHalfUpToMilliseconds(long micros, String millis) {
    ProjectedPartition partition = ProjectedPartition.of(AS_OF, timed(1, LATELY, micros));
    assertThat(partition.value(TENANT, "/operations/avg_duration_ms_7d")).isEqualTo(millis);
  }

  @Test
  void theMeanDurationIsRoundedOnceAndNotRunByRun() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF, timed(1, LATELY, 1000), timed(2, LATELY, 2000), timed(3, LATELY, 1500));
    assertThat(partition.value(TENANT, "/operations/avg_duration_ms_7d")).isEqualTo("2");
    partition =
        ProjectedPartition.of(
            AS_OF, timed(1, LATELY, 400), timed(2, LATELY, 400), timed(3, LATELY, 400));
    assertThat(partition.value(TENANT, "/operations/avg_duration_ms_7d")).isEqualTo("0");
  }

  @Test
  void theMeanDurationIsOfCompletedRunsInsideSevenDaysWithBothInstantsInOrder() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            timed(1, EDGE_7D, 3_000_000),
            timed(2, LATELY, 0),
            timed(3, LATELY, -1),
            timed(4, EDGE_7D.minus(MICRO), 900_000_000),
            with(timed(5, LATELY, 900_000_000), "started_at", null),
            with(timed(6, LATELY, 900_000_000), "completed_at", null),
            with(timed(7, LATELY, 900_000_000), "status", "running"));
    assertThat(partition.value(TENANT, "/operations/avg_duration_ms_7d")).isEqualTo("1500");
    partition.tick(AS_OF.plusMillis(1));
    assertThat(partition.value(TENANT, "/operations/avg_duration_ms_7d")).isEqualTo("0");
    partition.tick(AS_OF.plus(Duration.ofDays(8)));
    assertThat(partition.value(TENANT, "/operations/avg_duration_ms_7d")).isEqualTo("null");
  }

  // --- inventory

  @ParameterizedTest
  @CsvSource({
    "5, 7, 71.4",
    "2, 3, 66.7",
    "1, 3, 33.3",
    "1, 16, 6.3",
    "3, 16, 18.8",
    "0, 4, 0.0",
    "4, 4, 100.0",
    "1, 2000, 0.1",
    "1, 2001, 0.0",
    "1999, 2000, 100.0"
  })
  void coverageHasOneDecimalRoundedHalfUp(int restorable, int total, String percent) {
    List<RowImage> items = new ArrayList<>();
    for (int i = 1; i <= total; i++) {
      items.add(item(i, i <= restorable ? "deviceConfiguration" : "mobileApp"));
    }
    ProjectedPartition partition = ProjectedPartition.of(AS_OF, items.toArray(RowImage[]::new));
    assertThat(partition.content(TENANT))
        .contains(String.format(Locale.ROOT, "\"total_items\":%d,", total))
        .contains("\"coverage_percent\":%s,".formatted(percent));
  }

  @Test
  void itemsCountInTheChipsOfTheirPolicyType() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            item(1, "deviceConfiguration"),
            item(2, "deviceManagementScript"),
            item(3, "windowsAutopilotDeploymentProfile"),
            item(4, "mobileApp"),
            item(5, "conditionalAccessPolicy"),
            item(6, "assignmentFilter"),
            item(7, "deviceCategory"),
            item(8, "neverHeardOf"),
            item(9, null));
    assertThat(partition.value(TENANT, "/inventory"))
        .startsWith(
            "{\"total_items\":9,\"restorable\":4,\"partial\":2,\"risk\":2,\"dependencies\":5,"
                + "\"coverage_percent\":44.4,");
  }

  @Test
  void theLastSyncIsTheLatestByCreationThenId() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            sync(7, "success", LATELY),
            sync(9, "failed", LATELY),
            sync(8, "partial", LATELY),
            sync(10, "running", LATELY.minus(MICRO)));
    assertThat(partition.value(TENANT, "/inventory/last_sync"))
        .isEqualTo(
            """
            {"id":9,"status":"failed","at":"2026-11-21T19:59:00.000Z","badge":{"value":"failed",\
            "label":"Failed","color":"danger","icon":"x-circle","known":true}}\
            """);
  }

  @Test
  void theLastSyncsInstantIsItsEndElseItsStartElseItsCreation() {
    Instant started = AS_OF.minusSeconds(30);
    Instant finished = AS_OF.minusSeconds(10);
    RowImage created = sync(1, "running", LATELY);
    RowImage running = with(created, "started_at", started);
    assertThat(syncAt(created)).isEqualTo("\"2026-11-21T19:59:00.000Z\"");
    assertThat(syncAt(running)).isEqualTo("\"2026-11-21T19:59:30.000Z\"");
    assertThat(syncAt(with(running, "finished_at", finished)))
        .isEqualTo("\"2026-11-21T19:59:50.000Z\"");
    assertThat(syncAt(with(created, "finished_at", finished)))
        .isEqualTo("\"2026-11-21T19:59:50.000Z\"");
  }

  private static String syncAt(RowImage sync) {
    return ProjectedPartition.of(AS_OF, sync).value(TENANT, "/inventory/last_sync/at");
  }

  // --- lists

  @Test
  void recentFindingsAreTheLatestTenByCreationThenId() {
    List<RowImage> findings = new ArrayList<>();
    for (int id = 1; id <= 12; id++) {
      Instant createdAt = id <= 6 ? LATELY : LATELY.minus(MICRO.multipliedBy(id));
      findings.add(with(finding(id, "low", "new"), "created_at", createdAt));
    }
    ProjectedPartition partition = ProjectedPartition.of(AS_OF, findings.toArray(RowImage[]::new));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i <= 10; i++) {
      ids.add(partition.value(TENANT, "/dashboard/recent_findings/" + i + "/id"));
    }
    assertThat(ids).containsExactly("6", "5", "4", "3", "2", "1", "7", "8", "9", "10", "missing");
  }

  @Test
  void aFindingThatLeavesTheListMakesRoomForTheNext() {
    List<RowImage> findings = new ArrayList<>();
    for (int id = 1; id <= 11; id++) {
      findings.add(finding(id, "low", "new"));
    }
    ProjectedPartition partition = ProjectedPartition.of(AS_OF, findings.toArray(RowImage[]::new));
    assertThat(partition.value(TENANT, "/dashboard/recent_findings/9/id")).isEqualTo("2");
    partition.apply(AS_OF, new LogRecord.Delete(finding(5, "low", "new").key()), mark(2));
    assertThat(partition.value(TENANT, "/dashboard/recent_findings/9/id")).isEqualTo("1");
  }

  @Test
  void aFindingIsShownWithItsBadges() {
    RowImage finding = with(finding(7, "high", "acknowledged"), "scope_key", "policy:12");
    assertThat(ProjectedPartition.of(AS_OF, finding).value(TENANT, "/dashboard/recent_findings/0"))
        .isEqualTo(
            """
            {"id":7,"severity":"high","status":"acknowledged","scope_key":"policy:12",\
            "created_at":"2026-11-21T19:59:00.000Z","badges":{"severity":{"value":"high",\
            "label":"High","color":"danger","icon":"exclamation-circle","known":true},\
            "status":{"value":"acknowledged","label":"Acknowledged","color":"info",\
            "icon":"check-circle","known":true}}}\
            """);
  }

  @Test
  void aRunIsShownWithItsLinkAndBadges() {
    RowImage run =
        with(run(7, "completed", "not_there", LATELY), "started_at", LATELY.plusMillis(5));
    assertThat(ProjectedPartition.of(AS_OF, run).value(TENANT, "/dashboard/recent_operations/0"))
        .isEqualTo(
            """
            {"id":7,"type":"backup.run","status":"completed","outcome":"not_there",\
            "created_at":"2026-11-21T19:59:00.000Z","started_at":"2026-11-21T19:59:00.005Z",\
            "completed_at":null,"url":"/admin/operations/7","badges":{"status":{"value":"completed",\
            "label":"Completed","color":"gray","icon":"check-circle","known":true},\
            "outcome":{"value":"not_there","label":"Not There","color":"gray",\
            "icon":"question-mark-circle","known":false}}}\
            """);
  }

  @Test
  void whatNeedsAttentionStandsInItsOrderWithItsCounts() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            sync(1, "failed", LATELY),
            run(1, "completed", "failed", LATELY),
            finding(1, "high", "new"),
            finding(2, "high", "open"));
    assertThat(partition.value(TENANT, "/dashboard/needs_attention"))
        .isEqualTo(
            """
            [{"code":"high_severity_findings","severity":"danger","count":2},\
            {"code":"drift_stale","severity":"warning"},\
            {"code":"operations_failed","severity":"danger","count":1},\
            {"code":"inventory_sync_failed","severity":"warning"}]\
            """);
  }

  @Test
  void nothingNeedsAttentionWhenAllIsWell() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            sync(1, "failed", LATELY.minusSeconds(1)),
            sync(2, "success", LATELY),
            scan(1, "drift.scan", "completed", "succeeded", LATELY),
            finding(1, "high", "closed"));
    assertThat(partition.value(TENANT, "/dashboard/needs_attention")).isEqualTo("[]");
  }

  // --- rows

  @Test
  void anUnchangedValueThatWasNotSentIsKept() {
    ProjectedPartition partition =
        ProjectedPartition.of(AS_OF, with(finding(1, "high", "new"), "scope_key", "a long one"));
    partition.apply(
        AS_OF,
        new LogRecord.Upsert(sent(SourceTable.FINDINGS, 1, "tenant_id", TENANT, "status", "open")),
        new LogRecord.Upsert(sent(SourceTable.FINDINGS, 1, "tenant_id", TENANT, "severity", "low")),
        mark(2));
    assertThat(partition.value(TENANT, "/dashboard/recent_findings/0"))
        .startsWith(
            "{\"id\":1,\"severity\":\"low\",\"status\":\"open\",\"scope_key\":\"a long one\","
                + "\"created_at\":\"2026-11-21T19:59:00.000Z\"");
  }

  @Test
  void rowsOfOtherTenantsAndOfNoneDoNotCount() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            tenant(),
            with(run(1, "running", null, LATELY), "tenant_id", 43L),
            with(run(2, "running", null, LATELY), "tenant_id", null));
    assertThat(partition.value(TENANT, "/operations/active")).isEqualTo("0");
    assertThat(partition.value(43, "/operations/active")).isEqualTo("1");
  }

  private static LogRecord mark(long position) {
    return new LogRecord.ProgressMark(
        new SourcePosition(position), AS_OF, ProjectedPartition.HISTORY);
  }

  private static RowImage tenant() {
    return row(SourceTable.TENANTS, TENANT, "name", "Contoso", "status", "active");
  }

  private static RowImage finding(long id, @Nullable String severity, @Nullable String status) {
    return row(
        SourceTable.FINDINGS,
        id,
        "tenant_id",
        TENANT,
        "severity",
        severity,
        "status",
        status,
        "created_at",
        LATELY);
  }

  private static RowImage run(
      long id, @Nullable String status, @Nullable String outcome, @Nullable Instant createdAt) {
    return row(
        SourceTable.OPERATION_RUNS,
        id,
        "tenant_id",
        TENANT,
        "type",
        "backup.run",
        "status",
        status,
        "outcome",
        outcome,
        "created_at",
        createdAt);
  }

  private static RowImage scan(
      long id, String type, String status, String outcome, @Nullable Instant completedAt) {
    return with(
        with(run(id, status, outcome, EDGE_30D.minusSeconds(1)), "type", type),
        "completed_at",
        completedAt);
  }

  private static RowImage timed(long id, Instant createdAt, long micros) {
    return with(
        with(run(id, "completed", "succeeded", createdAt), "started_at", LATELY),
        "completed_at",
        LATELY.plusNanos(1000 * micros));
  }

  private static RowImage item(long id, @Nullable String policyType) {
    return row(
        SourceTable.INVENTORY_ITEMS,
        id,
        "tenant_id",
        TENANT,
        "policy_type",
        policyType,
        "created_at",
        LATELY);
  }

  private static RowImage sync(long id, String status, Instant createdAt) {
    return row(
        SourceTable.INVENTORY_SYNC_RUNS,
        id,
        "tenant_id",
        TENANT,
        "status",
        status,
        "created_at",
        createdAt);
  }

  private static RowImage with(RowImage row, String column, @Nullable Object value) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
    values.put(column, value);
    return image(row.key(), values);
  }
}
