package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Random column values, with a liking for those at which something changes. */
final class RandomValues {

  private static final List<String> REPORTS =
      List.of(
          "{\"result\": \"ok\", \"checks\": [{\"key\": \"token\", \"passed\": true}]}",
          "{\"big\":12345678901234567890123456789.00100,\"small\":-0.0,\"far\":[1E+400,1e-400]}",
          "{\"scopes\":[],\"actors\":{\"\":{}},\"shared\":null}",
          "\"only \\u0022text\\u0022 é 😀\"",
          "{\"bytes\":\"" + "é".repeat(44) + "\"}", // as many as are shown
          "{\"bytes\":\"" + "é".repeat(44) + "!\"}",
          "[]",
          "{}",
          "false",
          "0.10");

  private static final Map<String, List<String>> TEXTS =
      Map.ofEntries(
          Map.entry(
              "findings.severity", List.of("high", "high", "medium", "low", "critical", " HIGH ")),
          Map.entry(
              "findings.status",
              List.of("new", "open", "open", "acknowledged", "closed", "needs_review", "Open")),
          Map.entry("findings.scope_key", List.of("a", "\"quoted\" \\ é 😀", "")),
          Map.entry(
              "operation_runs.type",
              List.of(
                  "drift.scan",
                  "drift.generate",
                  "inventory.sync",
                  "backup.run",
                  "provider.connection.check",
                  "tenant.verification",
                  "tenant.verification")),
          Map.entry("operation_runs.context.verification_report", REPORTS),
          Map.entry(
              "operation_runs.status",
              List.of("queued", "running", "completed", "completed", "completed", "weirdState")),
          Map.entry(
              "operation_runs.outcome",
              List.of(
                  "pending",
                  "succeeded",
                  "partial",
                  "failed",
                  "cancelled",
                  "blocked",
                  "FAILED",
                  "ｆull",
                  "😀")),
          Map.entry(
              "inventory_items.policy_type",
              List.of(
                  "deviceConfiguration",
                  "deviceManagementScript",
                  "windowsAutopilotDeploymentProfile",
                  "mobileApp",
                  "conditionalAccessPolicy",
                  "assignmentFilter",
                  "deviceCategory",
                  "unknownType")),
          Map.entry("inventory_items.display_name", List.of("Wi-Fi", "\"VPN\" \\ é 😀", "")),
          Map.entry(
              "inventory_sync_runs.status",
              List.of("pending", "running", "success", "partial", "failed", "failed", "skipped")),
          Map.entry(
              "tenants.status",
              List.of(
                  "active",
                  "active",
                  "onboarding",
                  "archived",
                  "archived",
                  "pending",
                  "suspended",
                  "error",
                  "Active",
                  " archived ")),
          Map.entry(
              "backup_schedule_runs.status",
              List.of("running", "success", "partial", "failed", "skipped", "canceled")),
          Map.entry(
              "entra_group_sync_runs.status",
              List.of("pending", "running", "succeeded", "partial", "failed")),
          Map.entry(
              "restore_runs.status",
              List.of(
                  "draft",
                  "scoped",
                  "checked",
                  "previewed",
                  "pending",
                  "queued",
                  "running",
                  "completed",
                  "partial",
                  "failed",
                  "cancelled")));

  private static final Set<String> HAVE_BADGES = Set.of("status", "outcome", "severity");

  /** Values of any column with badges that no catalog has. */
  private static final List<String> NEVER_SEEN =
      List.of(
          "",
          "  ",
          "not-there yet",
          "HALF open",
          "v2Final",
          "=",
          "a=b",
          "éclair",
          "ｆull",
          "😀",
          "_");

  private static final Map<SourceTable, List<Column.Kept>> COLUMNS =
      Arrays.stream(SourceTable.values())
          .collect(
              Collectors.toMap(
                  table -> table,
                  table ->
                      table.columns().stream()
                          .flatMap(column -> columns(column).stream())
                          .toList()));

  private static final List<Duration> BESIDE =
      List.of(
          Duration.ofMillis(-1),
          Duration.ofNanos(-1000),
          Duration.ZERO,
          Duration.ofNanos(1000),
          Duration.ofNanos(999_000),
          Duration.ofMillis(1));

