package io.tenantatlas.projector.projection;

import static io.tenantatlas.projector.change.SourceTable.FINDINGS;
import static io.tenantatlas.projector.change.SourceTable.INVENTORY_ITEMS;
import static io.tenantatlas.projector.change.SourceTable.INVENTORY_SYNC_RUNS;
import static io.tenantatlas.projector.change.SourceTable.OPERATION_RUNS;
import static io.tenantatlas.projector.projection.Condition.all;
import static io.tenantatlas.projector.projection.Condition.always;
import static io.tenantatlas.projector.projection.Condition.in;
import static io.tenantatlas.projector.projection.Condition.notIn;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Measure.Count;
import io.tenantatlas.projector.projection.Measure.DurationSum;
import io.tenantatlas.projector.projection.Measure.Ranking;
import io.tenantatlas.projector.projection.view.Rows;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The KPI document's definition: every value, in the document's order. This is the only place where
 * a KPI is defined; see CONTRIBUTING.md, "Adding a KPI". The definitions in words are in DESIGN.md.
 */
final class Kpis {

  private static final Duration SEVEN_DAYS = Duration.ofDays(7);
  private static final Duration THIRTY_DAYS = Duration.ofDays(30);
  private static final int RECENT = 10;

  private static final Condition ACTIVE = in("status", "queued", "running");
  private static final Condition OPEN = in("status", "new", "open");

  private final ProjectionSettings settings;
  private final Rows rows;

  private final Count openHigh = open(in("severity", "high"));
  private final Count activeRuns = count(OPERATION_RUNS, ACTIVE);
  private final Count failed = completedWithin7Days("failed");
  private final Count partial = completedWithin7Days("partial");
  private final Count failedOrPartial = completedWithin7Days("failed", "partial");
  private final Count items = count(INVENTORY_ITEMS, always());
  private final Count restorable;
  private final Ranking lastScan;
  private final Ranking lastSync = new Ranking(INVENTORY_SYNC_RUNS, always(), "created_at", 1);
  private final Ranking recentFindings = new Ranking(FINDINGS, always(), "created_at", RECENT);
  private final Ranking recentRuns = new Ranking(OPERATION_RUNS, always(), "created_at", RECENT);

  private Kpis(ProjectionSettings settings) {
    this.settings = settings;
    this.rows = new Rows(settings.links());
    this.restorable = itemsOf(settings.policyTypes().restorable());
    this.lastScan =
        new Ranking(
            OPERATION_RUNS,
            all(
                in("type", settings.driftScanTypes()),
                in("status", "completed"),
                in("outcome", "succeeded", "partial"),
                new Condition.Present("completed_at")),
            "completed_at",
            1);
  }

  /** The document of kind {@code kpi}. */
  static DocumentDefinition definition(ProjectionSettings settings) {
    Kpis kpis = new Kpis(settings);
    List<Field> all = new ArrayList<>();
    all.addAll(kpis.dashboard());
    all.addAll(kpis.inventory());
    all.addAll(kpis.operations());
    return new DocumentDefinition(DocumentKind.KPI, all);
  }

  private List<Field> dashboard() {
    return List.of(
        Field.count("dashboard.drift.open_findings.high", openHigh),
        Field.count("dashboard.drift.open_findings.medium", open(in("severity", "medium"))),
        Field.count("dashboard.drift.open_findings.low", open(in("severity", "low"))),
        Field.count(
            "dashboard.drift.open_findings.other",
            open(notIn("severity", "high", "medium", "low"))),
        Field.count("dashboard.drift.open_findings.total", open(always())),
        Field.of("dashboard.drift.last_scan_at", List.of(lastScan), this::lastScanAt),
        new Field("dashboard.drift.stale", List.of(lastScan), this::stale, this::staleAfter),
        Field.count("dashboard.operations.active", activeRuns),
        Field.count("dashboard.operations.failed_7d", failed),
        Field.count("dashboard.operations.partial_7d", partial),
        Field.count("dashboard.operations.failed_or_partial_7d", failedOrPartial),
        Field.of(
            "dashboard.recent_findings",
            List.of(recentFindings),
            measured -> measured.rows(recentFindings).stream().map(rows::finding).toList()),
        Field.of(
            "dashboard.recent_operations",
            List.of(recentRuns),
            measured -> measured.rows(recentRuns).stream().map(rows::run).toList()),
        Field.of(
            "dashboard.needs_attention",
            List.of(openHigh, lastScan, failed, lastSync),
            this::needsAttention));
  }

