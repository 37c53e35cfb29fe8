package io.tenantatlas.projector.projection.view;

import static io.tenantatlas.projector.projection.badge.BadgeDomain.FINDING_SEVERITY;
import static io.tenantatlas.projector.projection.badge.BadgeDomain.FINDING_STATUS;
import static io.tenantatlas.projector.projection.badge.BadgeDomain.INVENTORY_SYNC_RUN_STATUS;
import static io.tenantatlas.projector.projection.badge.BadgeDomain.OPERATION_RUN_OUTCOME;
import static io.tenantatlas.projector.projection.badge.BadgeDomain.OPERATION_RUN_STATUS;

import io.tenantatlas.projector.change.RowImage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How single rows are shown in documents. */
public final class Rows {

  private final Links links;

  /** Rows with these links. */
  public Rows(Links links) {
    this.links = links;
  }

  /** A finding. */
  public Map<String, @Nullable Object> finding(RowImage finding) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", finding.key().id());
    shown.put("severity", finding.text("severity"));
    shown.put("status", finding.text("status"));
    shown.put("scope_key", finding.text("scope_key"));
    shown.put("created_at", finding.instant("created_at"));
    shown.put(
        "badges",
        badges(
            "severity", FINDING_SEVERITY.shown(finding.text("severity")),
            "status", FINDING_STATUS.shown(finding.text("status"))));
    return shown;
  }

  /** An operation run. */
  public Map<String, @Nullable Object> run(RowImage run) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", run.key().id());
    shown.put("type", run.text("type"));
    shown.put("status", run.text("status"));
    shown.put("outcome", run.text("outcome"));
    shown.put("created_at", run.instant("created_at"));
    shown.put("started_at", run.instant("started_at"));
    shown.put("completed_at", run.instant("completed_at"));
    shown.put("url", links.operation(run.key().id()));
    shown.put(
        "badges",
        badges(
            "status", OPERATION_RUN_STATUS.shown(run.text("status")),
            "outcome", OPERATION_RUN_OUTCOME.shown(run.text("outcome"))));
    return shown;
  }

  /** An inventory sync run. */
  public Map<String, @Nullable Object> sync(RowImage sync) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", sync.key().id());
    shown.put("status", sync.text("status"));
    shown.put("at", firstPresent(sync, "finished_at", "started_at", "created_at"));
    shown.put("badge", INVENTORY_SYNC_RUN_STATUS.shown(sync.text("status")));
    return shown;
  }

  private static @Nullable Instant firstPresent(RowImage row, String... columns) {
    for (String column : columns) {
      Instant instant = row.instant(column);
      if (instant != null) {
        return instant;
      }
    }
    return null;
  }

  private static Map<String, Object> badges(
      String name,
      Map<String, @Nullable Object> badge,
      String otherName,
      Map<String, @Nullable Object> otherBadge) {
    Map<String, Object> badges = new LinkedHashMap<>();
    badges.put(name, badge);
    badges.put(otherName, otherBadge);
    return badges;
  }
}
