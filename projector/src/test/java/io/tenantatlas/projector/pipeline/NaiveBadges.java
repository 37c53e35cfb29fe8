package io.tenantatlas.projector.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tenantatlas.projector.change.SourceTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The badge document by the definitions in words, and the badges that histories meet. */
final class NaiveBadges {

  /** By domain, of values as they stand in rows once they are trimmed and lower-cased. */
  private static final String CATALOG =
      """
      tenant.status active|Active|success|check-circle
      tenant.status pending|Pending|warning|clock
      tenant.status onboarding|Onboarding|info|arrow-path
      tenant.status suspended|Suspended|warning|pause-circle
      tenant.status archived|Archived|gray|archive-box
      tenant.status error|Error|danger|x-circle
      tenant.is_current true|Current|success|check-circle
      tenant.is_current false|Not current|gray|minus-circle
      operation_run.status queued|Queued|warning|clock
      operation_run.status running|Running|info|arrow-path
      operation_run.status completed|Completed|gray|check-circle
      operation_run.outcome pending|Pending|gray|clock
      operation_run.outcome succeeded|Succeeded|success|check-circle
      operation_run.outcome partial|Partial|warning|exclamation-triangle
      operation_run.outcome failed|Failed|danger|x-circle
      operation_run.outcome cancelled|Cancelled|gray|minus-circle
      operation_run.outcome blocked|Blocked|warning|no-symbol
      inventory_sync_run.status pending|Pending|gray|clock
      inventory_sync_run.status running|Running|info|arrow-path
      inventory_sync_run.status success|Success|success|check-circle
      inventory_sync_run.status partial|Partial|warning|exclamation-triangle
      inventory_sync_run.status failed|Failed|danger|x-circle
      inventory_sync_run.status skipped|Skipped|gray|minus-circle
      backup_schedule_run.status running|Running|info|arrow-path
      backup_schedule_run.status success|Success|success|check-circle
      backup_schedule_run.status partial|Partial|warning|exclamation-triangle
      backup_schedule_run.status failed|Failed|danger|x-circle
      backup_schedule_run.status skipped|Skipped|gray|minus-circle
      backup_schedule_run.status canceled|Canceled|gray|minus-circle
      entra_group_sync_run.status pending|Pending|gray|clock
      entra_group_sync_run.status running|Running|info|arrow-path
      entra_group_sync_run.status succeeded|Succeeded|success|check-circle
      entra_group_sync_run.status partial|Partial|warning|exclamation-triangle
      entra_group_sync_run.status failed|Failed|danger|x-circle
      entra_group_sync_run.safety_stop_triggered true|Safety stop|danger|shield-exclamation
      entra_group_sync_run.safety_stop_triggered false|Normal|gray|shield-check
      restore_run.status draft|Draft|gray|document
      restore_run.status scoped|Scoped|gray|funnel
      restore_run.status checked|Checked|info|clipboard-document-check
      restore_run.status previewed|Previewed|info|eye
      restore_run.status pending|Pending|gray|clock
      restore_run.status queued|Queued|warning|clock
      restore_run.status running|Running|info|arrow-path
      restore_run.status completed|Completed|success|check-circle
      restore_run.status partial|Partial|warning|exclamation-triangle
      restore_run.status failed|Failed|danger|x-circle
      restore_run.status cancelled|Cancelled|gray|minus-circle
      finding.status new|New|warning|bell-alert
      finding.status open|Open|warning|bell-alert
      finding.status acknowledged|Acknowledged|info|check-circle
      finding.status closed|Closed|gray|lock-closed
      finding.severity low|Low|info|information-circle
      finding.severity medium|Medium|warning|exclamation-triangle
      finding.severity high|High|danger|exclamation-circle
      """;

