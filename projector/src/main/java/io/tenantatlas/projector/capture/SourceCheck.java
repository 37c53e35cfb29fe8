package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that a source can be captured: its settings, its tables and their columns. Reads only. */
public final class SourceCheck {

  private static final Map<Column.Type, Set<String>> TYPES =
      Map.of(
          Column.Type.INTEGER, Set.of("int2", "int4", "int8"),
          Column.Type.TEXT, Set.of("varchar", "text", "bpchar", "uuid"),
          Column.Type.BOOLEAN, Set.of("bool"),
          Column.Type.INSTANT, Set.of("timestamp", "timestamptz"),
          Column.Type.JSON, Set.of("json", "jsonb"));

  private final Connection connection;
  private final String schema;

  /** A check of the database the connection is on. */
  public SourceCheck(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** A plain connection to the source; the session's time zone is UTC. */
  public static Connection connect(SourceSettings source) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", source.username());
    properties.setProperty("password", source.password());
    properties.setProperty("ApplicationName", "tenantatlas-capture");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection(source.url(), properties);
    // Not as a start-up option: the driver sends the JVM's time zone, which comes after those.
    try (Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /**
   * Everything that stands in the way, each as a sentence that says what to do; empty when nothing
   * does.
   *
   * @throws SQLException when the source cannot be asked
   */
  public List<String> problems() throws SQLException {
    List<String> problems = new ArrayList<>();
    String walLevel = text("show wal_level");
    if (!"logical".equals(walLevel)) {
      problems.add(
          "the source has wal_level=%s; set wal_level=logical in its configuration and restart it"
              .formatted(walLevel));
    }
    if (!"t".equals(text(MAY_REPLICATE))) {
      problems.add(
          "the source's role may not replicate; run: alter role %s replication"
              .formatted(text("select current_user")));
    }
    if (!mayUseSchema()) {
      problems.add(
          "the source's role may not use the schema %1$s; run: grant usage on schema %1$s to %2$s"
              .formatted(schema, text("select current_user")));
      return problems; // nor can its tables be asked for
    }
    for (SourceTable table : SourceTable.values()) {
      check(table, problems);
    }
    return problems;
  }

  private static final String MAY_REPLICATE =
      """
      select (rolsuper or rolreplication
              or exists (select from pg_roles r where r.rolname = 'rds_replication'
                         and pg_has_role(current_user, r.oid, 'member')))::text::char
      from pg_roles where rolname = current_user
      """;

  /** Also true when there is no such schema: its tables are then missing. */
  private boolean mayUseSchema() throws SQLException {
    return !"f"
        .equals(
            text(
                "select has_schema_privilege(oid, 'usage') from pg_namespace where nspname = '%s'"
                    .formatted(schema)));
  }

  private boolean hasPrimaryKey(String table) throws SQLException {
    return "t"
        .equals(
            text(
                """
                select exists (
                  select from pg_index i
                  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                  where i.indrelid = '%s'::regclass and i.indisprimary and i.indnkeyatts = 1 and a.attname = 'id')
                """
                    .formatted(table)));
  }

  private void check(SourceTable table, List<String> problems) throws SQLException {
    Map<String, String> types = columnTypes(table);
    if (types.isEmpty()) {
      problems.add("the source has no table %s.%s".formatted(schema, table.tableName()));
      return;
    }
    String name = "\"%s\".\"%s\"".formatted(schema, table.tableName());
    if (!hasPrimaryKey(name)) {
      problems.add("the source's table %s needs the primary key (id)".formatted(table.tableName()));
    }
    if (!"t".equals(text("select has_table_privilege('%s', 'select')".formatted(name)))) {
      problems.add(
          "the source's role may not read %1$s; run: grant select on %1$s to %2$s"
              .formatted(table.tableName(), text("select current_user")));
    }
    check(table, Column.Type.INTEGER, SourceTable.ID, types, problems);
    for (Column column : table.columns()) {
      check(table, column.type(), column.name(), types, problems);
    }
  }

  private static void check(
      SourceTable table,
      Column.Type expected,
      String column,
      Map<String, String> types,
      List<String> problems) {
    String type = types.get(column);
    Set<String> allowed = Objects.requireNonNull(TYPES.get(expected));
    if (type == null) {
      problems.add("the source lacks the column %s.%s".formatted(table.tableName(), column));
    } else if (!allowed.contains(type)) {
      problems.add(
          "the source's column %s.%s is of type %s; expected one of %s"
              .formatted(table.tableName(), column, type, allowed.stream().sorted().toList()));
    }
  }

  private Map<String, String> columnTypes(SourceTable table) throws SQLException {
    Map<String, String> types = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select a.attname, t.typname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            where n.nspname = ? and c.relname = ? and c.relkind = 'r'
            """)) {
      statement.setString(1, schema);
      statement.setString(2, table.tableName());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          types.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return types;
  }

  private @Nullable String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
