package io.tenantatlas.standalone.e2e;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Random changes of all captured tables by plain SQL, from a seed: inserts, updates, deletes, moves
 * to another tenant, new primary keys, large values that then stay unchanged, tenants that come and
 * go, transactions of several statements, and roll-backs.
 *
 * <p>For one thread and one connection.
 */
final class RandomChanges {

  /** Onboarding sessions are chosen from ids up to this; a new primary key is up to twice it. */
  static final int SESSIONS = 8;

  private static final String SESSION_TABLE = "managed_tenant_onboarding_sessions";
  private static final List<String> TABLES =
      List.of(
          "operation_runs",
          "operation_runs",
          "findings",
          "inventory_items",
          "inventory_sync_runs",
          "backup_schedule_runs",
          "entra_group_sync_runs",
          "restore_runs");

  private final Connection connection;
  private final SourceValues values;
  private final RandomRows rows;
  private final int ids;

  /**
   * @param seed the same seed, tenants and nullability make the same statements, but for the time
   * @param ids rows of each table are chosen from ids up to this, by all writers
   */
  RandomChanges(Connection connection, long seed, Tenants tenants, int ids) throws SQLException {
    this.connection = connection;
    this.values = new SourceValues(new Random(seed), allowsNulls(connection));
    this.rows = new RandomRows(values, tenants, ids);
    this.ids = ids;
  }

  private static boolean allowsNulls(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet column =
            statement.executeQuery(
                """
                select is_nullable = 'YES' from information_schema.columns
                where table_name = 'tenants' and column_name = 'is_current'
                """)) {
      return column.next() && column.getBoolean(1);
    }
  }

  /** Makes about {@code changes} changes, in transactions of one to six. */
  void make(int changes) throws SQLException {
    connection.setAutoCommit(false);
    int made = 0;
    while (made < changes) {
      int inTransaction = values.oneIn(3) ? 1 + values.below(6) : 1;
      List<String> statements = Stream.generate(this::change).limit(inTransaction).toList();
      commit(statements, values.oneIn(20));
      made += inTransaction;
    }
    connection.setAutoCommit(true);
  }

  private void commit(List<String> statements, boolean rollBack) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      if (rollBack) {
        connection.rollback();
      } else {
        connection.commit();
      }
    } catch (SQLException e) {
      if (!isConflict(e)) {
        throw e;
      }
      // The whole transaction goes.
      connection.rollback();
    }
  }

  /** Two writers wanted the same new key, or waited for each other. */
  private static boolean isConflict(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.equals("23505") || state.startsWith("40"));
  }

  private String change() {
    return switch (values.below(24)) {
      case 0, 1, 2, 3 -> rows.run();
      case 4, 5 -> rows.finding();
      case 6, 7 -> rows.item();
      case 8 -> rows.inventorySync();
      case 9 -> rows.backup();
      case 10 -> rows.groupSync();
      case 11 -> rows.restore();
      case 12, 13 -> rows.session(SESSIONS);
      case 14 -> rows.ofTenant();
      case 15 -> values.oneIn(3) ? changeOfTenants() : rows.ofTenant();
      case 16, 17 -> delete();
      case 18, 19 -> move();
      case 20 -> values.oneIn(3) ? newKey() : touch();
      default -> touch();
    };
  }

  /** A tenants row that may go goes, or gets another one's key. */
  private String changeOfTenants() {
    return values.oneIn(5)
        ? "update tenants set id = %s where id = %s"
            .formatted(rows.passingTenant(), rows.passingTenant())
        : "delete from tenants where id = " + rows.passingTenant();
  }

  /** A row, the latest row of a tenant, or (seldom) all its rows of a table. */
  private String delete() {
    String table = values.pick(TABLES);
    return switch (values.below(12)) {
      case 0 -> "delete from %s where tenant_id = %s".formatted(table, rows.tenant());
      case 1, 2, 3, 4, 5 ->
          """
          delete from %s where id = (select id from %1$s where tenant_id = %s
                                     order by created_at desc, id desc limit 1)
          """
              .formatted(table, rows.tenant());
      case 6 ->
          String.format(Locale.ROOT, "delete from %s where id = %d", SESSION_TABLE, session());
      default -> String.format(Locale.ROOT, "delete from %s where id = %d", table, rows.id());
    };
  }

  private String move() {
    return switch (values.below(8)) {
      case 0 ->
          String.format(
              Locale.ROOT,
              "update %s set tenant_id = %s where id = %d",
              SESSION_TABLE,
              values.oneIn(3) ? "null" : rows.knownTenant(),
              session());
      case 1 ->
          String.format(
              Locale.ROOT,
              "update operation_runs set tenant_id = null where id between %d and %1$d + 2",
              rows.id());
      default ->
          String.format(
              Locale.ROOT,
              "update %s set tenant_id = %s where id between %d and %3$d + 2",
              values.pick(TABLES),
              rows.tenant(),
              rows.id());
    };
  }

  private String newKey() {
    return values.oneIn(5)
        ? String.format(
            Locale.ROOT,
            "update %s set id = %d where id = %d",
            SESSION_TABLE,
            SESSIONS + session(),
            session())
        : String.format(
            Locale.ROOT,
            "update %s set id = %d where id = %d",
            values.pick(TABLES),
            ids + values.below(ids),
            rows.id());
  }

  /** An update that leaves large values as they are. */
  private String touch() {
    return switch (values.below(6)) {
      case 0 -> touchItems();
      case 1 ->
          String.format(
              Locale.ROOT,
              "update findings set status = %s where tenant_id = %s and id between %d and %3$d + 20",
              values.status("finding.status"),
              rows.tenant(),
              rows.id());
      case 2 ->
          String.format(
              Locale.ROOT,
              "update %s set workspace_id = %d, completed_at = %s where id = %d",
              SESSION_TABLE,
              1 + values.below(2),
              values.maybeAt(),
              session());
      default ->
          String.format(
              Locale.ROOT,
              "update operation_runs set status = %s, completed_at = %s where id between %d and %3$d + 5",
              values.status("operation_run.status"),
              values.maybeAt(),
              rows.id());
    };
  }

  /** Another policy type, name or external id; the payload stays as it is. */
  private String touchItems() {
    String change =
        switch (values.below(3)) {
          case 0 -> "policy_type = " + rows.policyType();
          case 1 -> "display_name = " + rows.itemName();
          default -> "external_id = " + rows.externalId();
        };
    return String.format(
        Locale.ROOT,
        "update inventory_items set %s where id between %d and %2$d + 5",
        change,
        rows.id());
  }

  private int session() {
    return 1 + values.below(SESSIONS);
  }
}
