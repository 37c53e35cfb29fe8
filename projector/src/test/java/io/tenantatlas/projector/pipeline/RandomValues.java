package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random column values, with a liking for those at which something changes. */
final class RandomValues {

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
              List.of("drift.scan", "drift.generate", "inventory.sync", "backup.run")),
          Map.entry(
              "operation_runs.status",
              List.of("queued", "running", "completed", "completed", "completed", "weirdState")),
          Map.entry(
              "operation_runs.outcome",
              List.of(
                  "pending", "succeeded", "partial", "failed", "cancelled", "blocked", "FAILED")),
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
          Map.entry(
              "inventory_sync_runs.status",
              List.of("pending", "running", "success", "partial", "failed", "failed", "skipped")));

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
  private final List<Instant> used = new ArrayList<>();

  RandomValues(Random random, int tenants) {
    this.random = random;
    this.tenants = tenants;
  }

  /** All kept columns of a row. */
  Map<String, @Nullable Object> row(SourceTable table, Instant now) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column column : table.keptColumns()) {
      values.put(column.name(), value(table, column, now));
    }
    return values;
  }

  @Nullable Object value(SourceTable table, Column column, Instant now) {
    boolean rarelyNull = column.name().equals("created_at");
    if (random.nextInt(rarelyNull ? 40 : 10) == 0) {
      return null;
    }
    return switch (column.type()) {
      case INTEGER -> column.name().equals("tenant_id") ? tenant() : random.nextInt(3);
      case BOOLEAN -> random.nextBoolean();
      case INSTANT -> instant(now);
      case TEXT, JSON ->
          oneOf(
              TEXTS.getOrDefault(
                  table.tableName() + "." + column.name(), List.of("running", "failed", "x")));
    };
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
