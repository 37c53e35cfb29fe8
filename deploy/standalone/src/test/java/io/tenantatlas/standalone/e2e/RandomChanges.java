package io.tenantatlas.standalone.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Random changes of the source by plain SQL, from a seed: inserts, updates, deletes, moves to
 * another tenant, new primary keys, large values that then stay unchanged, transactions of several
 * statements, and roll-backs.
 *
 * <p>For one thread and one connection.
 */
final class RandomChanges {

  private static final List<String> POLICY_TYPES =
      List.of(
          "deviceConfiguration",
          "deviceShellScript",
          "windowsEnrollmentStatusPage",
          "mobileApp",
          "conditionalAccessPolicy",
          "assignmentFilter",
          "deviceCategory",
          "somethingNew");
  private static final List<String> RUN_TYPES =
      List.of("drift.scan", "drift.generate", "inventory.sync", "policy.sync");
  private static final List<String> RUN_STATUSES =
      List.of("queued", "running", "completed", "completed", "completed", "odd status");
  private static final List<String> OUTCOMES =
      List.of("pending", "succeeded", "partial", "failed", "blocked", "Odd");
  private static final List<String> SYNC_STATUSES =
      List.of("pending", "running", "success", "failed", "never seen");
  private static final List<String> SEVERITIES = List.of("high", "medium", "low", "critical");
  private static final List<String> FINDING_STATUSES =
      List.of("new", "open", "acknowledged", "closed", "reopened?");

  private final Connection connection;
  private final RandomGenerator random;
  private final List<Long> tenants;
  private final int ids;

  /**
   * @param seed the same seed and tenants make the same statements
   * @param ids rows of each table are chosen from ids up to this, by all writers
   */
  RandomChanges(Connection connection, long seed, List<Long> tenants, int ids) {
    this.connection = connection;
    this.random = new Random(seed);
    this.tenants = tenants;
    this.ids = ids;
  }

  /** Makes about {@code changes} changes, in transactions of one to six. */
  void make(int changes) throws SQLException {
    connection.setAutoCommit(false);
    int made = 0;
    while (made < changes) {
      int inTransaction = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
      try (Statement statement = connection.createStatement()) {
        for (int i = 0; i < inTransaction; i++) {
          statement.execute(change());
        }
        if (random.nextInt(20) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      } catch (SQLException e) {
        // Two writers wanted the same new key, or waited for each other: the whole transaction
        // goes.
        connection.rollback();
      }
      made += inTransaction;
    }
    connection.setAutoCommit(true);
  }

  private String change() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> run();
      case 3, 4, 5 -> finding();
      case 6, 7 -> item();
      case 8 -> sync();
      case 9 -> delete();
      case 10 -> move();
      default -> random.nextInt(4) == 0 ? newKey() : touch();
    };
  }

  private String run() {
    String values =
        "%s, '%s', '%s', '%s', %s, %s, %s"
            .formatted(
                random.nextInt(15) == 0 ? "null" : tenant(),
                pick(RUN_TYPES),
                pick(RUN_STATUSES),
                pick(OUTCOMES),
                createdAt(),
                random.nextInt(4) == 0 ? "null" : createdAt(),
                random.nextInt(4) == 0 ? "null" : createdAt());
    return upsert(
        "operation_runs",
        "tenant_id, type, status, outcome, created_at, started_at, completed_at",
        values);
  }

  private String finding() {
    return upsert(
        "findings",
        "tenant_id, scope_key, severity, status, created_at, updated_at",
        "%s, 'scope %d', '%s', '%s', %s, %s"
            .formatted(
                tenant(),
                random.nextInt(9),
                pick(SEVERITIES),
                pick(FINDING_STATUSES),
                createdAt(),
                createdAt()));
  }

  private String item() {
    String at = createdAt();
    return upsert(
        "inventory_items",
        "tenant_id, external_id, policy_type, display_name, meta_jsonb, created_at, updated_at",
        "%s, 'item %d', '%s', 'Name', %s, %s, %s"
            .formatted(tenant(), random.nextInt(1000), pick(POLICY_TYPES), payload(), at, at));
  }

  /** Sometimes so large, and so random, that PostgreSQL stores it out of line (TOAST). */
  private String payload() {
    if (random.nextInt(4) > 0) {
      return "'{\"assignments\": []}'";
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < 9000) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return "'{\"large\": \"" + text + "\"}'";
  }

  private String sync() {
    return upsert(
        "inventory_sync_runs",
        "tenant_id, selection_hash, selection_payload, status, had_errors, error_codes,"
            + " error_context, started_at, finished_at, created_at",
        "%s, 'hash', '{}', '%s', false, '[]', '{}', %s, %s, %s"
            .formatted(
                tenant(),
                pick(SYNC_STATUSES),
                random.nextInt(3) == 0 ? "null" : createdAt(),
                random.nextInt(3) == 0 ? "null" : createdAt(),
                createdAt()));
  }

  private String upsert(String table, String columns, String values) {
    String excluded =
        List.of(columns.split(", ?", -1)).stream()
            .map(column -> column.strip() + " = excluded." + column.strip())
            .reduce((one, other) -> one + ", " + other)
            .orElseThrow();
    return "insert into %s (id, %s) values (%d, %s) on conflict (id) do update set %s"
        .formatted(table, columns, id(), values, excluded);
  }

  private String delete() {
    return "delete from %s where id = %d".formatted(table(), id());
  }

  private String move() {
    return "update %s set tenant_id = %s where id between %d and %3$d + 2"
        .formatted(table(), tenant(), id());
  }

  private String newKey() {
    return "update %s set id = %d where id = %d"
        .formatted(table(), ids + random.nextInt(ids), id());
  }

  /** An update that leaves large values as they are. */
  private String touch() {
    return random.nextBoolean()
        ? "update inventory_items set policy_type = '%s' where id between %d and %2$d + 5"
            .formatted(pick(POLICY_TYPES), id())
        : "update findings set status = '%s' where tenant_id = %s and id between %d and %3$d + 20"
            .formatted(pick(FINDING_STATUSES), tenant(), id());
  }

  private String table() {
    return pick(List.of("operation_runs", "findings", "inventory_items", "inventory_sync_runs"));
  }

  private long id() {
    return 1L + random.nextInt(ids);
  }

  private String tenant() {
    return Long.toString(tenants.get(random.nextInt(tenants.size())));
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Often near the edges of the windows, seldom in the future. */
  private String createdAt() {
    LocalDateTime now = LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC);
    LocalDateTime at =
        switch (random.nextInt(6)) {
          case 0 -> now.minusDays(7).plusSeconds(random.nextInt(120) - 60);
          case 1 -> now.minusDays(30).plusSeconds(random.nextInt(120) - 60);
          case 2 -> now.minusDays(random.nextInt(60));
          case 3 -> now.plusSeconds(random.nextInt(60));
          default -> now.minusSeconds(random.nextInt(200_000));
        };
    LocalDateTime exact = at.plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
    return "'" + exact.truncatedTo(ChronoUnit.MICROS) + "'";
  }
}