  private static final Map<String, String> BADGES =
      CATALOG
          .lines()
          .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('|')), line -> line));

  /** The labels of the values that histories meet and no domain knows. */
  private static final Map<String, String> UNKNOWN_LABELS =
      Map.ofEntries(
          Map.entry("", "Unknown"),
          Map.entry("  ", "Unknown"),
          Map.entry("critical", "Critical"),
          Map.entry("needs_review", "Needs Review"),
          Map.entry("weirdState", "Weird State"),
          Map.entry("not-there yet", "Not There Yet"),
          Map.entry("HALF open", "Half Open"),
          Map.entry("v2Final", "V2 Final"),
          Map.entry("=", "="),
          Map.entry("a=b", "A=b"),
          Map.entry("éclair", "Éclair"),
          Map.entry("ｆull", "Ｆull"),
          Map.entry("😀", "😀"),
          Map.entry("_", "_"));

  private static final List<String> ENTITIES =
      List.of(
          "operation_run",
          "inventory_sync_run",
          "backup_schedule_run",
          "entra_group_sync_run",
          "restore_run",
          "finding");

  /** The domains by name, with the table and the column that have the values. */
  private static final Map<String, SourceTable> DOMAINS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("backup_schedule_run.status", SourceTable.BACKUP_SCHEDULE_RUNS),
              Map.entry(
                  "entra_group_sync_run.safety_stop_triggered", SourceTable.ENTRA_GROUP_SYNC_RUNS),
              Map.entry("entra_group_sync_run.status", SourceTable.ENTRA_GROUP_SYNC_RUNS),
              Map.entry("finding.severity", SourceTable.FINDINGS),
              Map.entry("finding.status", SourceTable.FINDINGS),
              Map.entry("inventory_sync_run.status", SourceTable.INVENTORY_SYNC_RUNS),
              Map.entry("operation_run.outcome", SourceTable.OPERATION_RUNS),
              Map.entry("operation_run.status", SourceTable.OPERATION_RUNS),
              Map.entry("restore_run.status", SourceTable.RESTORE_RUNS),
              Map.entry("tenant.is_current", SourceTable.TENANTS),
              Map.entry("tenant.status", SourceTable.TENANTS)));

  private static final Map<String, ObjectNode> MADE = new HashMap<>();

  private NaiveBadges() {}

  /** The tenant's document. */
  static ObjectNode document(NaiveSource source, long tenant) {
    ObjectNode document = NaiveJson.object();
    NaiveRow row = source.row(SourceTable.TENANTS, tenant);
    ObjectNode own = document.putObject("tenant");
    own.set("status", badge("tenant.status", value(row, "status")));
    own.set("is_current", badge("tenant.is_current", value(row, "is_current")));
    ObjectNode latest = document.putObject("latest");
    ENTITIES.forEach(entity -> putLatest(latest, entity, source, tenant));
    ArrayNode counts = document.putArray("counts");
    DOMAINS.forEach(
        (domain, table) -> putCounts(counts, domain, column(domain), source.rows(table, tenant)));
    return document;
  }

  private static String column(String domain) {
    return domain.substring(domain.indexOf('.') + 1);
  }

  private static void putLatest(ObjectNode into, String entity, NaiveSource source, long tenant) {
    into.putNull(entity);
    DOMAINS.forEach(
        (domain, table) -> {
          List<NaiveRow> rows = NaiveSource.latest(source.rows(table, tenant), 1);
          if (domain.startsWith(entity + ".") && !rows.isEmpty()) {
            NaiveRow row = rows.getFirst();
            ObjectNode shown = into.get(entity) instanceof ObjectNode node ? node : begin(row);
            shown.set(column(domain), badge(domain, value(row, column(domain))));
            into.set(entity, shown);
          }
        });
  }

  private static ObjectNode begin(NaiveRow row) {
    ObjectNode shown = NaiveJson.object().put("id", row.id());
    NaiveJson.putInstant(shown, "at", row.instant("created_at"));
    return shown;
  }

  private static void putCounts(
      ArrayNode counts, String domain, String column, List<NaiveRow> rows) {
    TreeMap<Utf8, Long> byValue = new TreeMap<>();
    long nulls = 0;
    for (NaiveRow row : rows) {
      String value = value(row, column);
      if (value == null) {
        nulls++;
      } else {
        byValue.merge(new Utf8(value), 1L, Long::sum);
      }
    }
    byValue.forEach((value, count) -> putCount(counts, domain, value.text(), count));
    if (nulls > 0) {
      putCount(counts, domain, null, nulls);
    }
  }

  /** A text in the order of its UTF-8 bytes, which is that of PostgreSQL's collation "C". */
  private record Utf8(String text) implements Comparable<Utf8> {
    @Override
    public int compareTo(Utf8 other) {
      return Arrays.compareUnsigned(text.getBytes(UTF_8), other.text.getBytes(UTF_8));
    }
  }

  private static void putCount(
      ArrayNode counts, String domain, @Nullable String value, long count) {
    counts
        .addObject()
        .put("domain", domain)
        .put("value", value)
        .put("count", count)
        .set("badge", badge(domain, value));
  }

  private static @Nullable String value(@Nullable NaiveRow row, String column) {
    Object value = row == null ? null : row.get(column);
    return value == null ? null : String.valueOf(value);
  }

  /** The badge of a value as it stands in a row; not to be changed. */
  static ObjectNode badge(String domain, @Nullable String value) {
    return MADE.computeIfAbsent(domain + " " + value, key -> make(domain, value));
  }

  private static ObjectNode make(String domain, @Nullable String value) {
    String known =
        value == null ? null : BADGES.get(domain + " " + value.trim().toLowerCase(Locale.ROOT));
    if (known != null) {
      String[] parts = known.substring(domain.length() + 1).split("\\|", 4);
      return badge(parts[0], parts[1], parts[2], parts[3], true);
    }
    String label =
        value == null ? "Unknown" : Objects.requireNonNull(UNKNOWN_LABELS.get(value), value);
    return badge(value, label, "gray", "question-mark-circle", false);
  }

  private static ObjectNode badge(
      @Nullable String value, String label, String color, String icon, boolean known) {
    return NaiveJson.object()
        .put("value", value)
        .put("label", label)
        .put("color", color)
        .put("icon", icon)
        .put("known", known);
  }
}
