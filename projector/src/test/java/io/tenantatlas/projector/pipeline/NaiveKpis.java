package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.pipeline.NaiveJson.putInstant;
import static io.tenantatlas.projector.pipeline.NaiveJson.putRun;
import static io.tenantatlas.projector.pipeline.NaiveSource.latest;

import io.tenantatlas.projector.change.SourceTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The KPI document by the definitions in words: all current rows are looked at, nothing is kept,
 * and nothing is shared with the projection. Slow, and easy to see to be right.
 *
 * @param source all rows
 */
record NaiveKpis(NaiveSource source) {

  private static final Set<String> RESTORABLE =
      Set.of(
          "deviceConfiguration",
          "deviceManagementScript",
          "windowsAutopilotDeploymentProfile",
          "assignmentFilter");
  private static final Set<String> PARTIAL = Set.of("mobileApp", "conditionalAccessPolicy");
  private static final Set<String> RISK =
      Set.of("deviceManagementScript", "conditionalAccessPolicy");
  private static final Set<String> DEPENDENCIES =
      Set.of(
          "deviceConfiguration",
          "deviceManagementScript",
          "windowsAutopilotDeploymentProfile",
          "mobileApp",
          "conditionalAccessPolicy");

  /** The tenant's document at the instant. */
  ObjectNode document(long tenant, Instant asOf) {
    List<NaiveRow> runs = rows(SourceTable.OPERATION_RUNS, tenant);
    ObjectNode document = NaiveJson.object();
    dashboard(document.putObject("dashboard"), tenant, runs, asOf);
    inventory(document.putObject("inventory"), tenant, runs);
    operations(document.putObject("operations"), runs, asOf);
    return document;
  }

  private List<NaiveRow> rows(SourceTable table, long tenant) {
    return source.rows(table, tenant);
  }

  private void dashboard(ObjectNode dashboard, long tenant, List<NaiveRow> runs, Instant asOf) {
    List<NaiveRow> findings = rows(SourceTable.FINDINGS, tenant);
    ObjectNode drift = dashboard.putObject("drift");
    long high = countOpen(findings, "high"::equals);
    long medium = countOpen(findings, "medium"::equals);
    long low = countOpen(findings, "low"::equals);
    long total = countOpen(findings, severity -> true);
    drift
        .putObject("open_findings")
        .put("high", high)
        .put("medium", medium)
        .put("low", low)
        .put("other", total - high - medium - low)
        .put("total", total);
    Instant lastScan = lastScan(runs);
    boolean stale = lastScan == null || lastScan.isBefore(asOf.minus(Duration.ofDays(7)));
    putInstant(drift, "last_scan_at", lastScan);
    drift.put("stale", stale);
    putRunCounts(dashboard.putObject("operations"), runs, asOf);
    ArrayNode recentFindings = dashboard.putArray("recent_findings");
    latest(findings, 10).forEach(finding -> putFinding(recentFindings.addObject(), finding));
    ArrayNode recentRuns = dashboard.putArray("recent_operations");
    latest(runs, 10).forEach(run -> putRun(recentRuns.addObject(), run));
    ArrayNode needs = dashboard.putArray("needs_attention");
    if (high > 0) {
      reason(needs, "high_severity_findings", "danger").put("count", high);
    }
    if (stale) {
      reason(needs, "drift_stale", "warning");
    }
    long failed = countFinished(runs, asOf, "failed");
    if (failed > 0) {
      reason(needs, "operations_failed", "danger").put("count", failed);
    }
    List<NaiveRow> syncs = latest(rows(SourceTable.INVENTORY_SYNC_RUNS, tenant), 1);
    if (!syncs.isEmpty() && "failed".equals(syncs.getFirst().text("status"))) {
      reason(needs, "inventory_sync_failed", "warning");
    }
  }

  private static long countOpen(List<NaiveRow> findings, Predicate<@Nullable String> severity) {
    long count = 0;
    for (NaiveRow finding : findings) {
      String status = finding.text("status");
      boolean open = "new".equals(status) || "open".equals(status);
      if (open && severity.test(finding.text("severity"))) {
        count++;
      }
    }
    return count;
  }

  private static @Nullable Instant lastScan(List<NaiveRow> runs) {
    Instant last = null;
    for (NaiveRow run : runs) {
      boolean scan =
          "drift.scan".equals(run.text("type")) || "drift.generate".equals(run.text("type"));
      boolean good =
          "succeeded".equals(run.text("outcome")) || "partial".equals(run.text("outcome"));
      Instant completedAt = run.instant("completed_at");
      if (scan && good && "completed".equals(run.text("status")) && completedAt != null) {
        last = last == null || completedAt.isAfter(last) ? completedAt : last;
      }
    }
    return last;
  }

