package io.tenantatlas.bench.changelog;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.standalone.workload.Payloads;
import io.tenantatlas.standalone.workload.Picks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows with values as the demo workload has them, as capture writes them to the change log. The
 * random numbers decide all of it. For one thread.
 */
public final class LoggedRows {

  private static final Duration HISTORY = Duration.ofDays(40);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Random random;
  private final Instant now;

  /**
   * @param now what is the newest that a row can be
   */
  public LoggedRows(Random random, Instant now) {
    this.random = random;
    this.now = now;
  }

  /**
   * A row, read by a snapshot ({@code r}), inserted ({@code c}) or updated ({@code u}).
   *
   * @param tenant of a row of tenants its id
   */
  public Logged row(String op, SourceTable table, long id, long tenant) {
    String key = String.format(Locale.ROOT, "{\"table\":\"%s\",\"id\":%d}", table.tableName(), id);
    return new Logged(bytes(key), envelope(op, table, values(table, id, tenant)));
  }

  private byte[] envelope(String op, SourceTable table, ObjectNode after) {
    long millis = now.toEpochMilli();
    ObjectNode value = JSON.createObjectNode();
    value.putNull("before");
    value.set("after", after);
    value
        .putObject("source")
        .put("version", "3.6.1.Final")
        .put("connector", "postgresql")
        .put("name", "tenantatlas")
        .put("ts_ms", millis)
        .put("snapshot", "false")
        .put("db", "tenant_atlas")
        .put("sequence", "[\"24023128\",\"24023128\"]")
        .put("ts_us", millis * 1_000)
        .put("ts_ns", millis * 1_000_000)
        .put("schema", "public")
        .put("table", table.tableName())
        .put("txId", 764)
        .put("lsn", 24023128)
        .putNull("xmin");
    value.putNull("transaction");
    value
        .put("op", op)
        .put("ts_ms", millis)
        .put("ts_us", millis * 1_000)
        .put("ts_ns", millis * 1_000_000);
    return JSON.writeValueAsBytes(value);
  }

  private ObjectNode values(SourceTable table, long id, long tenant) {
    Instant at = now.minusMillis((long) (random.nextDouble() * HISTORY.toMillis()));
    ObjectNode row = JSON.createObjectNode().put("id", id);
    if (table != SourceTable.TENANTS) {
      row.put("tenant_id", tenant);
    }
    switch (table) {
      case TENANTS -> {
        row.put("workspace_id", tenant % 3 + 1).put("name", Picks.tenantName((int) tenant));
        row.put("status", "active").put("is_current", false);
        row.put("created_at", text(at)).put("updated_at", text(at));
      }
      case OPERATION_RUNS -> run(row, tenant, at);
      case INVENTORY_ITEMS -> item(row, tenant, at);
      case INVENTORY_SYNC_RUNS -> {
        row.put("selection_hash", String.format(Locale.ROOT, "%064x", random.nextInt(1, 4)));
        row.put("selection_payload", "{\"policy_types\": [\"deviceConfiguration\"]}");
        row.put("status", Picks.syncResult(random)).put("had_errors", false);
        row.put("error_codes", "[]").put("error_context", "{}");
        times(row, at, "finished_at");
      }
      case FINDINGS -> {
        row.put("scope_key", "scope:" + Picks.one(random, Picks.ITEM_TYPES));
        row.put("severity", Picks.severity(random)).put("status", Picks.findingStatus(random));
        row.put("created_at", text(at)).put("updated_at", text(at));
      }
      case BACKUP_SCHEDULE_RUNS -> {
        row.put("status", Picks.syncResult(random));
        times(row, at, "finished_at");
      }
      case ENTRA_GROUP_SYNC_RUNS -> {
        row.put("status", "succeeded").put("safety_stop_triggered", false);
        times(row, at, "finished_at");
      }
      case RESTORE_RUNS -> {
        row.put("status", "completed");
        times(row, at, "completed_at");
      }
      case MANAGED_TENANT_ONBOARDING_SESSIONS -> {
        row.put("workspace_id", tenant % 3 + 1)
            .put("state", "{\"verification_operation_run_id\": 7}");
        row.putNull("completed_at").put("created_at", text(at));
      }
    }
    return row;
  }

  private void run(ObjectNode row, long tenant, Instant at) {
    String type = Picks.chance(random, 0.08) ? "drift.scan" : Picks.operationType(random);
    boolean active = Picks.chance(random, 0.1);
    String outcome = active ? "pending" : Picks.outcome(random);
    row.put("workspace_id", tenant % 3 + 1).put("type", type);
    row.put("status", active ? "running" : "completed").put("outcome", outcome);
    row.put(
        "context",
        Picks.isVerification(type)
            ? Payloads.verificationReport(outcome, at)
            : "{\"source\": \"schedule\"}");
    row.put("summary_counts", Payloads.counts(random, outcome));
    row.put("failure_summary", Payloads.failures(outcome));
    times(row, at, "completed_at");
    if (active) {
      row.putNull("completed_at");
    }
  }

  private void item(ObjectNode row, long tenant, Instant at) {
    String type = Picks.one(random, Picks.ITEM_TYPES);
    String externalId = Picks.graphId(random);
    String name = Picks.policyName(random);
    row.put("external_id", externalId).put("policy_type", type).put("display_name", name);
    row.put("meta_jsonb", Payloads.policy(random, tenant, type, externalId, name, List.of()));
    row.put("created_at", text(at)).put("updated_at", text(at));
  }

  private void times(ObjectNode row, Instant at, String ended) {
    row.put("created_at", text(at)).put("started_at", text(at.plusSeconds(2)));
    row.put(ended, text(at.plusSeconds(random.nextInt(5, 240))));
  }

  private static String text(Instant instant) {
    return instant.toString();
  }

  /** All up to a position of the source is in the log. */
  public Logged progress(long position) {
    return mark(
        "progress",
        String.format(Locale.ROOT, "\"lsn\":\"0/%X\",\"at_ms\":%d", position, now.toEpochMilli()));
  }

  /** The first snapshot begins. */
  public Logged snapshotStarted(long rows) {
    return mark("snapshot_started", "\"generation\":1,\"expected_rows\":" + rows);
  }

  /** The first snapshot is complete. */
  public Logged snapshotCompleted(long position) {
    return mark(
        "snapshot_completed",
        String.format(
            Locale.ROOT,
            "\"generation\":1,\"lsn\":\"0/%X\",\"at_ms\":%d",
            position,
            now.toEpochMilli()));
  }

  private static Logged mark(String kind, String members) {
    return new Logged(
        bytes(String.format(Locale.ROOT, "{\"mark\":\"%s\"}", kind)),
        bytes(
            String.format(
                Locale.ROOT,
                "{\"mark\":\"%s\",%s,\"history\":\"7351234567890123456/1\"}",
                kind,
                members)));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