  private List<Field> inventory() {
    PolicyTypeCatalog types = settings.policyTypes();
    Count activeSyncs =
        count(OPERATION_RUNS, all(ACTIVE, in("type", settings.inventorySyncType())));
    return List.of(
        Field.count("inventory.total_items", items),
        Field.count("inventory.restorable", restorable),
        Field.count("inventory.partial", itemsOf(types.partial())),
        Field.count("inventory.risk", itemsOf(types.risk())),
        Field.count("inventory.dependencies", itemsOf(types.dependencies())),
        Field.of("inventory.coverage_percent", List.of(items, restorable), this::coveragePercent),
        Field.of(
            "inventory.last_sync",
            List.of(lastSync),
            measured -> {
              RowImage sync = measured.first(lastSync);
              return sync == null ? null : rows.sync(sync);
            }),
        Field.count("inventory.active_operations.all", activeRuns),
        Field.count("inventory.active_operations.inventory_sync", activeSyncs));
  }

  private List<Field> operations() {
    Condition timed =
        all(in("status", "completed"), new Condition.InOrder("started_at", "completed_at"));
    Count timedRuns = new Count(OPERATION_RUNS, timed, SEVEN_DAYS);
    DurationSum timeTaken =
        new DurationSum(OPERATION_RUNS, timed, SEVEN_DAYS, "started_at", "completed_at");
    return List.of(
        Field.count("operations.total_30d", new Count(OPERATION_RUNS, always(), THIRTY_DAYS)),
        Field.count("operations.active", activeRuns),
        Field.count("operations.failed_7d", failed),
        Field.count("operations.partial_7d", partial),
        Field.count("operations.failed_or_partial_7d", failedOrPartial),
        Field.of(
            "operations.avg_duration_ms_7d",
            List.of(timedRuns, timeTaken),
            measured -> meanMillis(measured.sum(timeTaken), measured.sum(timedRuns))));
  }

  private @Nullable Object lastScanAt(Measured measured) {
    RowImage scan = measured.first(lastScan);
    return scan == null ? null : scan.instant("completed_at");
  }

  private boolean stale(Measured measured) {
    Instant freshUntil = staleAfter(measured);
    return freshUntil == null || measured.asOf().isAfter(freshUntil);
  }

  private @Nullable Instant staleAfter(Measured measured) {
    RowImage scan = measured.first(lastScan);
    Instant at = scan == null ? null : scan.instant("completed_at");
    return at == null ? null : at.plus(SEVEN_DAYS);
  }

  private List<Map<String, Object>> needsAttention(Measured measured) {
    List<Map<String, Object>> reasons = new ArrayList<>();
    if (measured.sum(openHigh) > 0) {
      reasons.add(reason("high_severity_findings", "danger", measured.sum(openHigh)));
    }
    if (stale(measured)) {
      reasons.add(reason("drift_stale", "warning", null));
    }
    if (measured.sum(failed) > 0) {
      reasons.add(reason("operations_failed", "danger", measured.sum(failed)));
    }
    RowImage sync = measured.first(lastSync);
    if (sync != null && "failed".equals(sync.text("status"))) {
      reasons.add(reason("inventory_sync_failed", "warning", null));
    }
    return reasons;
  }

  private static Map<String, Object> reason(String code, String severity, @Nullable Long count) {
    Map<String, Object> reason = new LinkedHashMap<>();
    reason.put("code", code);
    reason.put("severity", severity);
    if (count != null) {
      reason.put("count", count);
    }
    return reason;
  }

  /**
   * One decimal, half up: in tenths, {@code (1000 * restorable + total / 2) / total}, doubled to
   * stay exact.
   */
  private @Nullable Object coveragePercent(Measured measured) {
    long total = measured.sum(items);
    return total == 0
        ? null
        : BigDecimal.valueOf((2000 * measured.sum(restorable) + total) / (2 * total), 1);
  }

  /** Whole milliseconds, half up, from a sum of microseconds. */
  private static @Nullable Long meanMillis(long sumMicros, long count) {
    return count == 0 ? null : (2 * sumMicros + 1000 * count) / (2000 * count);
  }

  private static Count count(SourceTable table, Condition where) {
    return new Count(table, where, null);
  }

  private static Count open(Condition severity) {
    return count(FINDINGS, all(OPEN, severity));
  }

  private static Count itemsOf(List<String> policyTypes) {
    return count(INVENTORY_ITEMS, in("policy_type", policyTypes));
  }

  private static Count completedWithin7Days(String... outcomes) {
    return new Count(
        OPERATION_RUNS, all(in("status", "completed"), in("outcome", outcomes)), SEVEN_DAYS);
  }
}