  private static void putRunCounts(ObjectNode into, List<NaiveRow> runs, Instant asOf) {
    long failed = countFinished(runs, asOf, "failed");
    long partial = countFinished(runs, asOf, "partial");
    into.put("active", active(runs, null))
        .put("failed_7d", failed)
        .put("partial_7d", partial)
        .put("failed_or_partial_7d", failed + partial);
  }

  private static long active(List<NaiveRow> runs, @Nullable String type) {
    long count = 0;
    for (NaiveRow run : runs) {
      boolean active = "queued".equals(run.text("status")) || "running".equals(run.text("status"));
      if (active && (type == null || type.equals(run.text("type")))) {
        count++;
      }
    }
    return count;
  }

  private static long countFinished(List<NaiveRow> runs, Instant asOf, String outcome) {
    long count = 0;
    for (NaiveRow run : runs) {
      if ("completed".equals(run.text("status"))
          && outcome.equals(run.text("outcome"))
          && inside(run, asOf, 168)) {
        count++;
      }
    }
    return count;
  }

  private static boolean inside(NaiveRow row, Instant asOf, int hours) {
    Instant createdAt = row.instant("created_at");
    return createdAt != null && createdAt.compareTo(asOf.minus(Duration.ofHours(hours))) >= 0;
  }

  private static ObjectNode reason(ArrayNode needs, String code, String severity) {
    return needs.addObject().put("code", code).put("severity", severity);
  }

  private static void putFinding(ObjectNode into, NaiveRow finding) {
    into.put("id", finding.id())
        .put("severity", finding.text("severity"))
        .put("status", finding.text("status"))
        .put("scope_key", finding.text("scope_key"));
    putInstant(into, "created_at", finding.instant("created_at"));
    ObjectNode badges = into.putObject("badges");
    badges.set("severity", NaiveBadges.badge("finding.severity", finding.text("severity")));
    badges.set("status", NaiveBadges.badge("finding.status", finding.text("status")));
  }

  private void inventory(ObjectNode inventory, long tenant, List<NaiveRow> runs) {
    List<NaiveRow> items = rows(SourceTable.INVENTORY_ITEMS, tenant);
    long restorable = countTypes(items, RESTORABLE);
    inventory
        .put("total_items", (long) items.size())
        .put("restorable", restorable)
        .put("partial", countTypes(items, PARTIAL))
        .put("risk", countTypes(items, RISK))
        .put("dependencies", countTypes(items, DEPENDENCIES));
    if (items.isEmpty()) {
      inventory.putNull("coverage_percent");
    } else {
      inventory.put(
          "coverage_percent",
          BigDecimal.valueOf(100 * restorable)
              .divide(BigDecimal.valueOf(items.size()), 1, RoundingMode.HALF_UP));
    }
    List<NaiveRow> syncs = latest(rows(SourceTable.INVENTORY_SYNC_RUNS, tenant), 1);
    if (syncs.isEmpty()) {
      inventory.putNull("last_sync");
    } else {
      NaiveRow sync = syncs.getFirst();
      ObjectNode last = inventory.putObject("last_sync").put("id", sync.id());
      last.put("status", sync.text("status"));
      Instant started = sync.instant("started_at");
      Instant finished = sync.instant("finished_at");
      Instant fallback = started != null ? started : sync.instant("created_at");
      putInstant(last, "at", finished != null ? finished : fallback);
      last.set("badge", NaiveBadges.badge("inventory_sync_run.status", sync.text("status")));
    }
    inventory
        .putObject("active_operations")
        .put("all", active(runs, null))
        .put("inventory_sync", active(runs, "inventory.sync"));
  }

  private static long countTypes(List<NaiveRow> items, Set<String> policyTypes) {
    long count = 0;
    for (NaiveRow item : items) {
      String policyType = item.text("policy_type");
      if (policyType != null && policyTypes.contains(policyType)) {
        count++;
      }
    }
    return count;
  }

  private static void operations(ObjectNode operations, List<NaiveRow> runs, Instant asOf) {
    long recent = 0;
    long timed = 0;
    long micros = 0;
    for (NaiveRow run : runs) {
      if (inside(run, asOf, 720)) {
        recent++;
      }
      Instant started = run.instant("started_at");
      Instant completed = run.instant("completed_at");
      if ("completed".equals(run.text("status"))
          && started != null
          && completed != null
          && completed.compareTo(started) >= 0
          && inside(run, asOf, 168)) {
        timed++;
        Duration taken = Duration.between(started, completed);
        micros += taken.toSeconds() * 1_000_000 + taken.toNanosPart() / 1000;
      }
    }
    operations.put("total_30d", recent);
    putRunCounts(operations, runs, asOf);
    if (timed == 0) {
      operations.putNull("avg_duration_ms_7d");
    } else {
      operations.put(
          "avg_duration_ms_7d",
          BigDecimal.valueOf(micros)
              .divide(BigDecimal.valueOf(1000 * timed), 0, RoundingMode.HALF_UP)
              .longValueExact());
    }
  }
}
