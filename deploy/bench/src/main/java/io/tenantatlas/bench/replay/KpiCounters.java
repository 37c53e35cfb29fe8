package io.tenantatlas.bench.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The additive measures of the KPI document, as somebody would write them for Kafka Streams: of a
 * row a small image is kept, from which follows what it adds to its tenant's counters. Windows are
 * those of one instant: rows do not leave them. Immutable.
 */
final class KpiCounters {

  static final String OPEN_FINDINGS = "findings.open.total";
  static final String ITEMS = "items.total";
  static final String ACTIVE = "runs.active";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> KEPT =
      Set.of(
          "tenant_id",
          "type",
          "status",
          "outcome",
          "severity",
          "policy_type",
          "created_at",
          "started_at",
          "completed_at");
  private static final Set<String> OPEN = Set.of("new", "open");
  private static final Set<String> RUNNING = Set.of("queued", "running");
  private static final Set<String> SEVERITIES = Set.of("high", "medium", "low");

  private final Instant weekAgo;
  private final Instant monthAgo;
  private final Map<String, List<String>> chips = chips();

  KpiCounters(Instant asOf) {
    this.weekAgo = asOf.minus(Duration.ofDays(7));
    this.monthAgo = asOf.minus(Duration.ofDays(30));
  }

  /** What is kept of a row. */
  static ObjectNode image(String table, JsonNode after) {
    ObjectNode image = JSON.createObjectNode().put("table", table);
    for (Map.Entry<String, JsonNode> member : after.properties()) {
      if (KEPT.contains(member.getKey()) && !member.getValue().isNull()) {
        image.set(member.getKey(), member.getValue());
      }
    }
    return image;
  }

  /** What the row of an image adds. */
  Map<String, Long> of(JsonNode image) {
    Map<String, Long> counters = new HashMap<>();
    switch (image.path("table").asString()) {
      case "findings" -> finding(image, counters);
      case "operation_runs" -> run(image, counters);
      case "inventory_items" -> {
        counters.put(ITEMS, 1L);
        chips
            .getOrDefault(image.path("policy_type").asString(""), List.of())
            .forEach(chip -> counters.put("items." + chip, 1L));
      }
      default -> {
        // adds nothing to the KPI document's counters
      }
    }
    return counters;
  }

  private static void finding(JsonNode image, Map<String, Long> counters) {
    if (OPEN.contains(image.path("status").asString(""))) {
      String severity = image.path("severity").asString("");
      counters.put("findings.open." + (SEVERITIES.contains(severity) ? severity : "other"), 1L);
      counters.put(OPEN_FINDINGS, 1L);
    }
  }

  private void run(JsonNode image, Map<String, Long> counters) {
    String status = image.path("status").asString("");
    Instant created = Instant.parse(image.path("created_at").asString());
    if (RUNNING.contains(status)) {
      counters.put(ACTIVE, 1L);
      if (image.path("type").asString("").equals("inventory.sync")) {
        counters.put("runs.active.inventory_sync", 1L);
      }
    }
    if (!created.isBefore(monthAgo)) {
      counters.put("runs.30d", 1L);
    }
    if (status.equals("completed") && !created.isBefore(weekAgo)) {
      counters.put("runs.7d." + image.path("outcome").asString(""), 1L);
      duration(image, counters);
    }
  }

  private static void duration(JsonNode image, Map<String, Long> counters) {
    if (image.has("started_at") && image.has("completed_at")) {
      Duration took =
          Duration.between(
              Instant.parse(image.path("started_at").asString()),
              Instant.parse(image.path("completed_at").asString()));
      counters.put("runs.7d.timed", 1L);
      counters.put("runs.7d.micros", took.toNanos() / 1000);
    }
  }

  /** By policy type, from the projector's own file. */
  private static Map<String, List<String>> chips() {
    Map<String, List<Map<String, Object>>> file =
        new Yaml().load(KpiCounters.class.getResourceAsStream("/policy-types.yaml"));
    Map<String, List<String>> chips = new HashMap<>();
    for (Map<String, Object> entry : file.getOrDefault("policy-types", List.of())) {
      List<String> own =
          List.of(
              "restore." + entry.get("restore"),
              "risk." + entry.get("risk"),
              "dependencies." + entry.get("dependencies"));
      if (entry.get("types") instanceof List<?> types) {
        types.forEach(type -> chips.put(String.valueOf(type), own));
      }
    }
    return chips;
  }
}
