package io.tenantatlas.projector.projection.badge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A badge domain: a unique name for a family of status-like values, and the badge of each. This is
 * the catalog; a label changed here changes in every document. Values are matched after trimming
 * and lower-casing; null, empty and unknown values get a gray badge.
 */
public enum BadgeDomain {
  TENANT_STATUS(
      "tenant.status",
      Values.of()
          .add("active", "Active", "success", "check-circle")
          .add("pending", "Pending", "warning", "clock")
          .add("onboarding", "Onboarding", "info", "arrow-path")
          .add("suspended", "Suspended", "warning", "pause-circle")
          .add("archived", "Archived", "gray", "archive-box")
          .add("error", "Error", "danger", "x-circle")),
  TENANT_IS_CURRENT(
      "tenant.is_current",
      Values.of()
          .add("true", "Current", "success", "check-circle")
          .add("false", "Not current", "gray", "minus-circle")),
  OPERATION_RUN_STATUS(
      "operation_run.status",
      Values.of()
          .add("queued", "Queued", "warning", "clock")
          .add("running", "Running", "info", "arrow-path")
          .add("completed", "Completed", "gray", "check-circle")),
  OPERATION_RUN_OUTCOME(
      "operation_run.outcome",
      Values.of()
          .add("pending", "Pending", "gray", "clock")
          .add("succeeded", "Succeeded", "success", "check-circle")
          .add("partial", "Partial", "warning", "exclamation-triangle")
          .add("failed", "Failed", "danger", "x-circle")
          .add("cancelled", "Cancelled", "gray", "minus-circle")
          .add("blocked", "Blocked", "warning", "no-symbol")),
  INVENTORY_SYNC_RUN_STATUS(
      "inventory_sync_run.status",
      Values.of()
          .add("pending", "Pending", "gray", "clock")
          .running()
          .add("success", "Success", "success", "check-circle")
          .partial()
          .failed()
          .skipped()),
  BACKUP_SCHEDULE_RUN_STATUS(
      "backup_schedule_run.status",
      Values.of()
          .running()
          .add("success", "Success", "success", "check-circle")
          .partial()
          .failed()
          .skipped()
          .add("canceled", "Canceled", "gray", "minus-circle")),
  ENTRA_GROUP_SYNC_RUN_STATUS(
      "entra_group_sync_run.status",
      Values.of()
          .add("pending", "Pending", "gray", "clock")
          .running()
          .add("succeeded", "Succeeded", "success", "check-circle")
          .partial()
          .failed()),
  ENTRA_GROUP_SYNC_RUN_SAFETY_STOP_TRIGGERED(
      "entra_group_sync_run.safety_stop_triggered",
      Values.of()
          .add("true", "Safety stop", "danger", "shield-exclamation")
          .add("false", "Normal", "gray", "shield-check")),
  RESTORE_RUN_STATUS(
      "restore_run.status",
      Values.of()
          .add("draft", "Draft", "gray", "document")
          .add("scoped", "Scoped", "gray", "funnel")
          .add("checked", "Checked", "info", "clipboard-document-check")
          .add("previewed", "Previewed", "info", "eye")
          .add("pending", "Pending", "gray", "clock")
          .add("queued", "Queued", "warning", "clock")
          .running()
          .add("completed", "Completed", "success", "check-circle")
          .partial()
          .failed()
          .add("cancelled", "Cancelled", "gray", "minus-circle")),
  FINDING_STATUS(
      "finding.status",
      Values.of()
          .add("new", "New", "warning", "bell-alert")
          .add("open", "Open", "warning", "bell-alert")
          .add("acknowledged", "Acknowledged", "info", "check-circle")
          .add("closed", "Closed", "gray", "lock-closed")),
  FINDING_SEVERITY(
      "finding.severity",
      Values.of()
          .add("low", "Low", "info", "information-circle")
          .add("medium", "Medium", "warning", "exclamation-triangle")
          .add("high", "High", "danger", "exclamation-circle"));

  private final String domainName;
  private final Map<String, Badge> badges;
  private final Map<String, Map<String, @Nullable Object>> shown = new HashMap<>();

  BadgeDomain(String domainName, Values values) {
    this.domainName = domainName;
    this.badges = Collections.unmodifiableMap(values.badges);
    badges.forEach((value, badge) -> shown.put(value, Collections.unmodifiableMap(badge.shown())));
  }

  /** The domain's unique name, such as {@code finding.severity}. */
  public String domainName() {
    return domainName;
  }

  /** What has the values, such as {@code finding}. */
  public String entity() {
    return domainName.substring(0, domainName.indexOf('.'));
  }

  /** Its attribute that they are values of, such as {@code severity}. */
  public String attribute() {
    return domainName.substring(domainName.indexOf('.') + 1);
  }

  /** The known values' badges, in the catalog's order. */
  public Collection<Badge> badges() {
    return badges.values();
  }

  /** The badge of a value; a boolean's values are {@code true} and {@code false}. */
  public Badge badge(@Nullable String value) {
    String normalized = normalized(value);
    Badge known = badges.get(normalized);
    return known != null ? known : unknown(value, normalized);
  }

  /** The badge of a value as it stands in documents. */
  public Map<String, @Nullable Object> shown(@Nullable String value) {
    Map<String, @Nullable Object> known = shown.get(normalized(value));
    return known != null ? known : badge(value).shown();
  }

  private static String normalized(@Nullable String value) {
    return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  /** The catalog as it is served: nested maps in its order. */
  public static Map<String, @Nullable Object> catalog() {
    List<Map<String, @Nullable Object>> domains = new ArrayList<>();
    for (BadgeDomain domain : values()) {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      shown.put("domain", domain.domainName());
      shown.put("values", domain.badges().stream().map(Badge::shown).toList());
      domains.add(shown);
    }
    Map<String, @Nullable Object> catalog = new LinkedHashMap<>();
    catalog.put("domains", domains);
    return catalog;
  }

  private static Badge unknown(@Nullable String value, String normalized) {
    String label =
        value == null || normalized.isEmpty() ? "Unknown" : HeadlineCase.of(value.strip());
    return new Badge(value, label, "gray", "question-mark-circle", false);
  }

  /** Collects a domain's badges, with the ones that mean the same everywhere. */
  private static final class Values {
    private final Map<String, Badge> badges = new LinkedHashMap<>();

    static Values of() {
      return new Values();
    }

    Values add(String value, String label, String color, String icon) {
      badges.put(value, new Badge(value, label, color, icon, true));
      return this;
    }

    Values running() {
      return add("running", "Running", "info", "arrow-path");
    }

    Values partial() {
      return add("partial", "Partial", "warning", "exclamation-triangle");
    }

    Values failed() {
      return add("failed", "Failed", "danger", "x-circle");
    }

    Values skipped() {
      return add("skipped", "Skipped", "gray", "minus-circle");
    }
  }
}