  private final Random random;
  private final int tenants;
  private final RandomPayload payloads;
  private final List<Instant> used = new ArrayList<>();
  private Set<Long> runs = Set.of();

  /** The never seen values that this history has: few, so that they meet. */
  private final List<String> strange;

  RandomValues(Random random, int tenants) {
    this.random = random;
    this.tenants = tenants;
    this.payloads = new RandomPayload(random);
    this.strange = List.of(oneOf(NEVER_SEEN), oneOf(NEVER_SEEN), oneOf(NEVER_SEEN));
  }

  /** From now on references to runs are mostly to these. */
  void referTo(Set<Long> existingRuns) {
    runs = existingRuns;
  }

  /**
   * What a row has: the columns that are kept, the members that are kept of JSON columns, and whole
   * those of which references are.
   */
  static List<Column.Kept> columns(SourceTable table) {
    return Objects.requireNonNull(COLUMNS.get(table));
  }

  /** Of one column. */
  static List<Column.Kept> columns(Column column) {
    return column.references()
        ? List.of(new Column.Kept(column.name(), column.type()))
        : column.kept();
  }

  /** All of these. */
  Map<String, @Nullable Object> row(SourceTable table, Instant now) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column.Kept column : columns(table)) {
      values.put(column.name(), value(table, column, now));
    }
    return values;
  }

  @Nullable Object value(SourceTable table, Column.Kept column, Instant now) {
    boolean rarelyNull = column.name().equals("created_at");
    if (random.nextInt(rarelyNull ? 40 : 10) == 0) {
      return null;
    }
    return switch (column.type()) {
      case INTEGER -> number(column.name());
      case BOOLEAN -> random.nextBoolean();
      case INSTANT -> instant(now);
      case TEXT, JSON -> text(table.tableName() + "." + column.name());
    };
  }

  private long number(String column) {
    return switch (column) {
      case "tenant_id" -> tenant();
      case "state.verification_operation_run_id" -> run();
      default -> random.nextInt(3);
    };
  }

  /** Mostly a run that exists, of any tenant or of none. */
  private long run() {
    List<Long> existing = List.copyOf(runs);
    if (existing.isEmpty() || random.nextInt(4) == 0) {
      return random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextInt(45);
    }
    return oneOf(existing);
  }

  private String text(String column) {
    if (column.equals("inventory_items.external_id")) {
      return payloads.externalId();
    }
    if (column.equals("inventory_items.meta_jsonb")) {
      return payloads.json();
    }
    boolean hasBadges = HAVE_BADGES.contains(column.substring(column.indexOf('.') + 1));
    if (hasBadges && random.nextInt(12) == 0) {
      return oneOf(strange);
    }
    return oneOf(TEXTS.getOrDefault(column, List.of("running", "failed", "x")));
  }

  Long tenant() {
    return 1L + random.nextInt(tenants);
  }

  private Instant instant(Instant now) {
    Instant instant =
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> now.minus(window()).plus(oneOf(BESIDE));
          case 3 -> used.isEmpty() ? now : oneOf(used);
          case 4 -> now.plus(upTo(Duration.ofDays(2)));
          case 5 -> now.minus(upTo(Duration.ofSeconds(10)));
          default -> now.minus(upTo(Duration.ofDays(40)));
        };
    Instant kept = instant.truncatedTo(ChronoUnit.MICROS);
    used.add(kept);
    return kept;
  }

  private Duration window() {
    return Duration.ofDays(random.nextInt(3) == 0 ? 30 : 7);
  }

  Duration upTo(Duration longest) {
    return Duration.of(random.nextLong(longest.toMillis() * 1000), ChronoUnit.MICROS);
  }

  /** A later instant: near, far, or where a row leaves its window or a scan gets stale. */
  Instant laterThan(Instant now) {
    Instant edge = used.isEmpty() ? now : oneOf(used).plus(window()).plus(oneOf(BESIDE));
    Instant later =
        switch (random.nextInt(6)) {
          case 0 -> now.plus(upTo(Duration.ofSeconds(1)));
          case 1 -> now.plus(upTo(Duration.ofHours(1)));
          case 2 -> now.plus(upTo(Duration.ofDays(10)));
          default -> edge;
        };
    return later.isAfter(now) ? later : now;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
